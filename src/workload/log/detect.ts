import { hasOddQuotes, isCsvStart } from './csvlog.ts';
import { toRecord } from './jsonlog.ts';
import type { Untold } from '../model.ts';
import { readAnyPrefix } from './any-prefix.ts';
import { givenPrefix } from './given-prefix.ts';
import { tellPrefix, type ToldPrefix } from './inference/tell-prefix.ts';
import { isNewestFirst } from './newest-first.ts';
import { STAMP, type PrefixReader } from './prefix.ts';
import { parseTimestamp, type Zones } from './timestamp.ts';
import { createCalendar } from './wrappers/calendar.ts';
import { detectWrapper, unwrapAll } from './wrappers/detect-wrapper.ts';
import { isJsonCarrier } from './wrappers/json.ts';
import { isTable } from './wrappers/table.ts';
import { offsetAt, tellZones } from './zones.ts';
import type { Losses, Unwrapper } from './wrappers/unwrapper.ts';

export type LogFormat = 'stderr' | 'csvlog' | 'jsonlog';

export interface DetectedLog {
  readonly format: LogFormat;
  readonly createUnwrapper: ((losses: Losses) => Unwrapper) | null;
  /** For stderr. */
  readonly prefix: PrefixReader | null;
  /** As log_line_prefix has it; null where it is not known. */
  readonly prefixText: string | null;
  /** Where that was told from what the lines have in common: a reader of those whose fields can be what it takes them for. */
  readonly readInferred: PrefixReader | null;
  /** Of a log whose entries have the newest first, what they are; null for all others. */
  readonly newestFirst: 'lines' | 'objects' | 'rows' | null;
  /** What abbreviations of time zones stand for, where they may mean more than one thing. */
  readonly zones: Zones;
  /** Those of which the log does not tell that: minutes east of Greenwich that are taken for it; null where none are known. */
  readonly assumedZones: Readonly<Record<string, number | null>>;
  /** What neither the lines nor their carrier tell. */
  readonly untold: readonly Untold[];
}

/** What is known of a log besides its lines. */
export interface LogSurroundings {
  /** The server's log_line_prefix. */
  readonly prefix?: string | undefined;
  readonly timezone?: string | undefined;
  /** When it was last written, in milliseconds since 1970. */
  readonly writtenAt?: number | undefined;
}

/** Tells the format from a log's first lines; null when none of them looks like PostgreSQL's. */
export function detectFormat(
  lines: readonly string[],
  { prefix: own, timezone, writtenAt }: LogSurroundings = {},
): DetectedLog | null {
  const wrapper = detectWrapper(lines);
  const bare = wrapper?.lines ?? lines;
  const format = formatOf(bare);
  if (format === null) return null;
  const { zones, assumed } = tellZones(lines, timezone);
  const order = (inner: readonly string[]) => (isNewestFirst(inner.flatMap(timeOf)) ? orderOf(lines) : null);
  const zonesOf = ({ zoneless, ...prefix }: ReadPrefix) => ({
    ...prefix,
    zones: zoneless === null ? zones : { ...zones, '': offsetAt(timezone ?? 'UTC', zoneless)! },
    assumedZones: zoneless === null || timezone !== undefined ? assumed : { ...assumed, '': 0 },
  });
  if (!wrapper)
    return { format, createUnwrapper: null, newestFirst: order(bare), ...zonesOf(prefixOf(format, bare, false, own)) };
  const addTime = format === 'stderr' && !hasTimes(bare);
  const createOwn = () => (writtenAt === undefined ? null : createCalendar(writtenAt, timezone));
  const calendar = createOwn();
  const inner = addTime ? unwrapAll(wrapper.create, lines, { addTime, calendar }) : bare;
  const prefix = zonesOf(prefixOf(format, inner, true, own));
  return {
    format,
    createUnwrapper: (losses) => wrapper.create({ ...losses, addTime, calendar: createOwn() }),
    newestFirst: order(inner),
    ...prefix,
    untold: calendar?.isNeeded ? [...prefix.untold, timezone === undefined ? 'year-and-zone' : 'year'] : prefix.untold,
  };
}

function orderOf(lines: readonly string[]): 'lines' | 'objects' | 'rows' {
  if (isTable(lines)) return 'rows';
  return isJsonCarrier(lines) ? 'objects' : 'lines';
}

const TIME = new RegExp(`${STAMP}(?:\\.\\d{3})?`);
const ZONELESS = new RegExp(`^${TIME.source}$`);
const LONGEST_HEAD = 1_024;

function timeOf(line: string): number[] {
  const time = line.startsWith('\t') ? null : TIME.exec(line.slice(0, LONGEST_HEAD))?.[0];
  return time ? [Date.parse(time.replace(' ', 'T').concat('Z'))] : [];
}

interface ReadPrefix extends Pick<DetectedLog, 'prefix' | 'prefixText' | 'readInferred' | 'untold'> {
  /** The first time without a zone, in milliseconds since 1970 if it were UTC; null where all have one. */
  readonly zoneless: number | null;
}

function prefixOf(
  format: LogFormat,
  lines: readonly string[],
  isWrapped: boolean,
  own: string | undefined,
): ReadPrefix {
  const prefix: ToldPrefix | null =
    format !== 'stderr'
      ? null
      : own === undefined
        ? tellPrefix(lines, isWrapped)
        : { ...givenPrefix(own, lines, isWrapped), isVague: false, isPartial: false, readInferred: null };
  const records = lines.flatMap((line) => (line.startsWith('\t') ? [] : (prefix?.read(line) ?? [])));
  const fields = format === 'jsonlog' ? lines.flatMap((line) => toRecord(line) ?? []) : [];
  const isTimeless = fields.filter(({ at }) => at === null).length * 2 > fields.length;
  const isUntold = (name: 'timestamp' | 'session') =>
    records.filter((record) => record[name] === null).length * 2 > records.length;
  const zoneless = records.find(({ timestamp }) => timestamp !== null && ZONELESS.test(timestamp))?.timestamp;
  return {
    zoneless: zoneless ? parseTimestamp(`${zoneless} UTC`) : null,
    prefix: prefix?.read ?? null,
    prefixText: prefix?.prefix ?? null,
    readInferred: prefix?.readInferred ?? null,
    untold: [
      ...(isUntold('timestamp') || isTimeless ? ['time' as const] : []),
      ...(isUntold('session') ? ['session' as const] : []),
      ...(prefix?.isVague ? ['names' as const] : []),
      ...(prefix?.isPartial ? ['prefix' as const] : []),
    ],
  };
}

/** Whether log_line_prefix tells the time. */
function hasTimes(lines: readonly string[]): boolean {
  const records = lines.flatMap((line) => (line.startsWith('\t') ? [] : (readAnyPrefix(line) ?? [])));
  return records.filter(({ timestamp }) => timestamp !== null).length * 2 > records.length;
}

/** The format of most of the lines. Text inside literals may look like another one, hence the count; of a csvlog's field it has none. */
function formatOf(lines: readonly string[]): LogFormat | null {
  const counts: Record<LogFormat, number> = { jsonlog: 0, csvlog: 0, stderr: 0 };
  let isInField = false;
  for (const line of lines) {
    const isCsv = isCsvStart(line);
    const goesOn: boolean = isInField && !isCsv;
    isInField = isCsv ? hasOddQuotes(line) : goesOn && !hasOddQuotes(line);
    if (goesOn || line.startsWith('\t') || line === '') continue;
    if (isCsv) counts.csvlog++;
    else if (line.startsWith('{"') && toRecord(line)) counts.jsonlog++;
    else if (readAnyPrefix(line)) counts.stderr++;
  }
  const [format, count] = (Object.entries(counts) as [LogFormat, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  return count > 0 ? format : null;
}
