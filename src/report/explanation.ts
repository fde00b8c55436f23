import type { ObjectName } from '../catalog/model.ts';
import type { PlanNode } from '../planner/engine.ts';

/** What `explain` found out about one statement. JSON, version 1: fields may be added. */
export interface Explanation {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly database: { readonly name: string; readonly serverVersion: string };
  readonly planner: { readonly engine: string; readonly calls: number; readonly ms: number };
  /** As it was planned, with the values that were given. */
  readonly sql: string;
  /** Whether `$n` without values are left, so that the plan is one for any values. */
  readonly generic: boolean;
  readonly before: ExplainedPlan;
  /** With `indexes`; null where none helps. */
  readonly after: ExplainedPlan | null;
  /** Those that would help, the one that gains most first. */
  readonly indexes: readonly ExplainedIndex[];
  /** What in the statement keeps indexes from serving it, with the best plan there is, and what to do about it. */
  readonly hints: readonly ExplainedHint[];
  /** Every table of the statement, each once. */
  readonly tables: readonly ExplainedTable[];
  readonly incomplete: readonly string[];
}

export interface ExplainedHint {
  readonly message: string;
  readonly help: string;
}

export interface ExplainedPlan {
  /** Planner's units, as are all costs here. */
  readonly cost: number;
  /** The same by the statistics of expressions that ANALYZE gathers once there are the indexes; left out where it is the same. */
  readonly informedCost?: number;
  /** Existing indexes that it reads, by `schema.name`. */
  readonly existingIndexes: readonly string[];
  /** Proposed ones, by `schema.name`. */
  readonly newIndexes: readonly string[];
  readonly root: PlanNode;
}

export interface ExplainedIndex {
  readonly relation: ObjectName;
  /** As the migration would name it. */
  readonly name: string;
  /** Null where this server cannot have it; `refusal` says why. */
  readonly sql: string | null;
  readonly refusal: string | null;
  readonly sizeBytes: number;
  /** Keys of which no statistics tell enough, so that the size is a guess; left out where there are none. */
  readonly untold?: readonly string[];
  /** What the statement would cost more without it, the others kept. */
  readonly gain: number;
  /** What the statement costs with this index alone. */
  readonly costAlone: number;
}

export interface ExplainedTable {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  /** How it is reached: `Seq Scan`, `Index Scan using a`; null where the plan does not read it. */
  readonly before: string | null;
  readonly after: string | null;
  /** Why no index is proposed for it; empty where one is. */
  readonly reasons: readonly string[];
}
