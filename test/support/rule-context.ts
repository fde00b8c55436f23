import type { Catalog, IndexDefinition, Relation } from '../../src/catalog/model.ts';
import { buildContext } from '../../src/lint/context.ts';
import type { CountedDuplicates } from '../../src/lint/context.ts';
import type { AnalyzedQuery, ObservedLog, Proposal, Rule, RuleContext } from '../../src/lint/contract.ts';
import { eventsOf, withRuns } from '../../src/lint/observed-log.ts';
import { runRules } from '../../src/lint/run.ts';
import type { OptionsByRule } from '../../src/lint/run.ts';
import type { RelationUse } from '../../src/sql/model.ts';
import { aCatalog, aDefinition } from './catalog-builder.ts';

export interface Given {
  readonly tables: readonly Relation[];
  /** Anything else of the catalog: sequences, functions, the database, … */
  readonly catalog?: Partial<Catalog>;
  /** What differs from the database of the builder. */
  readonly database?: Partial<Catalog['database']>;
  readonly queries?: readonly AnalyzedQuery[];
  /** What a log told besides. */
  readonly log?: ObservedLog;
  readonly duplicates?: readonly CountedDuplicates[];
  readonly options?: OptionsByRule;
}

/** A context whose candidates are one index on all filtered and joined columns, and whose coverage is by equal leading columns. */
export function aContext(given: Given): RuleContext {
  const built = aCatalog(...given.tables);
  const catalog: Catalog = { ...built, database: { ...built.database, ...given.database }, ...given.catalog };
  const log = given.log ?? {};
  const queries = withRuns(given.queries ?? [], log);
  return buildContext({
    catalog,
    queries,
    events: eventsOf(queries, log),
    indexCandidates: oneCandidate,
    coveringIndex: (relation, { keys }) =>
      relation.indexes.find((index) => keys.every((key, position) => key.column === index.keys[position]?.column)),
    ...(given.duplicates ? { duplicates: given.duplicates } : {}),
  });
}

function oneCandidate(relation: Relation, use: RelationUse): readonly IndexDefinition[] {
  const columns = [
    ...use.predicates.filter(({ kind }) => kind !== 'inequality' && kind !== 'other').map(({ column }) => column),
    ...use.joins.map(({ column }) => column),
    ...use.orderBy.map(({ column }) => column),
  ].filter((column) => column !== null);
  return columns.length === 0 ? [] : [aDefinition(relation, [...new Set(columns)])];
}

/** What one rule says; a rule that throws fails the test. */
export function proposalsOf(rule: Rule, given: Given): readonly Proposal[] {
  const { proposals, failures } = runRules([rule], aContext(given), given.options);
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join('\n'));
  return proposals.map(({ proposal, severity }) => ({ ...proposal, severity }));
}
