import type { Fix, FixIntent } from '../migration/model.ts';
import type { WorkloadSource } from '../workload/model.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What a rule reports of one object, once it is priced. */
export interface Finding {
  /** `category/name`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly object: FindingObject;
  /** One sentence; no literal value of the workload. */
  readonly message: string;
  readonly evidence: FindingEvidence;
  readonly fix: Fix | null;
}

export interface FindingObject {
  readonly schema: string;
  /** Empty where the finding is about no table or view. */
  readonly table: string;
  /** In index order. */
  readonly columns: readonly string[];
  /** The index or constraint that the finding is about or creates; null when there is none. */
  readonly name: string | null;
  /** What tells the object from others on the same columns: `gin`, `WHERE (deleted_at IS NULL)`. */
  readonly variant?: string;
  /** What it is, where it is no table or view, nor something of one: then `name` is its name, and that of a schema is `schema`. */
  readonly kind?: 'schema' | 'function' | 'sequence' | 'extension' | 'database';
}

export interface FindingEvidence {
  readonly queries: readonly QueryEvidence[];
  /** Estimated size of what the fix adds; null where it adds nothing. */
  readonly sizeBytes: number | null;
  /** What maintaining what the fix adds costs over the workload's time, in planner's units; null where not estimated. */
  readonly writeCost: number | null;
  /** What the workload would cost more without this index, all others there: planner's units, all calls; left out where not priced. */
  readonly benefit?: number;
  /** Columns whose updates are HOT today, and would cease to be with this index; left out where there are none. */
  readonly endsHotUpdatesOf?: readonly string[];
  /** Facts that weigh in, one short line each (`n_distinct is -1`, `3 duplicate keys exist now`). */
  readonly notes: readonly string[];
}

export interface QueryEvidence {
  readonly fingerprint: string;
  /** Normalised: holds no literal. */
  readonly sql: string;
  readonly calls: number;
  readonly totalMs: number;
  /** Share of the workload's total time, 0 to 1; null where no durations are known. */
  readonly share: number | null;
  /** Planner's units for one call, with none and with all of the proposed indexes; null when the query was not priced. */
  readonly costBefore: number | null;
  readonly costAfter: number | null;
  /** Mean milliseconds of a call whose duration the sources tell; null where unknown. */
  readonly observedMs: number | null;
  /** The access to the table before and after, in words (`Seq Scan`, `Index Only Scan using …`). */
  readonly before: string | null;
  readonly after: string | null;
  /** The most frequent value of each tag that names code (route, controller, …), and its share of the calls, 0 to 1; left out where there is none. */
  readonly tags?: readonly { readonly key: string; readonly value: string; readonly share: number }[];
  /** Milliseconds that 95 % of the executions stayed within; left out where no log told durations. */
  readonly p95Ms?: number;
  /** How auto_explain saw the table read, in the slowest execution of which it logged a plan that does; left out where it saw none. */
  readonly seen?: SeenAccess;
}

export interface SeenAccess {
  /** As EXPLAIN names it: `Seq Scan`, `Index Scan`. */
  readonly node: string;
  /** Of all loops together; null where the plan was logged without auto_explain.log_analyze. */
  readonly rows: number | null;
  /** Read as well, and removed by the filter. */
  readonly removed: number | null;
  readonly durationMs: number;
  /** Milliseconds since 1970; null where unknown. */
  readonly at: number | null;
}

/** A costly query that no proposed index serves, and why. */
export interface UnadvisedQuery {
  readonly fingerprint: string;
  /** Normalised: holds no literal. */
  readonly sql: string;
  readonly calls: number;
  readonly totalMs: number;
  /** Share of the workload's total time, 0 to 1; of its cost (planner's, all calls) where no durations are known. */
  readonly share: number;
  /** Planner's units for one call; null when the query was not priced. */
  readonly cost: number | null;
  /** The same with the proposed indexes; only of a query that these help, and leave most of its cost. */
  readonly costAfter?: number;
  readonly reason: UnadvisedReason;
  /** The reason in words: one clause without values. */
  readonly message: string;
  /** What to do instead of an index: mostly how the query could be written. Null where nothing is to be done. */
  readonly help: string | null;
}

export type UnadvisedReason =
  /** An existing index finds its rows. */
  | 'served'
  /** It reads no table, or only writes. */
  | 'reads-nothing'
  | 'unplannable'
  | 'not-looked-at'
  /** Asked fewer times than --min-calls. */
  | 'rare'
  /** Its table has fewer rows than --min-rows. */
  | 'small-table'
  /** An index would help, and keeping it costs more. */
  | 'does-not-pay'
  | 'no-room'
  | 'rewrite'
  /** It needs most rows of its table. */
  | 'reads-most'
  | 'saves-little'
  /** The planner uses none of the indexes that were tried. */
  | 'no-index-helps';

/** A proposal that was not reported, and why. */
export interface Silence {
  readonly rule: string;
  readonly object: FindingObject;
  readonly reason: string;
  readonly fingerprints: readonly string[];
}

/** A finding that the configuration, or a comment in the database, says to leave out. */
export interface IgnoredFinding {
  readonly rule: string;
  readonly object: FindingObject;
  readonly reason: string;
  /** ISO date of the last day that the ignore holds; null for ever. */
  readonly expires: string | null;
  readonly source: 'configuration' | 'database';
}

/** What a baseline says of this scan's findings; `findings` holds the new ones alone. */
export interface BaselineSummary {
  /** Findings that the baseline knows, and that are still there. */
  readonly known: number;
  /** Keys of findings that the baseline knows, and that are gone. */
  readonly gone: readonly string[];
}

/** The report of one scan, version 1 (the JSON contract). */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly database: {
    readonly name: string;
    readonly serverVersion: string;
    readonly tables: number;
    readonly indexes: number;
    readonly statsResetAt: string | null;
  };
  readonly workload: {
    readonly sources: readonly WorkloadSource[];
    readonly queries: number;
    readonly calls: number;
    readonly totalMs: number;
    readonly plannable: number;
    /** Planner's total cost weighted by calls, with none and with all of the proposed indexes. */
    readonly costBefore: number;
    readonly costAfter: number;
    /** What keeping all proposed indexes costs over the workload's time, in planner's units; null where not estimated. */
    readonly writeCost?: number | null;
  };
  readonly planner: { readonly engine: string; readonly calls: number; readonly ms: number };
  readonly findings: readonly Finding[];
  readonly silences: readonly Silence[];
  /** The most costly queries that no proposed index serves, or one that helps little, each with the reason; left out where nothing was priced. */
  readonly unadvised?: readonly UnadvisedQuery[];
  readonly unplannable: readonly { readonly fingerprint: string; readonly sql: string; readonly reason: string }[];
  readonly incomplete: readonly string[];
  /** Findings that an ignore keeps back; left out where there are none. */
  readonly ignored?: readonly IgnoredFinding[];
  /** Only where `--baseline` was given. */
  readonly baseline?: BaselineSummary;
  readonly summary: {
    readonly error: number;
    readonly warning: number;
    readonly info: number;
    readonly indexBytes: number;
  };
}

export type { Fix, FixIntent };
