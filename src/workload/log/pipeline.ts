import { classify } from '../events/classify.ts';
import { isElsewhere } from '../events/names.ts';
import { SettingsTally, type LoggedSettings } from '../logged-settings.ts';
import type { Execution, SeenPlan } from '../model.ts';
import type { ObservationSink } from '../observation.ts';
import { SKIPPED, type SkipReason, type SkipTally } from '../skipped.ts';
import { isSessionReset } from '../statement-kind.ts';
import { decodeLines } from './bytes/record-text.ts';
import { RowConsumer } from './bytes/row-consumer.ts';
import type { RowTable } from './bytes/row-table.ts';
import { createCsvReader } from './csvlog.ts';
import type { DetectedLog, LogFormat } from './detect.ts';
import { toExecutions } from './executions.ts';
import { createForeignLines } from './foreign-lines.ts';
import { compileCarried, givenPrefix } from './given-prefix.ts';
import { followChanges } from './inference/prefix-changes.ts';
import { createJoiner } from './join.ts';
import type { Joiner } from './joiner.ts';
import type { JoinedSessions } from './joined-session.ts';
import { createJsonReader } from './jsonlog.ts';
import type { LoggedPlan, LoggedStatement } from './logged-statement.ts';
import { withLostRest } from './lost-rest.ts';
import { withoutNuls } from './nul-bytes.ts';
import { OwnConnections, OWN_APPLICATION } from './own-connections.ts';
import { readAnyPrefix } from './any-prefix.ts';
import { compilePrefix } from './prefix.ts';
import type { LogRecord, OnLoss, RecordReader } from './record.ts';
import { createStderrReader } from './stderr.ts';
import { compileTabbed } from './tabbed-prefix.ts';
import { withTagsInNames } from './tags-in-names.ts';

/** Takes what a log tells: observations of bytes, and executions where strings were read. */
export interface LogSink extends ObservationSink {
  /**
   * @param isFurther whether it came in one message with the execution before: no round trip lies between them
   * @param valueHash that of an observation of the same execution; left out where the text tells it
   */
  add(execution: Execution, isFurther?: boolean, valueHash?: number): void;
  /** A plan of auto_explain; its execution is told of apart. */
  plan(plan: SeenPlan): void;
}

export interface PipelineOptions {
  /** The server's log_line_prefix, for stderr logs whose prefix cannot be told from their content. */
  readonly prefix?: string | undefined;
  /** The server's log_timezone, where abbreviations of time zones may mean more than one thing. */
  readonly timezone?: string | undefined;
  /** Leave out what is known to have run in another database. */
  readonly database?: string | undefined;
  /** The log grows while it is read: its format is told from fewer lines, so that they need not be waited for. */
  readonly isFollowed?: boolean | undefined;
  /** What is open in the log's sessions at the end of its file before this one. */
  readonly sessions?: JoinedSessions | undefined;
  /** Whether the next source is this log's next file, and gets the same sessions. */
  readonly goesOn?: boolean | undefined;
  /** Read all lines as strings: what the readers of bytes are checked against. */
  readonly onlyStrings?: boolean | undefined;
}

export interface Pipeline {
  readonly format: LogFormat;
  readonly joiner: Joiner;
  /** What the log tells of settings that leave statements out; null where it tells of none. */
  readonly settings: LoggedSettings | null;
  readonly lines: number;
  readonly statements: number;
  /**
   * @param base the offset of the buffer's first byte in the log
   * @param goesOn whether the next rows are of the same bytes
   */
  take(bytes: Buffer, rows: RowTable, base: number, goesOn: boolean): void;
  /** Lines were dropped that come next: `head` is how the first of them began. */
  lose(head: Buffer): void;
  end(): void;
}

const NEWLINE = 10;

/**
 * Rows → observations, and lines → records → the joiner → executions.
 * @param placeOf where in the file is what the log has at an offset
 */
export function createPipeline(
  detected: DetectedLog | null,
  options: PipelineOptions,
  skipped: SkipTally,
  sink: LogSink,
  placeOf: (offset: number) => number = (offset) => offset,
): Pipeline {
  /** The offset in the log of the first byte of the memory that the bytes lie in which are read. */
  let base = 0;
  const createReader = readerOf(detected, options);
  const onLost = (at?: number) => skipped.add(SKIPPED.unrecognised, 1, at);
  const createWhole = (onUnrecognised: OnLoss) =>
    withoutNuls(
      createReader(onUnrecognised, (at) => skipped.add(SKIPPED.malformed, 1, at)),
      onUnrecognised,
      (at) => skipped.add(SKIPPED.nul, 1, at),
    );
  const reader = withLostRest(createWhole, detected?.format ?? 'stderr', onLost);
  let lines = 0;
  let statements = 0;

  const reasonToIgnore = ({ application, database }: Pick<LogRecord, 'application' | 'database'>) => {
    if (application === OWN_APPLICATION) return SKIPPED.ownStatement;
    const isOther = options.database !== undefined && (database ?? options.database) !== options.database;
    return isOther ? SKIPPED.otherDatabase : null;
  };
  const addExecutions = (logged: LoggedStatement): void => {
    if (isSessionReset(logged.sql)) sink.restart(logged.record.session);
    const executions = toExecutions(logged, skipped);
    // Whether a statement and its duration are joined as rows is a matter of how much is at hand: its values are the same.
    const valueHash = executions.length === 1 ? logged.record.valueHash : undefined;
    for (const [i, execution] of executions.entries()) {
      const reason: SkipReason | null = reasonToIgnore(execution);
      if (reason !== null) skipped.add(reason, execution.calls);
      else {
        statements += execution.calls;
        sink.add(execution, i > 0, valueHash);
      }
    }
  };
  const isVacuumedElsewhere = ({ message, context }: LogRecord) => {
    const { database } = options;
    return database !== undefined && (isElsewhere(message, database) || isElsewhere(context, database));
  };
  const settings = new SettingsTally();
  const own = new OwnConnections();
  const addEvent = (record: LogRecord) => {
    if (record.severity === 'log' && record.context === null) settings.take(record);
    if (record.message.startsWith('AUDIT: ')) skipped.add(SKIPPED.audit);
    // It sees every connection, of whomever.
    const isOwn = own.isOf(record);
    if (isOwn || reasonToIgnore(record) !== null || isVacuumedElsewhere(record)) return;
    if (record.isByState && record.severity === 'log' && classify(record) === null)
      skipped.add(SKIPPED.level, 1, record.offset);
    sink.event(record);
  };
  const addPlan = ({ sql, durationUs, text, record }: LoggedPlan) => {
    if (reasonToIgnore(record) === null) sink.plan({ sql, durationUs, text, at: record.at });
  };
  const joiner = createJoiner(addExecutions, skipped, addEvent, addPlan, options.sessions, (session) =>
    sink.restart(session),
  );
  const take = (record: LogRecord, steps?: number) => joiner.take(record, steps);

  const consumer = new RowConsumer({
    joiner,
    skipped,
    sink,
    reasonToIgnore,
    format: detected?.format ?? 'stderr',
    decode: decoderOf(createReader),
    take,
    takeBorder(record, isIgnored) {
      if (own.isOpen) return false;
      settings.take(record);
      if (!isIgnored) sink.event(record);
      joiner.endSession(record.session);
      return true;
    },
    placeOf: (at) => placeOf(base + at),
    isPlausible: plausibilityOf(detected),
    endRecord: () => reader.end(take),
    noteTabs: () => reader.noteTabs?.(),
    noteClient: (session, application) => reader.noteClient?.(session, application),
    readLines(bytes) {
      const texts = decodeLines(bytes);
      lines += texts.length;
      let at = 0;
      for (const line of texts) {
        reader.read(line, take, placeOf(base + bytes.byteOffset + at));
        at = bytes.indexOf(NEWLINE, at) + 1;
      }
    },
  });

  return {
    format: detected?.format ?? 'stderr',
    joiner,
    get settings() {
      return settings.toRecord();
    },
    get lines() {
      return lines + consumer.lines;
    },
    get statements() {
      return statements + consumer.calls;
    },
    take(bytes, rows, bufferBase, goesOn) {
      base = bufferBase - bytes.byteOffset;
      consumer.consume(bytes, rows, goesOn);
    },
    lose(head) {
      consumer.beginLines();
      reader.lose(decodeLines(head)[0] ?? '', take);
    },
    end() {
      consumer.end();
      reader.end(take);
      joiner.end(options.goesOn);
    },
  };
}

type CreateReader = (onUnrecognised: OnLoss, onMalformed: OnLoss) => RecordReader;

function readerOf(detected: DetectedLog | null, options: PipelineOptions): CreateReader {
  const zones = detected?.zones ?? {};
  switch (detected?.format) {
    case 'csvlog':
      return (onUnrecognised, onMalformed) => createCsvReader(onUnrecognised, onMalformed, zones);
    case 'jsonlog':
      return (onUnrecognised, onMalformed) => createJsonReader(onUnrecognised, onMalformed, zones);
    default: {
      const given = options.prefix === undefined ? null : givenPrefix(options.prefix, [], false).read;
      const main = detected?.prefix ?? given ?? readAnyPrefix;
      const text = detected?.prefixText ?? options.prefix ?? null;
      const tabbed = text === null ? null : compileTabbed(text);
      const compile = detected?.createUnwrapper ? compileCarried : compilePrefix;
      return (onUnrecognised) => {
        const { read, noteClient } = withTagsInNames(followChanges(main, compile));
        return { ...createStderrReader(read, onUnrecognised, zones, createForeignLines(), tabbed), noteClient };
      };
    }
  }
}

/** The scanner of bytes tries a prefix as it stands; whether its fields can be that depends on the client alone. */
function plausibilityOf(detected: DetectedLog | null): (record: Buffer) => boolean {
  const read = detected?.readInferred;
  if (!read) return () => true;
  return (record) => read(decodeLines(record)[0] ?? '') !== null;
}

/** Reads the one record that bytes hold, by a reader of its own; null where that finds none. */
function decoderOf(createReader: CreateReader): (bytes: Buffer) => LogRecord | null {
  const ignore = () => {};
  const reader = createReader(ignore, ignore);
  return (bytes) => {
    const found: LogRecord[] = [];
    const take = (record: LogRecord) => found.push(record);
    for (const line of decodeLines(bytes)) reader.read(line, take);
    reader.end(take);
    return found[0] ?? null;
  };
}
