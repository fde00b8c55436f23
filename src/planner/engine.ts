import type { Column, ColumnStatistics, IndexDefinition, ObjectName } from '../catalog/model.ts';

/** Whether a column may be compared, sorted or grouped by. */
export type ComparedColumns = (relation: ObjectName, column: string) => boolean;

/** What an engine is opened with, of which one that plans on the server needs nothing. */
export interface PlannerSetup {
  /** Partitions that a table may have; one with more takes too long to set up, and is unplannable. No limit when left out. */
  readonly mostPartitions?: number;
  /** Of other columns it does not matter how their values are spread, only how wide they are. All when left out. */
  readonly compared?: ComparedColumns | undefined;
  /** Extensions that the server lacks, for what-if indexes with operator classes of ABSENT_EXTENSIONS. */
  readonly absentExtensions?: readonly string[];
}

/**
 * What a query costs, with and without indexes that do not exist. One engine holds one session with an optimizer: the
 * twin's (an embedded PostgreSQL) or, with HypoPG, the server's own.
 */
export interface PlannerEngine {
  readonly name: 'twin' | 'hypopg';
  /** Relations that the engine could not set up, with the reason: queries on them are unplannable. */
  readonly unplannableRelations: readonly { readonly schema: string; readonly name: string; readonly reason: string }[];
  /** What the engine does without and what that means, one line each. */
  readonly notes?: readonly string[];
  /**
   * Declares an index that does not exist; it takes part only in the plans it is named in.
   * @param sizeBytes its estimated size on disk.
   * @throws UnplannableError when it cannot be created (no such operator class, row too wide, …).
   */
  addIndex(definition: IndexDefinition, sizeBytes: number): Promise<HypotheticalIndex>;
  /** Several at once, of an engine that is quicker so; in their order, with the error of each that cannot be created. */
  addIndexes?(wanted: readonly WantedIndex[]): Promise<readonly (HypotheticalIndex | UnplannableError)[]>;
  /**
   * Plans one statement with the existing indexes and exactly the given hypothetical ones.
   * @throws UnplannableError with the optimizer's reason, when the statement cannot be planned here.
   */
  plan(statement: PlannableStatement, indexes: readonly HypotheticalIndex[], options?: PlanOptions): Promise<Plan>;
  /** What expressions over the columns of a table that stores rows yield, in their order; null where that cannot be told. */
  describeExpressions?(
    relation: ObjectName,
    expressions: readonly string[],
  ): Promise<readonly (ExpressionFacts | null)[]>;
  /** Plans made so far, and the milliseconds spent on them. */
  usage(): { readonly calls: number; readonly ms: number };
  close(): Promise<void>;
}

/** Where the twin has the extensions that the server lacks, for what-if indexes alone: no statement finds their operators there. */
export const ABSENT_EXTENSIONS = 'idx_advisor_absent';

export interface PlanOptions {
  /** Existing indexes (`schema.name`, unquoted) to plan without. */
  readonly hideIndexes?: readonly string[];
}

/** What an expression yields. */
export interface ExpressionFacts {
  readonly type: Pick<Column, 'type' | 'baseType' | 'typeLength' | 'typeAlignment'>;
  /** As ANALYZE would gather them, of an index on it; null where nothing tells. */
  readonly statistics: ColumnStatistics | null;
}

export interface PlannableStatement {
  /** Exactly one statement, parsed and found plannable; `$n` where values are not known. */
  readonly sql: string;
  /** Whether it is asked by a role that row-level security does not apply to: a table's owner, BYPASSRLS, a superuser, a foreign key. */
  readonly isExempt?: boolean;
}

export interface WantedIndex {
  readonly definition: IndexDefinition;
  /** Its estimated size on disk. */
  readonly sizeBytes: number;
  /** Levels of a B-tree above its leaves, for each of which a search is charged; estimated from its size when left out. */
  readonly treeHeight?: number;
}

export interface HypotheticalIndex extends WantedIndex {
  readonly id: number;
}

export interface Plan {
  /** The planner's units (seq_page_cost = 1). */
  readonly totalCost: number;
  readonly startupCost: number;
  /** Estimated rows. */
  readonly rows: number;
  readonly root: PlanNode;
  /** Existing indexes in the plan, by `schema.name`, each once, sorted. */
  readonly existingIndexes: readonly string[];
  /** Hypothetical indexes in the plan, by id, each once, ascending. */
  readonly hypotheticalIndexes: readonly number[];
  /** Their names in `root`, as `schema.name`, with the id of each; on a partitioned table one index has several. */
  readonly hypotheticalNames?: Readonly<Record<string, number>>;
}

/** A node of EXPLAIN (FORMAT JSON): the fields that every stage may rely on, and the rest as it came. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Startup Cost': number;
  readonly 'Total Cost': number;
  readonly 'Plan Rows': number;
  readonly 'Plan Width': number;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Alias?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly PlanNode[];
  readonly [field: string]: unknown;
}

/** The statement, or an index, is beyond what this engine can plan; the message is the reason, in one line. */
export class UnplannableError extends Error {
  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(reason, options);
    this.name = 'UnplannableError';
  }
}
