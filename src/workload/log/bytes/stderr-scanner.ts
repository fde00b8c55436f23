import { BytePattern, viewOf } from './byte-pattern.ts';
import { MessageKey } from './message-key.ts';
import { startsWith } from './message-scanner.ts';
import type { PrefixScanner } from './prefix-scanner.ts';
import { COLUMN, HAS_DETAIL, HAS_TABS, ROW, type RowScanner, type RowTable } from './row-table.ts';

const TAB = 9;
const NEWLINE = 10;

const LOG = BytePattern.of('LOG:  ');
const SUCCESS = Buffer.from('00000: ');
const DETAIL = BytePattern.of('DETAIL:  ');
const LOCATION = BytePattern.of('LOCATION:  ');
/** What begins the next record. */
const SEVERITIES = ['ERROR', 'FATAL', 'WARNING', 'NOTICE', 'INFO', 'PANIC'].map((tag) => BytePattern.of(`${tag}:  `));

/** What a record turned out to be when its last line was looked for. */
const INCOMPLETE = -1;
const UNCLEAR = -2;

/**
 * Finds the executions in a stderr log whose prefix is known. A record is taken only where the line after it is known to begin another
 * one, and where nothing but a DETAIL belongs to it: CONTEXT or STATEMENT would say that a function raised it.
 */
export class StderrScanner implements RowScanner {
  readonly #prefix: PrefixScanner;
  readonly #message = new MessageKey();
  /** The line whose prefix was read last, and where the prefix ends. */
  #prefixed = -1;
  #afterPrefix = -1;
  #lineEnd = -1;
  #textEnd = 0;
  #flags = 0;
  #lines = 0;

  constructor(prefix: PrefixScanner) {
    this.#prefix = prefix;
  }

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    this.#prefixed = -1;
    let at = start;
    while (at < end && !rows.isFull) {
      const lineEnd = this.#endOfLine(bytes, at, end, isLast);
      if (lineEnd < 0) break;
      const kind = this.#kindOf(bytes, at, lineEnd);
      if (kind === ROW.lines) {
        const next = Math.min(lineEnd + 1, end);
        rows.addLines(at, next);
        at = next;
        continue;
      }
      const row = rows.next();
      this.#fill(rows, row, kind);
      const next = this.#endOfRecord(bytes, lineEnd, end, isLast);
      if (next === INCOMPLETE) {
        rows.count--;
        break;
      }
      if (next === UNCLEAR) {
        rows.count--;
        const lineAfter = Math.min(lineEnd + 1, end);
        rows.addLines(at, lineAfter);
        at = lineAfter;
        continue;
      }
      this.#complete(bytes, rows, row, at, next);
      at = next;
    }
    return at;
  }

  #endOfLine(bytes: Buffer, at: number, end: number, isLast: boolean): number {
    if (at === this.#prefixed) return this.#lineEnd;
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline >= 0 && newline < end) return newline;
    return isLast ? end : -1;
  }

  #readPrefix(bytes: Buffer, at: number, lineEnd: number): number {
    if (at === this.#prefixed) return this.#afterPrefix;
    this.#prefixed = at;
    this.#lineEnd = lineEnd;
    this.#afterPrefix = this.#prefix.read(bytes, at, lineEnd);
    return this.#afterPrefix;
  }

  #kindOf(bytes: Buffer, at: number, lineEnd: number): number {
    if (bytes[at] === TAB) return ROW.lines;
    let message = this.#readPrefix(bytes, at, lineEnd);
    if (message < 0 || !LOG.isAt(viewOf(bytes), message, lineEnd)) return ROW.lines;
    message += LOG.length;
    if (startsWith(bytes, message, lineEnd, SUCCESS)) message += SUCCESS.length;
    return this.#message.read(bytes, message, lineEnd);
  }

  /** What the prefix and the message say: before the next line's are read. */
  #fill(rows: RowTable, row: number, kind: number): void {
    const { ints } = rows;
    const prefix = this.#prefix;
    ints[row] = kind;
    ints[row + COLUMN.origin] = prefix.originFirst;
    ints[row + COLUMN.origin + 1] = prefix.originSecond;
    ints[row + COLUMN.session] = prefix.sessionFirst;
    ints[row + COLUMN.session + 1] = prefix.sessionSecond;
    ints[row + COLUMN.sessionStart] = prefix.sessionStart;
    ints[row + COLUMN.sessionEnd] = prefix.sessionEnd;
    rows.setTimes(this.#message.durationUs, prefix.at);
  }

  #complete(bytes: Buffer, rows: RowTable, row: number, start: number, end: number): void {
    const { ints } = rows;
    ints[row + COLUMN.start] = start;
    ints[row + COLUMN.end] = end;
    ints[row + COLUMN.flags] = this.#flags;
    ints[row + COLUMN.lines] = this.#lines;
    this.#message.writeKey(bytes, this.#textEnd, rows, row);
  }

  /** The offset after the record whose first line ends at `lineEnd`. */
  #endOfRecord(bytes: Buffer, lineEnd: number, end: number, isLast: boolean): number {
    this.#lines = 1;
    this.#flags = 0;
    let at = this.#skipTabs(bytes, lineEnd, end, isLast);
    if (at < 0) return INCOMPLETE;
    this.#textEnd = Math.max(lineEnd, Math.min(at - 1, end));
    const { sessionFirst, sessionSecond } = this.#prefix;
    while (at < end) {
      const nextEnd = this.#endOfLine(bytes, at, end, isLast);
      if (nextEnd < 0) return INCOMPLETE;
      const tag = this.#readPrefix(bytes, at, nextEnd);
      if (tag < 0) return UNCLEAR;
      const view = viewOf(bytes);
      if (LOG.isAt(view, tag, nextEnd) || SEVERITIES.some((severity) => severity.isAt(view, tag, nextEnd))) return at;
      if (this.#prefix.sessionFirst !== sessionFirst || this.#prefix.sessionSecond !== sessionSecond) return UNCLEAR;
      if (DETAIL.isAt(view, tag, nextEnd)) this.#flags |= HAS_DETAIL;
      else if (!LOCATION.isAt(view, tag, nextEnd)) return UNCLEAR;
      this.#lines++;
      at = this.#skipTabs(bytes, nextEnd, end, isLast);
      if (at < 0) return INCOMPLETE;
    }
    return isLast ? end : INCOMPLETE;
  }

  /** After the line that ends at `lineEnd` and those that continue it. */
  #skipTabs(bytes: Buffer, lineEnd: number, end: number, isLast: boolean): number {
    let newline = lineEnd;
    while (newline + 1 < end && bytes[newline + 1] === TAB) {
      newline = this.#endOfLine(bytes, newline + 1, end, isLast);
      if (newline < 0) return INCOMPLETE;
      this.#lines++;
      this.#flags |= HAS_TABS;
    }
    return Math.min(newline + 1, end);
  }
}
