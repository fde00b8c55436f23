/** What a database is asked: executions as sources tell them, and the normalised queries that they add up to. */

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
  /** Session or process that ran it; null where unknown. */
  readonly session: string | null;
}

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
}

/** What a source yields while it is read, in order: executions, and at its end the tally. */
export type SourceEvent =
  | { readonly type: 'execution'; readonly execution: Execution }
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

export interface Workload {
  readonly sources: readonly WorkloadSource[];
  /** By total time, then calls, descending, then fingerprint. */
  readonly queries: readonly WorkloadQuery[];
  /** Statements that did not parse, with the parser's reason; literals removed. */
  readonly unparsable: readonly { readonly sql: string; readonly reason: string; readonly calls: number }[];
  /** One line for each part of the input that was lost, and why. */
  readonly incomplete: readonly string[];
}
