import { isCsvStart } from '../csvlog.ts';
import { toRecord } from '../jsonlog.ts';
import { createAssembler, type Piece } from './assemble.ts';
import { withIdentity } from './carrier-time.ts';
import { elasticRecord, originalOf, withoutLists } from './elastic.ts';
import { firstPlain, OBJECTS, PROCESSES, PROGRAMS, TEXTS, TIMES } from './json-fields.ts';
import { createJsonObjects, isObject, type JsonObject, type JsonObjects } from './json-objects.ts';
import { recordLine } from './json-record.ts';
import { readLogRecord } from './open-telemetry.ts';
import { holdParts, isAsLongAsPart, toldPart } from './partial.ts';
import { hasPrefix, prefixOf } from './prefix-form.ts';
import { STAMP } from '../prefix.ts';
import { findTag } from '../severity-tag.ts';
import { isServerName, readPiece } from './syslog.ts';
import { UNHEARD, type CreateUnwrapper, type Losses } from './unwrapper.ts';

/** The server's numbers of a message's pieces, which it writes to syslog alone. */
const SYSLOG_PIECE = /^\s*\[\d+-\d+\] /;
const DURATION = /^duration: \d+\.\d{3} ms {1,2}\S/;
const DEEPEST = 3;
const DEEPEST_RECORD = 2;
/** Docker cuts lines into pieces of so many bytes; all but the last are without their newline. */
const DOCKER_BYTES = 16_000;

/** What an entry holds of the server's log. */
export type Entry =
  /** A record, as a line of jsonlog. */
  | { readonly kind: 'record'; readonly line: string }
  | {
      readonly kind: 'text';
      readonly object: JsonObject;
      readonly text: string;
      readonly time: string | number | null;
      readonly isDocker: boolean;
      /** What it was found under, where that is not known. */
      readonly name?: string;
    }
  | { readonly kind: 'journal'; readonly object: JsonObject; readonly text: string }
  /** Of a message to syslog, which has become JSON. */
  | { readonly kind: 'piece'; readonly piece: Piece }
  /** The operator's own words, or of another program. */
  | { readonly kind: 'other' };

export function readEntry(object: JsonObject, depth = 0): Entry {
  // Docker's: of no other one are there so many lines.
  if (typeof object.log === 'string' && object.message === undefined) return textEntry(object, object.log, true);
  if (typeof object.__REALTIME_TIMESTAMP === 'string' || typeof object._PID === 'string') {
    const text = journalText(object.MESSAGE);
    return text === null ? { kind: 'other' } : { kind: 'journal', object, text };
  }
  const original = originalOf(object);
  if (original !== null) return textEntry(object, original, false);
  // Azure has its properties inside, Supabase all but its message; CloudWatch Insights names its fields in values.
  const record =
    lineOf(object) ??
    recordWithin(object, object) ??
    lineOf(object.properties, object) ??
    lineOf(parsedEvent(object), object) ??
    lineOf(elasticRecord(object));
  if (record !== null) return { kind: 'record', line: record };
  const told = isObject(object.body) ? readLogRecord(object, object.body) : null;
  if (told && depth < DEEPEST) return readEntry(told, depth + 1);
  if (object.field === '@message' && typeof object.value === 'string') return textEntry(object, object.value, false);
  for (const name of TEXTS) {
    const value = object[name];
    if (typeof value !== 'string') continue;
    // What took prefix and level apart has but the message there.
    const line = DURATION.test(value)
      ? recordLine({ ...object, error_severity: 'LOG', [name]: '', message: value })
      : null;
    return line === null ? textEntry(object, value, name === 'log') : { kind: 'record', line };
  }
  // Operators and other programs have their own words in such a field, with a level.
  if (typeof object.msg === 'string' && object.level === undefined && isLine(object.msg))
    return textEntry(object, object.msg, false);
  for (const name of OBJECTS) {
    const value = name === 'fields' ? withoutLists(object.fields) : object[name];
    const entry = isObject(value) && depth < DEEPEST ? readEntry(value, depth + 1) : null;
    if (entry?.kind === 'text') return { ...entry, time: entry.time ?? firstPlain(object, TIMES) };
    if (entry && entry.kind !== 'other') return entry;
  }
  const name = depth === 0 ? nameOfLine(object) : undefined;
  if (name === undefined) return { kind: 'other' };
  const entry = textEntry(object, object[name] as string, false);
  return entry.kind === 'text' ? { ...entry, name } : entry;
}

const STAMPED = new RegExp(`^[^"]{0,64}${STAMP}`);

/** Under what name that is not known the server's line is: with a time, and not as operators have it beside a level of their own. */
function nameOfLine(object: JsonObject): string | undefined {
  return Object.keys(object).find((name) => {
    const value = object[name];
    return typeof value === 'string' && name !== 'msg' && STAMPED.test(value) && findTag(value) !== null;
  });
}

/**
 * A jsonlog's fields under whatever name: CloudNativePG's `record`, Filebeat's `json`, `log_processed` of Fluent Bit, `parsed` of Fluentd. Datadog has
 * the message moved out of them.
 */
function recordWithin(object: JsonObject, entry: JsonObject, depth = 1): string | null {
  for (const name in object) {
    const value = object[name];
    if (!isObject(value)) continue;
    let line: string | null;
    if (typeof value.error_severity === 'string')
      line = recordLine(value.message === undefined ? { ...value, message: object.message } : value, entry);
    else line = depth < DEEPEST_RECORD ? recordWithin(value, entry, depth + 1) : null;
    if (line !== null) return line;
  }
  return null;
}

function lineOf(fields: unknown, entry?: JsonObject): string | null {
  return isObject(fields) ? recordLine(fields, entry) : null;
}

/** Entries of Docker, Fluent Bit, Cloud SQL, CloudWatch, CloudNativePG, Azure and journald, on a line each or printed over many. */
export const json: CreateUnwrapper = entries(createEntries);

/** The same of what is cut into objects in another way. */
export function entries(createObjects: (losses: Losses) => JsonObjects): CreateUnwrapper {
  return ({ onLost, place, addTime }) => {
    const objects = createObjects({ onLost, place });
    const journal = createAssembler(onLost);
    let isBare = false;
    let isDocker = false;
    const parts = holdParts();
    let lineName: string | undefined;
    const entryOf = (object: JsonObject): Entry => {
      const entry = readEntry(object);
      if (entry.kind === 'text') lineName = entry.name ?? lineName;
      if (entry.kind !== 'other' || lineName === undefined) return entry;
      // A part of one goes on under the same name; under others it is of another program.
      const part = object[lineName];
      return typeof part === 'string' && part.startsWith('\t') ? textEntry(object, part, false) : entry;
    };
    const isPart = (entry: Entry & { kind: 'text' | 'journal' }): boolean => {
      if (entry.kind === 'journal' || !entry.isDocker) return isAsLongAsPart(entry.text);
      const isWhole = entry.text.endsWith('\n');
      isDocker ||= isWhole;
      return !isWhole && (isDocker || Buffer.byteLength(entry.text) >= DOCKER_BYTES);
    };
    const linesOf = (entry: Entry): readonly string[] => {
      if (entry.kind === 'other') return [];
      if (entry.kind === 'record') return [entry.line];
      if (entry.kind === 'piece') return journal.push(entry.piece);
      const { object, text } = entry;
      const whole = parts.add(object, text, toldPart(object) ?? isPart(entry));
      if (whole === null) return [];
      if (entry.kind === 'journal') return journal.push(journalPiece(object, whole));
      const lines = messageLines(whole);
      return addTime ? lines.map((line) => withIdentity(line, entry.time, null)) : lines;
    };
    return {
      unwrap(line) {
        // The server's own line, which has not been wrapped: before the carrier was there, say.
        isBare = objects.isBetween === true && ((isBare && line.startsWith('\t')) || isUnwrapped(line));
        if (isBare) return [line];
        const found = objects.push(line);
        return found.length === 1 ? linesOf(entryOf(found[0]!)) : found.flatMap((object) => linesOf(entryOf(object)));
      },
      end() {
        objects.end();
        return [...parts.end().flatMap(messageLines), ...journal.end()];
      },
    };
  };
}

/** Whether a line is one such entry. */
export function isEntryLine(line: string): boolean {
  return createJsonObjects(UNHEARD, isEntry).push(line).some(isEntry);
}

/** Whether a log is such entries and not a jsonlog, which has them bare. */
export function isJsonCarrier(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || !/^\s*[[{]/.test(first)) return false;
  if (lines.some((line) => line.startsWith('{') && (toRecord(line)?.at ?? null) !== null)) return false;
  const objects = createJsonObjects(UNHEARD, isEntry);
  return lines.some((line) => objects.push(line).some((object) => readEntry(object).kind !== 'other'));
}

/** Cuts lines into the entries that they hold. */
export function createEntries(losses: Losses): JsonObjects {
  return createJsonObjects(losses, isEntry);
}

const isEntry = (object: JsonObject) => readEntry(object).kind !== 'other';

/** Supabase's logs have the fields of a record in `metadata`, as lists of one, or in `log_attributes`, as `parsed.detail`. */
function parsedEvent({ event_message, metadata, log_attributes, timestamp }: JsonObject): JsonObject | null {
  if (isObject(log_attributes)) {
    const parsed = Object.entries(log_attributes).map(([name, value]) => [name.replace(/^.*\./, ''), value]);
    return { timestamp, ...(Object.fromEntries(parsed) as JsonObject), event_message };
  }
  const first = (value: unknown) => (Array.isArray(value) ? (value[0] as unknown) : value);
  const outer = first(metadata);
  const parsed = isObject(outer) ? first(outer.parsed) : null;
  return isObject(parsed) ? { ...parsed, event_message } : null;
}

function textEntry(object: JsonObject, text: string, isDocker: boolean): Entry {
  const time = firstPlain(object, TIMES);
  if (SYSLOG_PIECE.test(text)) {
    const pid = firstPlain(object, PROCESSES);
    const program = firstPlain(object, PROGRAMS);
    return { kind: 'piece', piece: readPiece(text, `${pid ?? ''}`, time, isServerName(`${program ?? 'postgres'}`)) };
  }
  return { kind: 'text', object, text, time, isDocker };
}

/** A message of several lines: where some have lost their TAB all get it again, or they would not be known to belong to it. */
export function messageLines(text: string): string[] {
  const newline = text.indexOf('\n');
  if (newline < 0) return [text];
  if (newline === text.length - 1) return [text.slice(0, -1)];
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  if (lines.every((line, i) => i === 0 || line.startsWith('\t')) || isCsvStart(lines[0]!)) return lines;
  const prefix = prefixOf(lines[0]!);
  const isPart = (line: string) => hasPrefix(line, prefix);
  const hasLost = lines.some((line, i) => i > 0 && !line.startsWith('\t') && !isPart(line));
  return hasLost ? lines.map((line, i) => (i === 0 || isPart(line) ? line : `\t${line}`)) : lines;
}

/** journalctl writes what is no UTF-8 text as a list of bytes. */
function journalText(message: unknown): string | null {
  if (typeof message === 'string') return message;
  const isBytes = Array.isArray(message) && message.every((byte) => Number.isInteger(byte));
  return isBytes ? Buffer.from(message as number[]).toString('utf8') : null;
}

/** What is read of a journal's entry besides its message. */
export const JOURNAL_FIELDS = [
  '_SOURCE_REALTIME_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
  'SYSLOG_IDENTIFIER',
  '_COMM',
  '_PID',
  'SYSLOG_PID',
] as const;

/** Of a journal's entry; also of one that journalctl -o export wrote. */
export function journalPiece(object: JsonObject, text: string): ReturnType<typeof readPiece> {
  const field = (name: (typeof JOURNAL_FIELDS)[number]) => (typeof object[name] === 'string' ? object[name] : null);
  const time = field('_SOURCE_REALTIME_TIMESTAMP') ?? field('__REALTIME_TIMESTAMP');
  const isServer = isServerName(`${field('SYSLOG_IDENTIFIER') ?? field('_COMM') ?? 'postgres'}`);
  const at = time === null ? null : Math.floor(Number(time) / 1000);
  return readPiece(text, field('_PID') ?? field('SYSLOG_PID') ?? '', at, isServer);
}

function isUnwrapped(line: string): boolean {
  return !line.startsWith('{') && !line.startsWith('[') && findTag(line) !== null;
}

function isLine(text: string): boolean {
  return text.startsWith('\t') || findTag(text) !== null;
}
