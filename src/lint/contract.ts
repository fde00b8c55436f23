import type {
  Catalog,
  ColumnStatistics,
  Database,
  Index,
  IndexDefinition,
  IndexUsage,
  ObjectName,
  Relation,
  TableUsage,
} from '../catalog/model.ts';
import type { FixIntent } from '../migration/model.ts';
import type { ForeignKeyCheck } from './foreign-key-checks.ts';
import type { FindingObject, Severity } from '../report/model.ts';
import type { RelationUse, StatementShape } from '../sql/model.ts';
import type { EventKind, StatementStatistics, WorkloadEvents, WorkloadQuery } from '../workload/model.ts';

/** A query of the workload with its shape. */
export interface AnalyzedQuery extends WorkloadQuery {
  readonly shape: StatementShape;
  /** What logs told of it besides; left out where none did. */
  readonly statistics?: StatementStatistics;
}

/** Everything a rule may look at. Plain data and pure functions: no client, no clock, no file. */
export interface RuleContext<Options = Readonly<Record<string, unknown>>> {
  readonly catalog: Catalog;
  readonly queries: readonly AnalyzedQuery[];
  /** What the logs told besides statements: errors, temporary files, lock waits, connections. */
  readonly events: WorkloadEvents;
  readonly options: Options;
  /**
   * The tables that a rule judges: ordinary and partitioned ones, without system schemas, extension members, temporary
   * tables and partitions (their topmost parent stands for them).
   */
  readonly tables: readonly Relation[];
  relation(name: ObjectName): Relation | undefined;
  /** Rows as of the last ANALYZE, of all partitions together; null when the table was never analysed. */
  rows(relation: Relation): number | null;
  /** Where the workload reads or writes the relation, in the workload's order. */
  uses(relation: ObjectName): readonly TableUse[];
  /** Indexes worth trying for one use of a relation, the most useful first: composite, ordered, covering. */
  candidates(query: AnalyzedQuery, use: RelationUse): readonly IndexDefinition[];
  /** The existing index that already serves all that the definition would, or undefined. */
  coveringIndex(definition: IndexDefinition): Index | undefined;
  /** The statements that the server runs for a foreign key without an index, as often as the workload sets them off. */
  foreignKeyChecks(relation: ObjectName, constraint: string): readonly ForeignKeyCheck[];
  /** Counted by `--check-data`; undefined when it was not asked for. */
  duplicates(relation: ObjectName, columns: readonly string[]): DuplicateCheck | undefined;
}

/** One use of a relation by one query. */
export interface TableUse {
  readonly query: AnalyzedQuery;
  readonly use: RelationUse;
}

export interface DuplicateCheck {
  /** Keys that occur more than once now. */
  readonly duplicateKeys: number;
  /** Null when the check could not run; the reason is in the report's `incomplete`. */
  readonly checkedRows: number | null;
}

/**
 * What a rule proposes. With `indexes`, it is reported only when the planner uses one of them and it pays; with a `fix`
 * besides, it is reported in any case, and the indexes are priced. */
export interface Proposal {
  readonly object: FindingObject;
  /** One sentence on what is wrong. Holds no literal value. */
  readonly message: string;
  /** The same sentence for an alternative that the advisor took: its keys, in index order. `message` where left out. */
  readonly messageFor?: (keys: readonly string[]) => string;
  /** The rule's own severity when left out. */
  readonly severity?: Severity;
  readonly notes?: readonly string[];
  /** Queries concerned, by fingerprint. */
  readonly fingerprints: readonly string[];
  /** Alternatives that would each mend it; the advisor chooses. */
  readonly indexes?: readonly IndexDefinition[];
  /** The fix of a proposal that needs no pricing. */
  readonly fix?: FixIntent;
  /** A proposal that the rule itself withdraws, with its reason: it is listed as a silence. */
  readonly silence?: string;
  /** Of an index: taken back where the plan of a query of the workload reads it. */
  readonly unlessUsed?: true;
  /** Where this case is a matter of taste though the rule is none: as in `Rule`. */
  readonly preset?: 'strict';
}

/** What a rule needs in order to say anything. */
export type Need =
  | 'catalog'
  | 'workload'
  | 'statistics'
  | 'planner'
  /** Usage counters of a week or more, and not of an idle server. */
  | 'usage';

export interface RuleExample {
  /** DDL that makes the schema. */
  readonly schema: string;
  /** Statements of the workload, each run often enough to count. */
  readonly queries?: readonly string[];
  /** Rows that the planner is told each table holds; 100,000 when left out. */
  readonly rows?: Readonly<Record<string, number>>;
  /** What a server would have counted and measured by now. Its counters have run for 30 days. */
  readonly observed?: ObservedFacts;
  /** What a log would have told besides the queries; they are named by their position. */
  readonly log?: ObservedLog;
}

export interface ObservedLog {
  readonly runs?: readonly ObservedRuns[];
  readonly events?: readonly ObservedEvents[];
}

/** Runs of one query in a session, after another one. */
export interface ObservedRuns {
  readonly of: number;
  readonly after?: number;
  readonly occurrences: number;
  readonly executions: number;
}

/** Events of one kind, in one query: values in the kind's unit. */
export interface ObservedEvents {
  readonly kind: EventKind;
  readonly subject?: string;
  readonly in?: number;
  readonly after?: number;
  readonly count: number;
  readonly total?: number;
  readonly largest?: number;
  readonly median?: number;
  /** The time that the log is of; 1 when left out. */
  readonly hours?: number;
}

/** By table or index name: fields that replace what an empty database has, in the units of the catalog's model. */
export interface ObservedFacts {
  readonly tables?: Readonly<Record<string, ObservedTable>>;
  readonly indexes?: Readonly<Record<string, ObservedIndex>>;
  readonly database?: Partial<Database>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly orphanedTemporaryTables?: Catalog['orphanedTemporaryTables'];
  readonly outdatedCollations?: Catalog['outdatedCollations'];
}

export interface ObservedTable extends Partial<Omit<Relation, 'usage' | 'columns'>> {
  readonly usage?: Partial<TableUsage>;
  /** Statistics of its columns: what is left out is as if no value occurred twice. */
  readonly statistics?: Readonly<Record<string, Partial<ColumnStatistics>>>;
}

export interface ObservedIndex extends Partial<Omit<Index, 'usage'>> {
  readonly usage?: Partial<IndexUsage>;
}

export interface Rule<Options = Readonly<Record<string, unknown>>> {
  /** `category/name`, equal to its file's path under rules/. */
  readonly id: string;
  readonly severity: Severity | 'off';
  /** `strict` for a matter of taste: left out of `recommended` and `ci`, unless somebody asks for the rule by its name. */
  readonly preset?: 'strict';
  /** The version of idx-advisor that brought it. */
  readonly since: string;
  readonly needs: readonly Need[];
  /** What is wrong, what it costs, what to do: each one or two sentences of Markdown. */
  readonly summary: string;
  readonly consequence: string;
  readonly action: string;
  /** What the rule weighs, its thresholds and where they come from: Markdown for its page. */
  readonly details?: string;
  /** Must fire exactly this rule; the good one must not. Both run as tests and stand on the rule's page. */
  readonly bad: RuleExample;
  readonly good: RuleExample;
  readonly options: Options;
  check(context: RuleContext<Options>): Iterable<Proposal>;
}

/** Checks the literal's types where it is written; the registry holds rules with their option types erased. */
export function defineRule<Options extends Readonly<Record<string, unknown>>>(rule: Rule<Options>): Rule {
  return rule;
}

// What rules are written with besides types: pure functions over the models, so that a rule needs no other import.
export { wordsOf, singular } from './identifier-words.ts';
export { columnUniqueness } from './column-uniqueness.ts';
export type { ColumnUniqueness } from './column-uniqueness.ts';
export { isUsable, keyText, partitionColumns, uniqueIndexesWith } from './index-facts.ts';
export { accessPhrase, listOf } from './phrases.ts';
export { found, foundElsewhere, foundNamed, ownTables } from './found.ts';
export type { FoundDetails, OtherObject } from './found.ts';
export {
  columnOf,
  foreignKeysOf,
  identifyingIndexes,
  isLogTable,
  nameKey,
  primaryKeyOf,
  sameName,
} from './relation-facts.ts';
export type { ForeignKey } from './relation-facts.ts';
export { stronglyConnected } from './strongly-connected.ts';
export { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/quote.ts';
export { neededPages } from './heap-estimate.ts';
export { timeRange } from './range-bounds.ts';
export type { TimeRange } from './range-bounds.ts';
export { countText } from '../count-text.ts';
export { bytesText, shareText, someOf } from './quantities.ts';
export { counted, indexScans, partNames, storageNumber, storageOption, storedTables } from './stored-tables.ts';
export type { StoredTable } from './stored-tables.ts';
export { countedDays } from './usage-window.ts';
export { frameworkOf } from './framework.ts';
export { isQualifiedBody } from './qualified-body.ts';
export { greatestSeen, maximumOf, sequenceOf } from './sequence-facts.ts';
export { isForeignSchema, isSystemSchema, namedObjects } from './named-objects.ts';
export type { NamedObject } from './named-objects.ts';
export { RESERVED_KEYWORDS } from './reserved-keywords.ts';
export { isFrameworkTable } from './framework-tables.ts';
export { isPolymorphic } from './polymorphic.ts';
export { externalKeyName } from './external-key-name.ts';
export type { ExternalKeyName } from './external-key-name.ts';
export { namesSource, scopeOf } from './key-scope.ts';
export { lookupsBy } from './lookups.ts';
export { columnsTestedNotNull, holdsWhereNotNull } from './null-tests.ts';
export { indexedRelations, ownRelations, partitionTree } from './indexed-relations.ts';
export type { PartitionTree } from './indexed-relations.ts';
export { coveringSomeRows, foreignKeyCover, partlyCovering } from './foreign-key-cover.ts';
export type { Redundancy } from './index-redundancy.ts';
export { foundIndex, isNeeded, ownIndexes, servesForeignKey } from './own-indexes.ts';
export type { OwnIndex } from './own-indexes.ts';
export { activityOf } from './table-activity.ts';
export { expectedIndexBytes } from './expected-size.ts';
export { givesValuesOf } from './given-values.ts';
export { hoursOf } from './log-time.ts';
export { plainIndex } from './plain-index.ts';
export { redundancyProposals } from './redundancy-proposals.ts';
export type { Lookup } from './lookups.ts';

export type {
  Catalog,
  Column,
  Constraint,
  ForeignKeyAction,
  Index,
  IndexDefinition,
  IndexKey,
  ObjectName,
  Policy,
  Relation,
  Sequence,
  Trigger,
  UserFunction,
} from '../catalog/model.ts';
export type { FixIntent } from '../migration/model.ts';
export type { FindingObject, Severity } from '../report/model.ts';
export type { Predicate, RelationUse, StatementShape } from '../sql/model.ts';
export type { EventGroup, EventKind, WorkloadEvents, WorkloadQuery } from '../workload/model.ts';
