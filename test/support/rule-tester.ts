import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advise } from '../../src/advisor/advise.ts';
import { candidateContext } from '../../src/advisor/candidate-context.ts';
import { indexCandidates } from '../../src/advisor/candidates.ts';
import { coveringIndex } from '../../src/advisor/coverage.ts';
import type { Advice } from '../../src/advisor/model.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import type { AnalyzedQuery, FixIntent, Rule, RuleExample } from '../../src/lint/contract.ts';
import { assembleFindings } from '../../src/lint/findings.ts';
import type { RuleProposal } from '../../src/lint/run.ts';
import { runExample } from '../../src/lint/testing.ts';
import type { TesterStages } from '../../src/lint/testing.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import { fingerprint } from '../../src/sql/fingerprint.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createNames, shapeOf } from '../../src/sql/shape.ts';
import { createDatabase, server18 } from './database.ts';

const OPTIONS = {
  minImprovement: 0.1,
  minCalls: 1,
  minTableRows: 500,
  storageBudgetBytes: null,
  maxIndexColumns: 4,
  timeBudgetMs: null,
};

/** The stages as a scan runs them: a native server for the DDL, the twin for prices. */
export const stages: TesterStages = {
  catalogOf: (ddl) => catalogAfter(ddl, []),
  async analyze(sql, catalog) {
    await loadParser();
    const shape = shapeOf(sql, createNames(catalog));
    return {
      fingerprint: fingerprint(sql),
      sql,
      calls: 1,
      totalMs: 0,
      minMs: null,
      maxMs: null,
      rows: null,
      samples: [],
      shape,
    };
  },
  indexCandidates(catalog, queries) {
    const candidates = candidateContext(catalog, queries, OPTIONS);
    return (relation, use, query) => indexCandidates(relation, use, query.shape, candidates);
  },
  coveringIndex,
  priced: keepWhatPays,
};

/** The catalog of a database that the DDL made, and in which the statements then ran, one by one as psql would. */
export async function catalogAfter(ddl: string, statements: readonly string[]): Promise<Catalog> {
  const database = await createDatabase(server18, ddl);
  try {
    for (const statement of statements) await database.client.query(statement);
    const session = await connect({ url: database.url, environment: {} });
    try {
      return await readOnly(session, introspect);
    } finally {
      await session.close();
    }
  } finally {
    await database.drop();
  }
}

/** What a scan with these rules would run to mend the example. */
export async function fixesFor(rules: readonly Rule[], example: RuleExample): Promise<readonly string[]> {
  const fixes: string[] = [];
  const priced: TesterStages['priced'] = async (proposals, catalog, queries) => {
    const advice = await price(proposals, catalog, queries);
    const namer = createNamer(catalog);
    const fixFor = (intent: FixIntent) => planFix(intent, catalog, namer);
    const { findings } = assembleFindings({ proposals, advice, queries, fixFor });
    fixes.push(...findings.flatMap(({ fix }) => fix?.up ?? []));
    return proposals;
  };
  await runExample(rules, example, { ...stages, priced });
  return fixes;
}

async function keepWhatPays(
  proposals: readonly RuleProposal[],
  catalog: Catalog,
  queries: readonly AnalyzedQuery[],
): Promise<readonly RuleProposal[]> {
  const advice = await price(proposals, catalog, queries);
  const fixFor = () =>
    ({ kind: 'create-index', check: [], up: [], down: [], transactional: false, creates: [] }) as const;
  const rules = assembleFindings({ proposals, advice, queries, fixFor }).findings.map(({ rule }) => rule);
  return proposals.filter(({ rule }) => rules.includes(rule));
}

async function price(
  proposals: readonly RuleProposal[],
  catalog: Catalog,
  queries: readonly AnalyzedQuery[],
): Promise<Advice | null> {
  const withIndexes = proposals.flatMap(({ proposal }) => (proposal.indexes ? [proposal] : []));
  if (withIndexes.length === 0) return null;
  const engine = await createTwin(catalog, { cacheDirectory: join(tmpdir(), 'idx-advisor-test-twin') });
  try {
    return await advise({ catalog, engine, queries, proposals: withIndexes, options: OPTIONS });
  } finally {
    await engine.close();
  }
}
