import type { Catalog, Index, IndexDefinition, Relation } from '../catalog/model.ts';
import type { RelationUse } from '../sql/model.ts';
import { buildContext } from './context.ts';
import type { AnalyzedQuery, Rule, RuleExample } from './contract.ts';
import { observe } from './observed.ts';
import { eventsOf, withRuns } from './observed-log.ts';
import { runRules } from './run.ts';
import type { RuleProposal } from './run.ts';

/** What a test lends the tester: a database for the example's DDL, and the stages that read it and its queries. */
export interface TesterStages {
  /** Runs the DDL in an empty database and reads its catalog. */
  readonly catalogOf: (ddl: string) => Promise<Catalog>;
  readonly analyze: (sql: string, catalog: Catalog) => Promise<AnalyzedQuery>;
  readonly indexCandidates: (
    catalog: Catalog,
    queries: readonly AnalyzedQuery[],
  ) => (relation: Relation, use: RelationUse, query: AnalyzedQuery) => readonly IndexDefinition[];
  readonly coveringIndex: (relation: Relation, definition: IndexDefinition) => Index | undefined;
  /**
   * Keeps the proposals that pay, as a scan would. Left out: a proposal of an index that no existing one covers counts as
   * fired, whether or not the planner would use it.
   */
  readonly priced?: (
    proposals: readonly RuleProposal[],
    catalog: Catalog,
    queries: readonly AnalyzedQuery[],
  ) => Promise<readonly RuleProposal[]>;
}

const ROWS = 100_000;
const CALLS = 1_000;
const ROWS_PER_PAGE = 100;
const PAGE_BYTES = 8192;

/**
 * Runs rules on an example: its tables hold the rows that it says, and each of its queries ran a thousand times.
 * @returns the proposals that would be reported.
 * @throws Error when a rule throws, or cannot say anything for want of what it needs.
 */
export async function runExample(
  rules: readonly Rule[],
  example: RuleExample,
  stages: TesterStages,
): Promise<readonly RuleProposal[]> {
  const empty = withRows(await stages.catalogOf(example.schema), example.rows ?? {});
  const catalog = example.observed ? observe(empty, example.observed) : empty;
  const analyzed = await Promise.all((example.queries ?? []).map((sql) => stages.analyze(sql, catalog)));
  const log = example.log ?? {};
  const queries = withRuns(
    analyzed.map((query) => ({ ...query, calls: CALLS, totalMs: CALLS })),
    log,
  );
  const { coveringIndex } = stages;
  const context = buildContext({
    catalog,
    queries,
    events: eventsOf(queries, log),
    coveringIndex,
    indexCandidates: stages.indexCandidates(catalog, queries),
  });
  const { proposals, failures, skipped } = runRules(rules, context);
  for (const { rule, message } of failures) throw new Error(`${rule}: ${message}`);
  if (rules.length === 1 && skipped[0]) throw new Error(`${skipped[0].rule}: ${skipped[0].reason}`);
  const spoken = proposals.filter(({ proposal }) => proposal.silence === undefined);
  return stages.priced ? stages.priced(spoken, catalog, queries) : spoken;
}

/** What is wrong with a rule's examples, one line each; empty for a sound rule. The `bad` one must fire this rule, `good` must not. */
export async function checkExamples(rule: Rule, stages: TesterStages): Promise<readonly string[]> {
  const fired = await runExample([rule], rule.bad, stages);
  const wrong = await runExample([rule], rule.good, stages);
  return [
    ...(fired.length === 0 ? [`${rule.id}: the bad example does not fire`] : []),
    ...wrong.map(({ proposal }) => `${rule.id}: the good example fires: ${proposal.message}`),
  ];
}

function withRows(catalog: Catalog, rows: Readonly<Record<string, number>>): Catalog {
  return {
    ...catalog,
    relations: catalog.relations.map((relation) => {
      if (relation.kind === 'view' || relation.kind === 'foreign-table') return relation;
      const tuples = rows[`${relation.schema}.${relation.name}`] ?? rows[relation.name] ?? ROWS;
      const pages = Math.ceil(tuples / ROWS_PER_PAGE);
      return { ...relation, tuples, pages, sizeBytes: pages * PAGE_BYTES, totalBytes: pages * PAGE_BYTES };
    }),
  };
}
