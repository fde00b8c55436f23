import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { normalizeStatement } from '../sql/normalize.ts';
import { loadParser } from '../sql/parser.ts';
import { CarriedSource, type Carried } from './carried-source.ts';
import { detectLog, type DetectionOptions } from './detect-log.ts';
import type { FedSource } from './feed/fed-source.ts';
import type { Feeder } from './feed/feeder.ts';
import { LogBytes } from './log-bytes.ts';
import type { JoinedSessions } from './log/join.ts';
import { untoldBy } from './log/known-prefixes.ts';
import { rejectSilentLog } from './log/reject.ts';
import { createPipeline, type LogSink, type PipelineOptions } from './log/pipeline.ts';
import { chooseScanner, createScanner } from './log/scanner.ts';
import { endLastLine, noteUnendedLine } from './log/unended-line.ts';
import type { Execution, SourceEvent, WorkloadSource } from './model.ts';
import { isInput, openLog } from './open-log.ts';
import { ReadAhead, type TakeRows } from './pieces/read-ahead.ts';
import type { ScanPool } from './pieces/scan-pool.ts';
import { SKIPPED, SkipTally, type SkipReason } from './skipped.ts';
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
  const add = (execution: Execution) => emit({ type: 'execution', execution });
  return {
    add,
    shapeOf: (sql) => ({ id: 0, parameters: normalizeStatement(sql).parameters }),
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
  const skipped = new SkipTally();
  let bytes = 0;
  const opened = openLog(
    label,
    chunks,
    (count) => (bytes += count),
    (at) => skipped.add(SKIPPED.truncated, 1, at),
  );
  let source = opened.source;
  const input = new LogBytes(source, (offset) => skipped.add(SKIPPED.tooLong, 1, offset));
  /** Has another thread make the log's bytes of the file's, from the begin. What has been lost by then would be told twice. */
  const feed = (detection: DetectionOptions | null): FedSource | null => {
    const { feeder } = options;
    if (!feeder || !isInput(chunks) || chunks.path === null || skipped.get(SKIPPED.tooLong) > 0) return null;
    if (!feeder.isWorth(chunks.path, opened.isCompressed())) return null;
    const onBytes = (total: number) => {
      if (total <= bytes) return;
      chunks.onBytes(total - bytes);
      bytes = total;
    };
    const onLoss = (reason: SkipReason, place: number) => skipped.add(reason, 1, place);
    return feeder.open({ path: chunks.path, label, detection }, { onBytes, onLoss });
  };
  let ahead: ReadAhead | null = null;
  try {
    const columns = await findExport(input);
    if (columns) {
      await loadParser();
      const found = yield* readExport(input, columns, { label, database: options.database, skipped, sink });
      return { kind: 'statements', name, bytes, ...found, skipped: skipped.toRecord(), lostAt: skipped.offsets() };
    }
    const writtenAt = options.writtenAt ?? (isInput(chunks) ? chunks.writtenAt() : undefined);
    const detected = await detectLog(input, label, { ...options, writtenAt });
    if (bytes === 0) {
      throw new UserError(`${label} is empty`, {
        hint: 'See where the server logs to: SHOW log_directory; SHOW log_filename',
      });
    }
    const onLost = (place: number) => skipped.add(SKIPPED.unrecognised, 1, place);
    const newestFirst = options.isFollowed ? null : (detected?.newestFirst ?? null);
    const isCarried = detected && (detected.createUnwrapper || newestFirst);
    const onUnended = (place: number) => skipped.add(SKIPPED.unended, 1, place);
    const onDamaged = (place: number) => skipped.add(SKIPPED.surrogate, 1, place);
    const { prefix, timezone } = options;
    const detection = isCarried ? { prefix, timezone, writtenAt } : null;
    const fed = isCarried || !opened.file ? feed(detection) : null;
    if (fed) {
      await source.close();
      source = fed;
    }
    const carried: Carried | null = isCarried
      ? (fed ?? new CarriedSource(input, { ...detected, newestFirst }, { onLost, onUnended, onDamaged }))
      : null;
    const placeOf = (offset: number) => carried?.placeOf(offset) ?? offset;
    const made = carried ?? fed;
    const log = made ? new LogBytes(made, (offset) => skipped.add(SKIPPED.tooLong, 1, placeOf(offset))) : input;
    const choice = chooseScanner(detected, options);
    const scanner = createScanner(choice);
    log.moveTo((length) => scanner.lend(length));
    const pipeline = createPipeline(detected, options, skipped, sink, placeOf);
    // A carrier may tell what the prefix does not.
    const isByPrefix = options.prefix !== undefined && !detected?.createUnwrapper;
    const untold = isByPrefix ? untoldBy(options.prefix) : (detected?.untold ?? []);
    const assumedZones = detected?.assumedZones ?? {};
    const rows = scanner.lendTable();
    const soFar = (): WorkloadSource => ({
      kind: 'log',
      name,
      format: pipeline.format,
      bytes,
      lines: carried?.lines ?? pipeline.lines,
      statements: pipeline.statements,
      skipped: skipped.toRecord(),
      lostAt: skipped.offsets(),
      ...(opened.isCompressed() && { isCompressed: true as const }),
      ...(untold.length > 0 && { untold }),
      ...(carried?.isInParts && { isInParts: true as const }),
      ...(Object.keys(assumedZones).length > 0 && { assumedZones }),
      ...(pipeline.settings !== null && { settings: pipeline.settings }),
    });
    state.soFar = soFar;
    const take: TakeRows = (bytes, found, base, goesOn) => pipeline.take(bytes, found, base, goesOn);
    if (opened.file && !carried && options.pool && choice.kind !== 'lines') {
      const { file, bytes } = opened.file;
      ahead = new ReadAhead(options.pool, { file, bytes, scanner: choice });
      await ahead.begin();
    }
    // Other threads scan meanwhile.
    await loadParser();
    for (let isOver = false; ;) {
      if (log.isLast && !isOver) {
        isOver = true;
        if (opened.isCutOff()) skipped.add(SKIPPED.cutOff, 1, input.base + input.end);
        if (!carried && pipeline.format === 'stderr') {
          noteUnendedLine(log, onUnended);
          endLastLine(log);
        }
      }
      const others = log.hasGap ? null : ahead;
      for (let from = -1; others && from !== log.offset;) {
        from = log.offset;
        log.jumpTo(yield* others.takeFrom(from, take));
      }
      rows.count = 0;
      const scanned = scanner.scan(log.buffer, log.start, log.end, log.isLast, rows);
      const stop = others ? others.cut(rows, scanned, log.start, log.offset) : scanned;
      carried?.forgetBefore(log.offset);
      log.consumeTo(stop);
      pipeline.take(log.buffer, rows, log.base, false);
      yield;
      if (log.start === log.end && log.isLast) break;
      if (rows.count === 0) await log.more();
      else if (stop === scanned && !log.isLast && !rows.isFull) await log.more();
    }
    pipeline.end();
    if (pipeline.statements === 0 && !(options.goesOn && hasOpen(options.sessions)))
      rejectSilentLog(label, carried?.lines ?? pipeline.lines, skipped);
    yield;
    return soFar();
  } catch (error) {
    // What the files before it left open is told all the same.
    if (options.sessions && !options.goesOn) createPipeline(null, options, skipped, sink).end();
    throw error;
  } finally {
    await ahead?.close();
    await source.close();
  }
}

/** Whether a statement's duration is to come in the next file. */
function hasOpen(sessions: JoinedSessions = new Map()): boolean {
  return [...sessions.values()].some(({ pending, plans }) => pending !== null || plans.length > 0);
}
