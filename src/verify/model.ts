import type { IndexDefinition } from '../catalog/model.ts';

/** An index that a finding proposes, and the queries that it is said to help. */
export interface VerifyTarget {
  /** As reports call it: the qualified name that the fix gives it. */
  readonly name: string;
  /** Unique for a unique constraint: then duplicates make the build fail. */
  readonly definition: IndexDefinition;
  readonly estimatedSizeBytes: number | null;
  readonly fingerprints: readonly string[];
}

export interface VerifyOptions {
  /** Measured runs of each query, before and after; their median counts. */
  readonly runs: number;
  /** Runs before those, whose times are thrown away: they fill the cache. */
  readonly warmups: number;
  /** For each run and for each build. */
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Schemas in which the queries find the tables that they name without one; the session's when left out. */
  readonly searchPath?: readonly string[];
}

export interface VerifyProgress {
  readonly phase: 'before' | 'build' | 'after';
  /** Of this phase. */
  readonly done: number;
  readonly total: number;
}

/** What was measured: every query with none and with all of the indexes, which were built in a transaction and rolled back. */
export interface Verification {
  readonly options: VerifyOptions;
  readonly indexes: readonly VerifiedIndex[];
  /** In the order in which the targets name them. */
  readonly queries: readonly (MeasuredQuery | SkippedQuery)[];
}

export interface VerifiedIndex {
  readonly name: string;
  /** `schema.table`, quoted where it must be. */
  readonly table: string;
  /** Milliseconds; null when it was not built. */
  readonly buildMs: number | null;
  /** Bytes as built, with those of all partitions; null when it was not built. */
  readonly sizeBytes: number | null;
  readonly estimatedSizeBytes: number | null;
  /** Why it was not built or could not be used; null when all went well. */
  readonly problem: string | null;
}

export interface QueryInVerification {
  readonly fingerprint: string;
  /** Normalised: holds no literal. */
  readonly sql: string;
  /** `schema.table` of the first index that is said to help it. */
  readonly table: string;
}

export interface MeasuredQuery extends QueryInVerification {
  readonly skipped: null;
  /** Medians of the server's execution time, in milliseconds, planning and transfer left out. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** beforeMs / afterMs: 10 means ten times as fast; null where the time after is 0. */
  readonly ratio: number | null;
  /** Medians of shared buffers touched (hit and read), 8 kB each. */
  readonly beforeBuffers: number;
  readonly afterBuffers: number;
  /** Names of the targets that the plan used after. */
  readonly usedIndexes: readonly string[];
  /** Runs behind each median: fewer than asked for where the query is slow. */
  readonly runs: number;
  /** Whether parallel workers took part. */
  readonly parallel: { readonly before: boolean; readonly after: boolean };
}

export interface SkippedQuery extends QueryInVerification {
  /** Why it was not measured, in one line. */
  readonly skipped: string;
}
