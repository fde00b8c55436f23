/** The tester of our own rules, for the tests of yours: `import { createTester } from 'idx-advisor/testing'`. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advise } from './advisor/advise.ts';
import { candidateContext } from './advisor/candidate-context.ts';
import { indexCandidates } from './advisor/candidates.ts';
import { coveringIndex } from './advisor/coverage.ts';
import type { AdviceOptions } from './advisor/model.ts';
import { checkRule } from './config/check-rule.ts';
import { readSchemaText } from './ddl/read-schema.ts';
import type { Proposal, Rule, RuleExample } from './lint/contract.ts';
import { assembleFindings } from './lint/findings.ts';
import { checkExamples, runExample, type TesterStages } from './lint/testing.ts';
import { createTwin } from './planner/twin/engine.ts';
import { fingerprint } from './sql/fingerprint.ts';
import { loadParser } from './sql/parser.ts';
import { createNames, shapeOf } from './sql/shape.ts';

export interface TesterOptions {
  /** Where an initialised embedded PostgreSQL is kept between runs, which saves seconds; default: in the temporary folder. */
  readonly cacheDirectory?: string;
}

export interface Tester {
  /**
   * What is wrong with a rule: one line for each part that is missing, and for each of its examples that does not do what it
   * stands for. The `bad` one must fire the rule, the `good` one must not. Empty for a sound rule.
   */
  check(rule: Rule): Promise<readonly string[]>;
  /** What the rule reports of an example; of proposed indexes, those that the planner uses and that pay. */
  run(rule: Rule, example: RuleExample, options?: Readonly<Record<string, unknown>>): Promise<readonly Proposal[]>;
}

const ADVICE: AdviceOptions = {
  minImprovement: 0.1,
  minCalls: 1,
  minTableRows: 500,
  storageBudgetBytes: null,
  maxIndexColumns: 4,
  timeBudgetMs: null,
};

/** Examples run in an embedded PostgreSQL: no server is needed. */
export function createTester({ cacheDirectory = join(tmpdir(), 'idx-advisor-tester') }: TesterOptions = {}): Tester {
  const stages = testerStages(cacheDirectory);
  return {
    check: (rule) => checkExamples(checkRule(rule, 'the rule'), stages),
    async run(rule, example, options = {}) {
      const configured = { ...rule, options: { ...rule.options, ...options } };
      return (await runExample([configured], example, stages)).map(({ proposal, severity }) => ({
        ...proposal,
        severity,
      }));
    },
  };
}

function testerStages(cacheDirectory: string): TesterStages {
  return {
    async catalogOf(ddl) {
      const { catalog, failed } = await readSchemaText(ddl, 'the example', cacheDirectory);
      const [first] = failed;
      if (first) throw new Error(`the example's DDL, line ${first.line}: ${first.reason}`);
      return catalog;
    },
    async analyze(sql, catalog) {
      await loadParser();
      const shape = shapeOf(sql, createNames(catalog));
      const counted = { calls: 1, totalMs: 0, minMs: null, maxMs: null, rows: null, samples: [] };
      return { fingerprint: fingerprint(sql), sql, ...counted, shape };
    },
    indexCandidates(catalog, queries) {
      const candidates = candidateContext(catalog, queries, ADVICE);
      return (relation, use, query) => indexCandidates(relation, use, query.shape, candidates);
    },
    coveringIndex,
    async priced(proposals, catalog, queries) {
      const withIndexes = proposals.flatMap(({ proposal }) => (proposal.indexes ? [proposal] : []));
      if (withIndexes.length === 0) return proposals;
      const engine = await createTwin(catalog, { cacheDirectory });
      try {
        const advice = await advise({ catalog, engine, queries, proposals: withIndexes, options: ADVICE });
        const fixFor = () => ({ refused: 'not asked for' });
        const { findings } = assembleFindings({ proposals, advice, queries, fixFor });
        const reported = new Set(findings.map(({ rule }) => rule));
        return proposals.filter(({ rule }) => reported.has(rule));
      } finally {
        await engine.close();
      }
    },
  };
}

export type { Proposal, Rule, RuleExample } from './lint/contract.ts';
