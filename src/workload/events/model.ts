import type { Severity } from '../log/record.ts';

/** A record of a log that tells of no duration, as far as events are concerned. */
export interface EventRecord {
  readonly severity: Severity;
  /** Five characters; null where the log does not tell. */
  readonly sqlState: string | null;
  readonly message: string;
  readonly detail: string | null;
  readonly context: string | null;
  /** The statement that it happened in. */
  readonly statement: string | null;
}

/** What a server's log tells besides statements. Values: bytes for `temporary-file`, microseconds for all others that have one. */
export const EVENT_KINDS = [
  'authentication-failure',
  'autoanalyze',
  'autovacuum',
  'autovacuum-cancelled',
  'canceled-by-user',
  'canceled',
  'check-violation',
  'checkpoint',
  'checkpoint-complete',
  'checkpoint-too-frequent',
  'client-aborted',
  'connection',
  'connection-refused',
  'deadlock',
  'disk-full',
  'error',
  'exclusion-violation',
  'foreign-key-violation',
  'idle-in-transaction-timeout',
  'idle-session-timeout',
  'invalid-value',
  'lock-acquired',
  'lock-timeout',
  'lock-wait',
  'missing-on-conflict-index',
  'not-null-violation',
  'out-of-memory',
  'out-of-range',
  'recovery-conflict',
  'serialization-failure',
  'server-terminated',
  'session',
  'statement-timeout',
  'temporary-file',
  'transaction-timeout',
  'undefined-object',
  'unique-violation',
  'value-too-long',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What one record tells. */
export interface Sighting {
  readonly kind: EventKind;
  /** The constraint, table, type, lock mode or cause; null where the kind says it all. Holds no value of a row. */
  readonly subject: string | null;
  /** In the kind's unit; null where it has none. */
  readonly value: number | null;
}

/** All events of one kind together. */
export interface EventTotals {
  readonly kind: EventKind;
  readonly count: number;
  /** Sum and largest of the values, and percentiles (off by at most 1.6 %); null where the kind has none. */
  readonly total: number | null;
  readonly largest: number | null;
  readonly median: number | null;
  /** Milliseconds since 1970; null where the log does not tell. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Events in the hour that had the most. */
  readonly busiestHour: number;
}

/** The events of one kind that are about the same thing, in the same statement. */
export interface EventGroup {
  readonly kind: EventKind;
  readonly subject: string | null;
  /** The statement that it happened in, by fingerprint; null where there was none, or it does not parse. */
  readonly statement: string | null;
  readonly count: number;
  readonly total: number | null;
  readonly largest: number | null;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Of a unique violation: the query that its session asked right before it, by fingerprint, with its count. */
  readonly after: readonly { readonly statement: string; readonly count: number }[];
}

export interface WorkloadEvents {
  /** By kind, in alphabetical order; only those that were seen. */
  readonly totals: readonly EventTotals[];
  /** By kind, then count descending. At most 500 a kind, so counts may add up to less than the totals. */
  readonly groups: readonly EventGroup[];
}

export const NO_EVENTS: WorkloadEvents = { totals: [], groups: [] };
