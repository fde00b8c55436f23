import type { RowTally } from './log/bytes/row-tally.ts';
import type { LogRecord } from './log/record.ts';
import type { Tag } from './tags.ts';
import type { KeptText, Sample } from './tally/samples.ts';
import type { Origin } from './tally/statement-tally.ts';

/** What all texts of one statement have in common. */
export interface StatementShape {
  /** A small integer: all texts with the same id are counted as one query. */
  readonly id: number;
  /** The highest `$n` of the text. */
  readonly parameters: number;
}

/**
 * One execution, whoever tells of it: in plain numbers, and with texts only for who asks. A reader may use the same object again for the
 * next one: what is to be kept is copied out during the call.
 */
export interface Observation {
  /** 1, or 0 for more time of an execution that was counted already (`execute fetch from`); more where a source adds them up. */
  readonly calls: number;
  /** Whole microseconds; -1 where unknown. */
  readonly durationUs: number;
  /** Milliseconds since 1970; NaN where unknown, for a field that may be null makes an object of every number. */
  readonly at: number;
  /** Session or process that ran it; null where unknown. */
  readonly session: string | null;
  /** The same object for the same client; null where nothing is known of it. */
  readonly origin: Origin | null;
  readonly tags: readonly Tag[];
  /** Text and values as they were sent. May make strings of a log's bytes: only to be called for what is kept, and during the call. */
  sample(): Sample;
  /** The same for later: what it needs of a log's bytes is copied. Null where the source does not tell all the values that the text has placeholders for. */
  keepText(): KeptText | null;
  /** Any number that differs where the values do; NaN where they are unknown. */
  valueHash(): number;
}

/** Takes what the log readers find, in the order of the log. */
export interface ObservationSink {
  /** Counts the rows of which everything is known by itself; left out where each execution is to be observed. */
  readonly rows?: RowTally | undefined;
  /**
   * What a statement's text stands for. Called with the text of one statement, once for each spelling that the reader has not met (it
   * keeps as many as it can in bounded memory).
   */
  shapeOf(sql: string): StatementShape;
  /** @param shape the id of the statement's shape */
  observe(shape: number, observation: Observation): void;
  /** What a session asks from now on has nothing to do with what it asked before. */
  restart(session: string | null): void;
  /** A record that is not the logging of a statement: errors, temporary files, lock waits, connections, checkpoints. */
  event(record: LogRecord): void;
}
