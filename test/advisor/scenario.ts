import { advise } from '../../src/advisor/advise.ts';
import type { AdviceInput } from '../../src/advisor/advise.ts';
import { describeIndex } from '../../src/advisor/definition.ts';
import { relationFacts } from '../../src/advisor/relations.ts';
import type { Advice, AdviceOptions } from '../../src/advisor/model.ts';
import type { IndexDefinition, Relation } from '../../src/catalog/model.ts';
import type { AnalyzedQuery, Proposal } from '../../src/lint/contract.ts';
import { fakeEngine, fakeSize } from './fake-engine.ts';
import type { FakeNeed } from './fake-engine.ts';
import { catalog, column, equal, query, relation, use } from './make.ts';

export const OPTIONS: AdviceOptions = {
  minImprovement: 0.1,
  minCalls: 2,
  minTableRows: 500,
  storageBudgetBytes: null,
  maxIndexColumns: 4,
  timeBudgetMs: null,
};

export interface Scenario {
  /** Statements by fingerprint, and what each needs. */
  readonly needs: Readonly<Record<string, readonly FakeNeed[]>>;
  /** By fingerprint; 100 when left out. */
  readonly calls?: Readonly<Record<string, number>>;
  /** Proposed indexes by fingerprint. */
  readonly wanted: Readonly<Record<string, readonly IndexDefinition[]>>;
  readonly options?: Partial<AdviceOptions>;
  readonly relations?: readonly Relation[];
  readonly input?: Partial<AdviceInput>;
}

/** Runs the advisor against the fake engine. */
export async function run({ needs, calls = {}, wanted, options, relations, input }: Scenario) {
  const tables = relations ?? tablesOf(needs);
  const fake = fakeEngine(needs);
  const queries = Object.entries(needs).map(([fingerprint, parts]) => queryOf(fingerprint, parts, calls[fingerprint]));
  const proposals = Object.entries(wanted).map(([fingerprint, indexes]) => proposalOf(fingerprint, indexes));
  const facts = relationFacts(catalog(tables), queries);
  const advice = await advise({
    catalog: catalog(tables),
    facts: { ...facts, size: ({ tuples }, definition) => fakeSize(definition, tuples) },
    engine: fake.engine,
    queries,
    proposals,
    options: { ...OPTIONS, ...options },
    ...input,
  });
  return { advice, ...fake };
}

export function chosen(advice: Advice): readonly string[] {
  return advice.indexes.map(({ definition }) => describeIndex(definition).replace('public.', '')).sort();
}

export function reasonFor(advice: Advice, index: string): string | undefined {
  return advice.rejected.find(({ definition }) => describeIndex(definition) === `public.${index}`)?.reason;
}

function queryOf(fingerprint: string, parts: readonly FakeNeed[], calls = 100): AnalyzedQuery {
  const uses = parts.map((need) => {
    const columns = Object.keys({ ...need.equal, ...need.range });
    return use(need.table, { predicates: columns.map(equal), columnsRead: [...columns, ...(need.reads ?? [])] });
  });
  return query(fingerprint, uses, { calls });
}

function proposalOf(fingerprint: string, indexes: readonly IndexDefinition[]): Proposal {
  const [first] = indexes;
  return {
    object: { schema: 'public', table: first?.relation.name ?? '', columns: [], name: null },
    message: 'no index',
    fingerprints: [fingerprint],
    indexes,
  };
}

function tablesOf(needs: Scenario['needs']): readonly Relation[] {
  const rows = new Map(Object.values(needs).flatMap((parts) => parts.map((need) => [need.table, need.rows] as const)));
  const columns = ['a', 'b', 'c', 'd', 'e', 'impossible'].map((name) => column(name, 'bigint'));
  return [...rows].map(([name, tuples]) => relation(name, columns, { tuples }));
}
