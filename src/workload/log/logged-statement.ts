import type { DeclaredCursor } from './cursors.ts';
import type { LogRecord } from './record.ts';

/** One execution as the log tells it; its text may hold several statements still. */
export interface LoggedStatement {
  readonly sql: string;
  readonly detail: string | null;
  readonly durationUs: number | null;
  /** 0 when a portal is resumed (`execute fetch from`): more time for an execution that was counted already. */
  readonly calls: 0 | 1;
  readonly record: LogRecord;
  /** What FETCH and MOVE ask for rows; left out of all others, and where it is not known. */
  readonly cursor?: DeclaredCursor;
}

/** A plan that auto_explain logged, whether or not its execution is counted by another line. */
export interface LoggedPlan {
  readonly sql: string;
  readonly durationUs: number;
  /** As it was logged, without the statement and its parameters. */
  readonly text: string;
  readonly record: LogRecord;
}
