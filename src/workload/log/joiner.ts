import type { ExecutedText } from './joined-session.ts';
import type { LogRecord } from './record.ts';

/** Makes executions of what the records of a log tell. */
export interface Joiner {
  /** @param steps durations right before it that were counted as its own elsewhere */
  take(record: LogRecord, steps?: number): void;
  /**
   * A statement with its duration that needs no joining: the session's last one from now on. False where something is open in the
   * session that it may belong to: then the record is to be taken. Those that follow need not be passed until `leave` is called, or where the
   * session has prepared something by a name.
   * @param forgets whether it may deallocate that
   */
  pass(executed: ExecutedText, forgets: boolean): boolean;
  /** The same of a statement that was logged when it began, and what came of it. */
  passBegun(executed: ExecutedText, begun: BegunStatement): boolean;
  /** A session begins or ends, whose name may have been another one's. */
  endSession(name: string | null): void;
  /** Steps that were counted elsewhere. */
  addSteps(count: number): void;
  /** @param goesOn whether the sessions are handed to the next file: then what is open stays so */
  end(goesOn?: boolean): void;
  /** Messages that told of a statement, whether or not it could be used. */
  readonly steps: number;
}

export interface BegunStatement {
  /** Whether its duration was logged. */
  readonly isTimed: boolean;
  /** Whether log_statement = mod would not have logged it. */
  readonly isByAll: boolean;
  /** Whether it may deallocate what was prepared by a name. */
  readonly forgets: boolean;
  /** Of the extended protocol: how many durations right before it were counted as its steps; null of a simple query. */
  readonly steps: number | null;
}
