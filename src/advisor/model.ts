import type { IndexDefinition } from '../catalog/model.ts';

/** What the advisor decided about the indexes that rules proposed, and what every query costs before and after. */
export interface Advice {
  /** In the order of their benefit, the greatest first. */
  readonly indexes: readonly AdvisedIndex[];
  /** Every query that could be priced. */
  readonly queries: readonly PricedQuery[];
  /** Proposed indexes that were not taken, each with its reason. */
  readonly rejected: readonly RejectedIndex[];
  readonly unplannable: readonly { readonly fingerprint: string; readonly reason: string }[];
  /** Planner's cost weighted by calls, over all priced queries, with none and with all of `indexes`. */
  readonly costBefore: number;
  readonly costAfter: number;
  /** What maintaining all of `indexes` costs over the workload's time: HOT updates that several of them end are ended once. */
  readonly writeCost?: number;
  /** Queries, by fingerprint, that candidates could help and that none was tried for. */
  readonly unsought?: readonly string[];
  /** One line for each thing that was not looked at, and why. */
  readonly incomplete: readonly string[];
}

export interface AdvisedIndex {
  readonly definition: IndexDefinition;
  readonly sizeBytes: number;
  /** What the workload would lose without this index, the others kept: planner's cost weighted by calls. */
  readonly benefit: number;
  /** Queries whose final plan uses it, by fingerprint, the most helped first. */
  readonly serves: readonly string[];
  /** What maintaining it costs over the workload's time, in the planner's units. */
  readonly writeCost?: number;
  /** Columns by which it keeps updates that are HOT today from being so; left out where there are none. */
  readonly hotColumns?: readonly string[];
  /** Keys of which no statistics tell enough, so that `sizeBytes` is a guess; left out where there are none. */
  readonly untold?: readonly string[];
  /** The proposals that it answers, by their position in the input: those that asked for it, or for what it unites. */
  readonly proposals?: readonly number[];
}

export interface PricedQuery {
  readonly fingerprint: string;
  /** Planner's cost of one call: the mean over the query's samples. */
  readonly costBefore: number;
  readonly costAfter: number;
  /** How each table is reached before and after, by `schema.table`: `Seq Scan`, `Index Only Scan using …`. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** Existing indexes that its plans after read, as `schema.name`. */
  readonly reads: readonly string[];
  /** Milliseconds that its slowest plan took here. */
  readonly planningMs?: number;
}

export interface RejectedIndex {
  readonly definition: IndexDefinition;
  /** One line: `no plan uses it`, `saves 3 %, less than 10 %`, `another index serves the same queries: …`. */
  readonly reason: string;
  /** What kind of reason it is. */
  readonly why?: RejectionKind;
  readonly fingerprints: readonly string[];
}

export type RejectionKind =
  /** A small table, an index that serves already, more columns than are wanted, or no table that takes one. */
  | 'not-admitted'
  | 'impossible'
  /** Its queries are asked too rarely. */
  | 'rare'
  | 'unused'
  | 'saves-little'
  | 'another-serves'
  /** Writing it costs more than it saves. */
  | 'upkeep'
  | 'no-room';

export interface AdviceOptions {
  /** A query counts as helped from this fraction of its cost on (0.1 = 10 %). */
  readonly minImprovement: number;
  /** Queries with fewer calls are priced, but no index is proposed for them alone. */
  readonly minCalls: number;
  /** Tables with fewer rows get no index. */
  readonly minTableRows: number;
  readonly storageBudgetBytes: number | null;
  /** Key columns. */
  readonly maxIndexColumns: number;
  /** Milliseconds; null for no limit. */
  readonly timeBudgetMs: number | null;
}
