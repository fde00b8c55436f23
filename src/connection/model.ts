/** One row as the driver returns it: column name → value. Values arrive as text, number, boolean, null or parsed JSON. */
export type Row = Record<string, unknown>;

/**
 * A connection that can run SQL one statement at a time. A native server (through pg) and the embedded PostgreSQL
 * (PGlite) both offer it, so that stages never know which one they speak to.
 */
export interface Session {
  /** Runs one statement with `$1`-style parameters. Errors are the driver's, with `code` holding the SQLSTATE. */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}
