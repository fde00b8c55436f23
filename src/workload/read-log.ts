import { setImmediate as nextTurn } from 'node:timers/promises';
import { normalizeStatement } from '../sql/normalize.ts';
import { loadParser } from '../sql/parser.ts';
import { detectLog } from './detect-log.ts';
import type { Feeder } from './feed/feeder.ts';
import type { RowScanner, RowTable } from './log/bytes/row-table.ts';
import type { DetectedLog } from './log/detect.ts';
import { JoinedSessions } from './log/joined-session.ts';
import { untoldBy } from './log/known-prefixes.ts';
import { createPipeline, type LogSink, type Pipeline, type PipelineOptions } from './log/pipeline.ts';
import { rejectSilentLog } from './log/reject.ts';
import { chooseScanner, createScanner } from './log/scanner.ts';
import { endLastLine, noteUnendedLine } from './log/unended-line.ts';
import type { LogBytes } from './log-bytes.ts';
import { LogInput } from './log-input.ts';
import type { Execution, SourceEvent, WorkloadSource } from './model.ts';
import { ReadAhead, type TakeRows } from './pieces/read-ahead.ts';
import type { ScanPool } from './pieces/scan-pool.ts';
import { SKIPPED, SkipTally } from './skipped.ts';
import { findExport, readExport } from './statements-export.ts';

export interface ReadLogOptions extends PipelineOptions {
  /** Threads that scan plain files ahead; without it, all happens in this one. */
  readonly pool?: ScanPool | null | undefined;
  /** The thread that decompresses and unwraps files; without it, that happens in this one, too. */
  readonly feeder?: Feeder | null | undefined;
  /** When the log was last written, in milliseconds since 1970: for times without a year. A file tells it itself. */
  readonly writtenAt?: number | undefined;
  /** The same for the files of one log, given in the order in which they were written: sessions go on from one to the next. */
  readonly family?: string | null | undefined;
  /** Files that hold the same log and are not read: the log's record names them. */
  readonly sameLog?: readonly string[] | undefined;
}

/** A source that can also tell what it finds without making strings of it. */
export interface LogSource extends AsyncIterable<SourceEvent> {
  readonly family: string | null;
  /** What was read so far; null before the first record. */
  soFar(): WorkloadSource | null;
  /**
   * Reads all of the log. `onProgress` is called now and then.
   * @throws UserError when nothing can be made of it: empty, binary, no PostgreSQL log, or a log without statements
   */
  readInto(sink: LogSink, onProgress?: () => void): Promise<WorkloadSource>;
}

interface ReadState {
  soFar: () => WorkloadSource | null;
}

/** What is known of a log beside its bytes. */
interface Told {
  readonly detected: DetectedLog | null;
  readonly prefix: string | undefined;
  readonly sameLog: readonly string[];
}

const STEPS_A_TURN = 64;

/**
 * Reads a server log in any of PostgreSQL's formats (stderr, csvlog, jsonlog; plain or compressed; bare or as Docker, syslog, a cloud
 * or another carrier wraps it), or pg_stat_statements as CSV. Which it is is told from its content.
 */
export function readLog(name: string, chunks: AsyncIterable<Uint8Array>, options: ReadLogOptions = {}): LogSource {
  const state: ReadState = { soFar: () => null };
  return {
    soFar: () => state.soFar(),
    family: options.family ?? null,
    [Symbol.asyncIterator]: () => readEvents(name, chunks, options),
    async readInto(sink, onProgress) {
      const steps = readSteps(name, chunks, options, sink, state);
      let count = 0;
      for (;;) {
        const step = await steps.next();
        if (step.done) return step.value;
        onProgress?.();
        // Plain files are read without waiting: signals and timers want their turn.
        if (++count % STEPS_A_TURN === 0) await nextTurn();
      }
    },
  };
}

async function* readEvents(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadLogOptions,
): AsyncGenerator<SourceEvent> {
  let events: SourceEvent[] = [];
  const steps = readSteps(
    name,
    chunks,
    options,
    eventSink((event) => events.push(event)),
  );
  try {
    for (;;) {
      const step = await steps.next();
      const found = events;
      events = [];
      yield* found;
      if (!step.done) continue;
      yield { type: 'end', source: step.value };
      return;
    }
  } finally {
    await steps.return?.(undefined as never);
  }
}

/** Makes executions of observations again, with all their text. */
function eventSink(emit: (event: SourceEvent) => void): LogSink {
  const add = (execution: Execution, isFurther = false) =>
    emit({ type: 'execution', execution, ...(isFurther && { isFurther }) });
  return {
    add,
    shapeOf: (sql) => ({ id: 0, parameters: normalizeStatement(sql).parameters }),
    restart: (session) => emit({ type: 'restart', session }),
    event: (record) => emit({ type: 'event', record }),
    plan: (plan) => emit({ type: 'plan', plan }),
    observe(_shape, observation) {
      const { durationUs, calls, session } = observation;
      const { user = null, database = null, application = null, host = null } = observation.origin ?? {};
      const { sql, parameters } = observation.sample();
      const durationMs = durationUs < 0 ? null : durationUs / 1000;
      const at = Number.isNaN(observation.at) ? null : observation.at;
      add({ sql, parameters, durationMs, calls, rows: null, at, user, database, application, host, session });
    },
  };
}

/** Yields after each piece that was read. */
async function* readSteps(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadLogOptions,
  sink: LogSink,
  state: ReadState = { soFar: () => null },
): AsyncGenerator<undefined, WorkloadSource> {
  const label = name === '-' ? 'standard input' : name;
  const { sameLog = [] } = options;
  const skipped = new SkipTally();
  const input = new LogInput(label, chunks, skipped);
  let ahead: ReadAhead | null = null;
  try {
    const columns = await findExport(input.log);
    if (columns) {
      await loadParser();
      const found = yield* readExport(input.log, columns, { label, database: options.database, skipped, sink });
      const { bytes } = input;
      const losses = { skipped: skipped.toRecord(), lostAt: skipped.offsets() };
      return { kind: 'statements', name, bytes, ...found, ...losses, ...(sameLog.length > 0 && { sameLog }) };
    }
    const { prefix, timezone, isFollowed } = options;
    const surroundings = { prefix, timezone, writtenAt: options.writtenAt ?? input.writtenAt };
    const detected = await detectLog(input.log, label, { ...surroundings, isFollowed });
    await input.unwrap(carrierOf(detected, options), surroundings, options.feeder ?? null);
    const choice = chooseScanner(detected, options);
    const scanner = createScanner(choice);
    input.log.moveTo((length) => scanner.lend(length));
    const pipeline = createPipeline(detected, options, skipped, sink, (offset) => input.placeOf(offset));
    const soFar = () => describe(name, input, pipeline, skipped, { detected, prefix, sameLog });
    state.soFar = soFar;
    if (input.file && options.pool && choice.kind !== 'lines') {
      const { file, bytes } = input.file;
      ahead = new ReadAhead(options.pool, { file, bytes, scanner: choice });
      await ahead.begin();
    }
    // Other threads scan meanwhile.
    await loadParser();
    yield* takeRows(input, scanner, ahead, pipeline, skipped);
    pipeline.end();
    if (pipeline.statements === 0 && !(options.goesOn && hasOpen(options.sessions)))
      rejectSilentLog(label, soFar(), skipped);
    yield;
    return soFar();
  } catch (error) {
    // What the files before it left open is told all the same.
    if (options.sessions && !options.goesOn) createPipeline(null, options, skipped, sink).end();
    throw error;
  } finally {
    await ahead?.close();
    await input.close();
  }
}

/** What was detected, where that is something to be taken off; null of what is as the server wrote it. */
function carrierOf(detected: DetectedLog | null, { isFollowed }: ReadLogOptions): DetectedLog | null {
  if (!detected) return null;
  const newestFirst = isFollowed ? null : detected.newestFirst;
  return detected.createUnwrapper || newestFirst ? { ...detected, newestFirst } : null;
}

/** All rows to the log's end; yields after each piece of them. */
async function* takeRows(
  input: LogInput,
  scanner: RowScanner,
  ahead: ReadAhead | null,
  pipeline: Pipeline,
  skipped: SkipTally,
): AsyncGenerator<undefined, void> {
  const { log, carried } = input;
  const rows = scanner.lendTable();
  const take: TakeRows = (bytes, found, base, goesOn) => pipeline.take(bytes, found, base, goesOn);
  for (let isOver = false; ;) {
    if (log.isLast) {
      const isServers = !carried && pipeline.format === 'stderr';
      if (!isOver) {
        input.noteEnd();
        if (isServers) noteUnendedLine(log, (place) => skipped.add(SKIPPED.unended, 1, place));
      }
      isOver = true;
      // After rows of other threads the end is read again.
      if (isServers) endLastLine(log);
    }
    const gap = log.firstBreak;
    if (gap?.at === log.start) {
      pipeline.lose(gap.head);
      log.passBreak();
      continue;
    }
    const others = log.hasGap ? null : ahead;
    for (let from = -1; others && from !== log.offset;) {
      from = log.offset;
      log.jumpTo(yield* others.takeFrom(from, take));
    }
    rows.count = 0;
    const scanned = gap
      ? scanBefore(gap.at, scanner, log, rows)
      : scanner.scan(log.buffer, log.start, log.end, log.isLast, rows);
    const stop = others ? others.cut(rows, scanned, log.start, log.offset) : scanned;
    carried?.forgetBefore(log.offset);
    log.consumeTo(stop);
    take(log.buffer, rows, log.base, false);
    yield;
    if (log.start === log.end && log.isLast) return;
    if (gap) continue;
    if (rows.count === 0) await log.more();
    else if (stop === scanned && !log.isLast && !rows.isFull) await log.more();
  }
}

/** Up to where lines were dropped. What goes on in those is left to the readers of strings. */
function scanBefore(end: number, scanner: RowScanner, log: LogBytes, rows: RowTable): number {
  const stop = scanner.scan(log.buffer, log.start, end, false, rows);
  if (rows.count > 0) return stop;
  rows.addLines(log.start, end);
  return end;
}

/** What was read so far. */
function describe(
  name: string,
  { bytes, log, carried, isCompressed }: LogInput,
  pipeline: Pipeline,
  skipped: SkipTally,
  { detected, prefix, sameLog }: Told,
): WorkloadSource {
  // A carrier may tell what the prefix does not.
  const isByPrefix = prefix !== undefined && !detected?.createUnwrapper;
  const untold = isByPrefix ? untoldBy(prefix) : (detected?.untold ?? []);
  const assumedZones = detected?.assumedZones ?? {};
  const { format, lines, statements, settings } = pipeline;
  return {
    kind: 'log',
    name,
    format,
    bytes,
    lines: carried?.lines ?? lines + log.lostLines,
    statements,
    skipped: skipped.toRecord(),
    lostAt: skipped.offsets(),
    ...(isCompressed && { isCompressed: true as const }),
    ...(untold.length > 0 && { untold }),
    ...(carried?.isInParts && { isInParts: true as const }),
    ...(Object.keys(assumedZones).length > 0 && { assumedZones }),
    ...(settings !== null && { settings }),
    ...(sameLog.length > 0 && { sameLog }),
  };
}

/** Whether a statement's duration is to come in the next file. */
function hasOpen(sessions = new JoinedSessions()): boolean {
  return [...sessions.values()].some(({ pending, plans }) => pending !== null || plans.length > 0);
}
