import { UserError } from '../errors.ts';
import { inflate } from './inflate.ts';
import { readLines } from './lines.ts';
import { createCsvReader } from './log/csvlog.ts';
import { detectFormat, type DetectedLog } from './log/detect.ts';
import { toExecutions } from './log/executions.ts';
import { createJoiner, type Joiner } from './log/join.ts';
import { createJsonReader } from './log/jsonlog.ts';
import { compilePrefix, readAnyPrefix } from './log/prefix.ts';
import type { LogRecord, RecordReader } from './log/record.ts';
import { createStderrReader } from './log/stderr.ts';
import type { Execution, SourceEvent } from './model.ts';
import { SKIPPED, SkipTally } from './skipped.ts';

export interface ReadLogOptions {
  /** The server's log_line_prefix, for stderr logs whose prefix cannot be told from their content. */
  readonly prefix?: string | undefined;
  /** Leave out what is known to have run in another database. */
  readonly database?: string | undefined;
}

/** The application_name of our own connections. */
const OWN_APPLICATION = 'idx-advisor';
/** How many lines are looked at before the format must be clear; more where none of them begins a record. */
const SAMPLE_LINES = 1_000;
const MOST_SAMPLE_LINES = 100_000;

/**
 * Reads a server log in any of PostgreSQL's formats (stderr, csvlog, jsonlog; plain or gzip; bare or as Docker, CRI, syslog or
 * CloudWatch wrap it), which is told from its content.
 * @throws UserError when nothing can be made of it: empty, binary, no PostgreSQL log, or a log without statements
 */
export async function* readLog(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadLogOptions = {},
): AsyncGenerator<SourceEvent> {
  const label = name === '-' ? 'standard input' : name;
  const skipped = new SkipTally();
  let found: (Execution | LogRecord)[] = [];
  let bytes = 0;
  let lines = 0;
  let statements = 0;
  const joiner = createJoiner(
    (logged) => found.push(...toExecutions(logged, skipped)),
    skipped,
    (record) => found.push(record),
  );

  function* drain(): Generator<SourceEvent> {
    const all = found;
    found = [];
    for (const one of all) {
      const isEvent = 'severity' in one;
      const calls = isEvent ? 0 : one.calls;
      if (one.application === OWN_APPLICATION) skipped.add(SKIPPED.ownStatement, calls);
      else if (options.database !== undefined && (one.database ?? options.database) !== options.database) {
        skipped.add(SKIPPED.otherDatabase, calls);
      } else if (isEvent) yield { type: 'event', record: one };
      else {
        statements += calls;
        yield { type: 'execution', execution: one };
      }
    }
  }

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  }

  const inflated = inflate(label, counted());
  let sample: string[] = [];
  let pipeline: Pipeline | null = null;
  for await (const batch of readLines(inflated.chunks)) {
    lines += batch.lines.length;
    skipped.add(SKIPPED.tooLong, batch.tooLong);
    if (!pipeline) {
      for (const line of batch.lines) sample.push(line);
      if (sample.length < SAMPLE_LINES) continue;
      const detected = detectFormat(sample);
      if (!detected && sample.length < MOST_SAMPLE_LINES) continue;
      pipeline = createPipeline(label, detected, isBinary(sample), options, joiner, skipped);
      pipeline.read(sample);
      sample = [];
    } else pipeline.read(batch.lines);
    yield* drain();
  }
  if (bytes === 0) {
    throw new UserError(`${label} is empty`, {
      hint: 'See where the server logs to: SHOW log_directory; SHOW log_filename',
    });
  }
  if (!pipeline) {
    pipeline = createPipeline(label, detectFormat(sample), isBinary(sample), options, joiner, skipped);
    pipeline.read(sample);
  }
  pipeline.end();
  if (inflated.isCutOff()) skipped.add(SKIPPED.cutOff);
  yield* drain();
  if (joiner.steps === skipped.get(SKIPPED.bareDuration) + skipped.get(SKIPPED.language))
    rejectSilentLog(label, skipped);
  yield {
    type: 'end',
    source: { kind: 'log', name, format: pipeline.format, bytes, lines, statements, skipped: skipped.toRecord() },
  };
}

interface Pipeline {
  readonly format: string;
  read(lines: readonly string[]): void;
  end(): void;
}

/** Lines → unwrapped lines → records → the joiner. */
function createPipeline(
  label: string,
  detected: DetectedLog | null,
  binary: boolean,
  options: ReadLogOptions,
  joiner: Joiner,
  skipped: SkipTally,
): Pipeline {
  if (!detected && options.prefix === undefined) rejectUnknown(label, binary);
  const unwrapper = detected?.createUnwrapper?.() ?? null;
  const reader = createReader(detected, options, skipped);
  const take = (record: Parameters<Joiner['take']>[0]) => joiner.take(record);
  return {
    format: detected?.format ?? 'stderr',
    read(lines) {
      for (const line of lines) {
        if (!unwrapper) reader.read(line, take);
        else for (const inner of unwrapper.unwrap(line)) reader.read(inner, take);
      }
    },
    end() {
      for (const inner of unwrapper?.end() ?? []) reader.read(inner, take);
      reader.end(take);
      joiner.end();
    },
  };
}

function createReader(detected: DetectedLog | null, options: ReadLogOptions, skipped: SkipTally): RecordReader {
  const onUnrecognised = () => skipped.add(SKIPPED.unrecognised);
  const onMalformed = () => skipped.add(SKIPPED.malformed);
  switch (detected?.format) {
    case 'csvlog':
      return createCsvReader(onUnrecognised, onMalformed);
    case 'jsonlog':
      return createJsonReader(onUnrecognised, onMalformed);
    default: {
      if (options.prefix === undefined) return createStderrReader(detected?.prefix ?? readAnyPrefix, onUnrecognised);
      const explicit = compilePrefix(options.prefix);
      return createStderrReader((line) => explicit(line) ?? readAnyPrefix(line), onUnrecognised);
    }
  }
}

function rejectUnknown(label: string, binary: boolean): never {
  if (binary) {
    throw new UserError(`${label} is no text log: it holds binary data`, {
      hint: 'Pass a server log (stderr, csvlog or jsonlog), plain or compressed with gzip.',
    });
  }
  throw new UserError(`${label} is not recognised as a PostgreSQL log`, {
    hint: 'Expected are stderr, csvlog or jsonlog as the server writes them; messages in another language need lc_messages = C.',
  });
}

function rejectSilentLog(label: string, skipped: SkipTally): never {
  if (skipped.get(SKIPPED.language) > 0) {
    throw new UserError(`${label} is in a language whose messages cannot be read`, {
      hint: "Let the server log in English: ALTER SYSTEM SET lc_messages = 'C'; SELECT pg_reload_conf();",
    });
  }
  const hint = 'Log them: ALTER SYSTEM SET log_min_duration_statement = 0; SELECT pg_reload_conf();';
  const durations = skipped.get(SKIPPED.bareDuration);
  throw durations > 0
    ? new UserError(`${label} has ${durations} durations but no statements: log_duration alone logs no text`, { hint })
    : new UserError(`${label} has no statements: the server did not log any`, { hint });
}

function isBinary(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes('\0'));
}
