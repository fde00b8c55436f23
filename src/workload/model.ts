/** What a database is asked: executions as sources tell them, and the normalised queries that they add up to. */

import type { WorkloadEvents } from './events/model.ts';
import type { WorkloadDocument } from './file/document.ts';
import type { LogRecord } from './log/record.ts';
import type { PlanAccess } from './plan-accesses.ts';
import type { LoggedSettings } from './logged-settings.ts';

/** One statement that one source saw being executed. */
export interface Execution {
  /** One statement's text, as it was sent: with literals, or with `$n` placeholders. */
  readonly sql: string;
  /** Bound values in PostgreSQL's text form, `null` for NULL; empty when there are none or they are unknown. */
  readonly parameters: readonly (string | null)[];
  /** Milliseconds; null where the source does not say. */
  readonly durationMs: number | null;
  /**
   * How many executions this record stands for: 1 from a log (0 for more time of one that was counted already), `calls` from
   * pg_stat_statements.
   */
  readonly calls: number;
  /** Rows returned or affected, all calls together; null where unknown. */
  readonly rows: number | null;
  /** Milliseconds since 1970, null where unknown. */
  readonly at: number | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  /** The client's address or host name; left out where the source does not tell. */
  readonly host?: string | null;
  /** Session or process that ran it; null where unknown. */
  readonly session: string | null;
}

/** One plan that auto_explain logged. */
export interface SeenPlan {
  readonly sql: string;
  readonly durationUs: number;
  /** Milliseconds since 1970, null where unknown. */
  readonly at: number | null;
  /** EXPLAIN's output in the format that it was logged in, without the statement. Holds literals. */
  readonly text: string;
}

/**
 * What log_line_prefix may leave out: when it was, and which process it was; or `names`, where it holds words of which it is not told what
 * they are, and `prefix`, where statements have another one than was told.
 */
export type Untold = 'time' | 'session' | 'names' | 'prefix' | 'year' | 'year-and-zone';

export interface WorkloadSource {
  readonly kind: 'log' | 'sql' | 'statements' | 'workload';
  /** The file's name as the user gave it, `-` for standard input, or the view's name. */
  readonly name: string;
  /** `stderr`, `csvlog`, `jsonlog`, `sql`, `pg_stat_statements`. */
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  /** Executions that became part of the workload. */
  readonly statements: number;
  /** What was passed over, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Where the first few losses are, by reason: bytes from the begin of the log, of its decompressed data. Only reasons that have a place. */
  readonly lostAt?: Readonly<Record<string, readonly number[]>>;
  /** Left out where it is not. */
  readonly isCompressed?: true;
  /** Files that hold the same log, in another format or compressed, and were not read; left out where there are none. */
  readonly sameLog?: readonly string[];
  /** What the log's lines do not tell; left out where they tell all. */
  readonly untold?: readonly Untold[];
  /** Whether its entries have the newest first, and were too many to be put into order as a whole; left out where it is not so. */
  readonly isInParts?: true;
  /** Abbreviations of time zones that may mean more than this, in minutes east of Greenwich; null for one that is not known. */
  readonly assumedZones?: Readonly<Record<string, number | null>>;
  /** Settings that the log says were changed so that statements are left out; left out where there are none. */
  readonly settings?: LoggedSettings;
}

/** What a source yields while it is read, in order: executions, what else a log tells, and at its end the tally. */
export type SourceEvent =
  /** `isFurther`: it came in one message with the execution before. */
  | { readonly type: 'execution'; readonly execution: Execution; readonly isFurther?: true }
  /** What a session asks from now on has nothing to do with what it asked before. */
  | { readonly type: 'restart'; readonly session: string | null }
  | { readonly type: 'event'; readonly record: LogRecord }
  | { readonly type: 'plan'; readonly plan: SeenPlan }
  /** All that a workload file holds, in place of the others. */
  | { readonly type: 'workload'; readonly document: WorkloadDocument }
  | { readonly type: 'end'; readonly source: WorkloadSource };

/** Real values that a query was run with, kept for pricing. */
export interface QuerySample {
  /** As it was sent. */
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
  readonly durationMs: number | null;
}

/** One normalised query with everything the sources said of it. */
export interface WorkloadQuery {
  /** pg_query's fingerprint: 16 hex digits. */
  readonly fingerprint: string;
  /** Normalised text: constants replaced by `$n`. Holds no literal value. */
  readonly sql: string;
  readonly calls: number;
  /** Milliseconds over all calls; 0 where no source knew durations. */
  readonly totalMs: number;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly rows: number | null;
  /** At most a handful, the slowest among them; empty when only pg_stat_statements saw the query. */
  readonly samples: readonly QuerySample[];
}

/** Distinct values of one user, tag and the like that are kept of a statement: those with the smallest hash, so that merging is the same in any order. */
export const MOST_SHARES = 64;

/** Calls and time that one value (a user, a tag's value) has of a statement. */
export interface Share {
  readonly value: string;
  readonly calls: number;
  readonly totalMs: number;
}

/** What the sources told of one query besides what every source tells. Lists: most calls first, at most 64 values, see `calls` for what is missing. */
export interface StatementStatistics {
  /** Executions that ended in an error. */
  readonly failed: number;
  /** Executions whose own duration is known: those that the mean, the deviation and the percentiles are of. */
  readonly timedCalls: number;
  /**
   * Null where only sums are known, as by pg_stat_statements. The total by calls is none: log_statement = all tells of all calls, and
   * log_min_duration_statement beside it of the time of a few. Null also where FETCH has taken most of the time of what cursors were declared for.
   */
  readonly meanMs: number | null;
  readonly standardDeviationMs: number | null;
  /** Of the middle of a histogram's bucket: off by at most 1.6 %. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Milliseconds since 1970. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly users: readonly Share[];
  readonly databases: readonly Share[];
  readonly applications: readonly Share[];
  readonly hosts: readonly Share[];
  /** From the comments of the statements, by key. */
  readonly tags: readonly { readonly key: string; readonly values: readonly Share[] }[];
  /** Ten and more executions in a row in one session, with different values and less than a second from one to the next. */
  readonly runs: StatementRuns | null;
  /** The slowest plans that auto_explain logged, at most three, each of another shape, without literals. Left out where a workload was made by hand. */
  readonly plans?: readonly {
    readonly durationMs: number;
    readonly at: number | null;
    readonly text: string;
    /** The tables that it reads. */
    readonly accesses: readonly PlanAccess[];
  }[];
  /** Of an INSERT: queries that the session asked right before it. */
  readonly after: readonly { readonly fingerprint: string; readonly occurrences: number }[];
}

export interface StatementRuns {
  readonly occurrences: number;
  /** In all runs together. */
  readonly executions: number;
  readonly longest: number;
  readonly totalMs: number;
  /** Queries that runs came right after, the most frequent first. */
  readonly parents: readonly {
    readonly fingerprint: string;
    readonly occurrences: number;
    readonly executions: number;
  }[];
}

export interface FailedStatement {
  readonly fingerprint: string;
  readonly sql: string;
  /** Executions. */
  readonly failed: number;
}

export interface Workload {
  readonly sources: readonly WorkloadSource[];
  /** By total time, then calls, descending, then fingerprint. */
  readonly queries: readonly WorkloadQuery[];
  /** Statements of which no execution ended well, those that failed most first; what they quote and may be a value is `"?"`. Left out where a workload was made by hand. */
  readonly onlyFailed?: readonly FailedStatement[];
  /** Statements that did not parse, with the parser's reason; literals removed. */
  readonly unparsable: readonly { readonly sql: string; readonly reason: string; readonly calls: number }[];
  /** By fingerprint; left out where a workload was made by hand. */
  readonly statistics?: ReadonlyMap<string, StatementStatistics>;
  /** What the logs told besides statements; left out likewise. */
  readonly events?: WorkloadEvents;
  /** One line for each part of the input that was lost, and why. */
  readonly incomplete: readonly string[];
}

export { NO_EVENTS } from './events/model.ts';
export type { EventGroup, EventKind, EventTotals, WorkloadEvents } from './events/model.ts';
