import { sessionIn, timeIn } from './any-prefix.ts';
import { isCsvStart } from './csvlog.ts';
import type { LogFormat } from './detect.ts';
import { findTag } from './severity-tag.ts';
import { isSeverity } from './stderr.ts';
import type { JsonObjects } from './wrappers/json-objects.ts';

/** So many times must go back, and so many for each that goes on: clocks jump, and sessions write beside each other. */
const FEWEST_BACK = 3;
const BACK_FOR_ONE = 9;
/** Characters that are held at a time. */
const MOST_HELD = 8 * 1024 * 1024;
const TIME_FIRST = /^\W{0,3}(?:<\d{1,3}>1? ?)?(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:)/;

/** Whether entries are in the order in which services show them for people: the newest first. `times` are those of the lines, in order. */
export function isNewestFirst(times: readonly number[]): boolean {
  let back = 0;
  let on = 0;
  for (const [i, time] of times.entries()) {
    const before = times[i - 1] ?? time;
    if (time < before) back++;
    else if (time > before) on++;
  }
  return back >= FEWEST_BACK && back > BACK_FOR_ONE * on;
}

/** A line, and where it is in the log. */
export type ReadLine = (line: string, offset: number) => void;

export interface Reverser {
  push(line: string, offset: number): void;
  end(): void;
  /** Whether there was too much to hold at once: then the order is right within parts alone, which follow one another the newest first. */
  readonly isInParts: boolean;
}

interface Entry {
  readonly lines: string[];
  readonly offset: number;
}

/** Of a line with a tag: whether that begins a record, and what its prefix tells of when and who; null for other lines. */
function headOf(line: string): { readonly isRecord: boolean; readonly moment: string } | null {
  const place = findTag(line);
  if (!place) return null;
  const prefix = line.slice(0, place.start);
  return { isRecord: isSeverity(place.tag), moment: `${timeIn(prefix) ?? ''} ${sessionIn(prefix) ?? ''}` };
}

/** Whether most DETAIL lines and the like stand after their record, and not before it: an entry is a record then, and not a line of it. */
function areWhole(entries: readonly Entry[]): boolean {
  const heads = entries.map(({ lines }) => headOf(lines[0]!));
  let after = 0;
  let before = 0;
  for (const [i, head] of heads.entries()) {
    if (!head || head.isRecord) continue;
    if (heads[i - 1]?.moment === head.moment) after++;
    if (heads[i + 1]?.moment === head.moment) before++;
  }
  return after > before;
}

function withParts(entries: readonly Entry[]): Entry[] {
  const whole: Entry[] = [];
  for (const entry of entries) {
    const last = whole.at(-1);
    if (last && headOf(entry.lines[0]!)?.isRecord === false) last.lines.push(...entry.lines);
    else whole.push(entry);
  }
  return whole;
}

/**
 * Hands on the entries of a log that has the newest first in the order in which they were written, each with its lines as they are.
 * @param objects cuts JSON into entries, where the log is of such
 */
export function createReverser(
  format: LogFormat,
  objects: JsonObjects | null,
  readLine: ReadLine,
  mostHeld = MOST_HELD,
): Reverser {
  let entries: Entry[] = [];
  let held = 0;
  let isInParts = false;

  const begins = (line: string): boolean => {
    if (objects || format === 'jsonlog') return true;
    if (format === 'csvlog' && isCsvStart(line)) return true;
    return !line.startsWith('\t') && (TIME_FIRST.test(line) || (format === 'stderr' && findTag(line) !== null));
  };
  const flush = (): void => {
    const whole = objects || !areWhole(entries) ? entries : withParts(entries);
    for (const { lines, offset } of whole.reverse()) for (const line of lines) readLine(line, offset);
    entries = [];
    held = 0;
  };
  const add = (line: string, offset: number): void => {
    if (entries.length === 0 || begins(line)) {
      if (held > mostHeld) {
        isInParts = true;
        flush();
      }
      entries.push({ lines: [line], offset });
    } else entries.at(-1)!.lines.push(line);
    held += line.length;
  };

  return {
    push(line, offset) {
      if (!objects) return add(line, offset);
      for (const object of objects.push(line)) add(JSON.stringify(object), offset);
    },
    end() {
      objects?.end();
      flush();
    },
    get isInParts() {
      return isInParts;
    },
  };
}
