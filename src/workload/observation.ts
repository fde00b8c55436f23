import type { LogRecord } from './log/record.ts';
import type { QuerySample } from './model.ts';

/**
 * One execution in plain numbers and interned strings, as a log reader tells it. The reader uses the same object again for the next
 * one: what is to be kept is copied out during the call.
 */
export interface Observation {
  /** What `ObservationSink.shapeOf` gave for the statement's text. */
  readonly shape: number;
  /** Whole microseconds; null where the log does not say. */
  readonly durationUs: number | null;
  /** 1, or 0 for more time of an execution that was counted already (`execute fetch from`). */
  readonly calls: number;
  /** Milliseconds since 1970, null where unknown. */
  readonly at: number | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  /** The client's address or host name, without its port. */
  readonly host: string | null;
  /** Session or process that ran it. */
  readonly session: string | null;
  /** Virtual transaction id (`3/41`), where the log has it. */
  readonly transaction: string | null;
  /** The block comments that the text begins and ends with, with their marks and nothing between them; null without one. */
  readonly comment: string | null;
  /** Whether the log tells all the values that the text has placeholders for. May make the strings that `sample` makes. */
  readonly hasValues: boolean;
  /** Text and values as they were sent. Makes strings of the log's bytes: only to be called for what is kept, and during the call. */
  sample(): QuerySample;
}

/** Takes what the log readers find, in the order of the log. */
export interface ObservationSink {
  /**
   * The id of a statement's shape, any small integer. Called with the text of one statement, once for each spelling that the reader
   * has not met (it keeps as many as it can in bounded memory); all texts with the same id are counted as one query.
   */
  shapeOf(sql: string): number;
  observe(observation: Observation): void;
  /** A record that is not the logging of a statement: errors, temporary files, lock waits, connections, checkpoints. */
  event(record: LogRecord): void;
}
