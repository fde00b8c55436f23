import type { DeclaredCursor } from './cursors.ts';
import type { LoggedStatement } from './logged-statement.ts';
import type { OpenPortal } from './open-portals.ts';

/** What is open in one session. */
export interface JoinedSession {
  /** Whether it was forgotten: another one is to be made. */
  isOver: boolean;
  /** Logged by log_statement when it began; its duration, if any, is the session's next one. */
  pending: PendingStatement | null;
  /** The text that was logged last with its duration by the extended protocol: its plan comes after. Of bytes, a promise of it. */
  executed: string | ExecutedText | null;
  /**
   * What was executed before the simple query that is pending: in a transaction that closes the unnamed portal only after log_statement has told
   * of the query, and the plan comes between.
   */
  late: LateExecution | null;
  /** Whose next statement needs no joining either. */
  passing: ExecutedText | null;
  /** Cursors and portals whose plan comes when they are closed. */
  portals: OpenPortal[];
  /** By name: FETCH tells no more. */
  readonly cursors: Map<string, DeclaredCursor>;
  /** By name, the whole text in which it was prepared: EXECUTE tells no more. */
  readonly prepared: Map<string, string>;
  /** Plans that came before the line of their statement, as they do in the simple protocol. */
  plans: LoggedStatement[];
  /** Where the last durations without a statement are in the log: of parse and bind, where an execute line follows. */
  bare: (number | undefined)[];
  /** Whether log_statement is `all`: such durations are of parse and bind then. */
  hasAll: boolean;
}

export interface PendingStatement extends LoggedStatement {
  /** Empty of the unnamed one, null of a simple query. */
  readonly portal: string | null;
}

export interface LateExecution {
  readonly text: string | ExecutedText;
  /** Where no duration was logged of it: to be told of when its plan has told the time, or cannot come any more. */
  readonly untimed: LoggedStatement | null;
}

/** By name. Handed from one file of a log to the next, what is open goes on, and what is known of all. */
export class JoinedSessions extends Map<string, JoinedSession> {
  /** Whether errors come with their statement: then one without has none. Not for what ends a session: that may have it where others do not (log_min_error_statement = fatal). */
  errorsTellStatements = false;
}

/** The text of a statement whose bytes were not made a string. */
export interface ExecutedText {
  /** The session's name. */
  readonly name: string;
  /** Set by the joiner, to find it again. */
  joined: JoinedSession | null;
  text(): string | null;
  /** Nobody will ask for its text. */
  forget(): void;
  /** Its next statement is to be passed again: something may be open that it belongs to. */
  leave(): void;
}

/** What a promised text is. */
export function textOf(text: string | ExecutedText | null | undefined): string | null {
  return typeof text === 'object' ? (text?.text() ?? null) : (text ?? null);
}

export function newSession(): JoinedSession {
  return {
    isOver: false,
    pending: null,
    executed: null,
    late: null,
    passing: null,
    portals: [],
    cursors: new Map(),
    prepared: new Map(),
    plans: [],
    bare: [],
    hasAll: false,
  };
}

/** Code units of the texts that it holds; of those that are bytes, who has them sees to it. */
export function heldBy({ pending, executed, late, portals, cursors, prepared, plans }: JoinedSession): number {
  let size = lengthOf(executed) + lengthOf(late?.text ?? null);
  for (const logged of [pending, late?.untimed ?? null, ...plans])
    if (logged) size += lengthOf(logged.sql) + lengthOf(logged.detail);
  for (const { sql } of portals) size += sql.length;
  for (const { text, query } of cursors.values()) size += text.length + query.length;
  let last = '';
  for (const text of prepared.values()) {
    // Those of one text hold it together.
    if (text !== last) size += text.length;
    last = text;
  }
  return size;
}

/** Nothing of it is passed any more without asking. */
export function leave(session: JoinedSession): void {
  session.passing?.leave();
  session.passing = null;
}

function lengthOf(text: string | ExecutedText | null): number {
  return typeof text === 'string' ? text.length : 0;
}
