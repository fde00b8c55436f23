import { FieldHash } from './field-hash.ts';
import { MessageKey } from './message-key.ts';
import { COLUMN, HAS_DETAIL, ROW, type RowScanner, type RowTable } from './row-table.ts';
import { StampReader } from './stamp.ts';
import { COLUMN as FIELD, FEWEST_COLUMNS } from '../csvlog.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const COMMA = 44;
const MOST_FIELDS = 32;
const LONGEST_STAMP = '2026-11-23 12:49:50.740 '.length + 6;

const INCOMPLETE = -1;
const UNCLEAR = -2;

/** Finds the executions in a csvlog: one pass over the fields of a record, none of which is made a string. */
export class CsvScanner implements RowScanner {
  readonly #starts = new Int32Array(MOST_FIELDS);
  readonly #ends = new Int32Array(MOST_FIELDS);
  readonly #stamp = new StampReader();
  readonly #message = new MessageKey();
  readonly #hash = new FieldHash();
  #copy = Buffer.alloc(64 * 1024);
  #fields = 0;
  #lines = 0;
  /** Whether quotes are doubled in the message. */
  #isEscaped = false;

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    let at = start;
    while (at < end && !rows.isFull) {
      const next = this.#record(bytes, at, end, rows);
      if (next >= 0) at = next;
      else {
        const newline = bytes.indexOf(NEWLINE, at);
        const isWhole = newline >= 0 && newline < end;
        if (!isLast && (next === INCOMPLETE || !isWhole)) break;
        const lineEnd = isWhole ? newline + 1 : end;
        rows.addLines(at, lineEnd);
        at = lineEnd;
      }
    }
    return at;
  }

  #record(bytes: Buffer, start: number, end: number, rows: RowTable): number {
    const afterStamp = this.#stamp.read(bytes, start, end, true);
    // The longest time stamp has less than 40 bytes.
    if (afterStamp < 0 || afterStamp >= end) return end - start < 40 ? INCOMPLETE : UNCLEAR;
    if (afterStamp - start > LONGEST_STAMP) return UNCLEAR;
    const next = this.#readFields(bytes, afterStamp, end);
    if (next < 0) return next;
    if (this.#fields < FEWEST_COLUMNS || !this.#isStatement(bytes)) return UNCLEAR;
    const starts = this.#starts;
    const ends = this.#ends;
    let source = bytes;
    let from = starts[FIELD.message]!;
    let to = ends[FIELD.message]!;
    if (this.#isEscaped) {
      to = this.#unescape(bytes, from, to);
      from = 0;
      source = this.#copy;
    }
    const kind = this.#message.read(source, from, to);
    if (kind === ROW.lines) return UNCLEAR;
    const row = rows.next();
    const { ints } = rows;
    ints[row] = kind;
    ints[row + COLUMN.start] = start;
    ints[row + COLUMN.end] = next;
    ints[row + COLUMN.flags] = ends[FIELD.detail]! > starts[FIELD.detail]! ? HAS_DETAIL : 0;
    ints[row + COLUMN.lines] = this.#lines;
    rows.setTimes(this.#message.durationUs, this.#stamp.value);
    this.#identify(bytes, ints, row);
    this.#message.writeKey(source, to, rows, row, this.#isEscaped);
    return next;
  }

  /** LOG, of a client, and without context and statement: those would say that a function raised it. */
  #isStatement(bytes: Buffer): boolean {
    const starts = this.#starts;
    const ends = this.#ends;
    const isEmpty = (field: number) => starts[field] === ends[field];
    const severity = starts[FIELD.severity]!;
    return (
      ends[FIELD.severity]! - severity === 3 &&
      bytes[severity] === 76 &&
      bytes[severity + 1] === 79 &&
      bytes[severity + 2] === 71 &&
      isEmpty(FIELD.context) &&
      isEmpty(FIELD.statement) &&
      !isEmpty(FIELD.user) &&
      !isEmpty(FIELD.database) &&
      !isEmpty(FIELD.session)
    );
  }

  #identify(bytes: Buffer, ints: Int32Array, row: number): void {
    const starts = this.#starts;
    const ends = this.#ends;
    const hash = this.#hash;
    hash.reset();
    hash.add(bytes, starts[FIELD.user]!, ends[FIELD.user]!, 1);
    hash.add(bytes, starts[FIELD.database]!, ends[FIELD.database]!, 2);
    hash.add(bytes, starts[FIELD.application]!, ends[FIELD.application]!, 3);
    hash.add(bytes, starts[FIELD.remote]!, this.#endOfHost(bytes), 4);
    hash.writeTo(ints, row + COLUMN.origin);
    hash.reset();
    hash.add(bytes, starts[FIELD.session]!, ends[FIELD.session]!, 5);
    hash.writeTo(ints, row + COLUMN.session);
    ints[row + COLUMN.sessionStart] = starts[FIELD.session]!;
    ints[row + COLUMN.sessionEnd] = ends[FIELD.session]!;
  }

  /** Without the port, which every connection has another of. */
  #endOfHost(bytes: Buffer): number {
    const end = this.#ends[FIELD.remote]!;
    const start = this.#starts[FIELD.remote]!;
    let colon = end;
    while (colon > start && bytes[colon - 1]! >= 48 && bytes[colon - 1]! <= 57) colon--;
    return colon > start && bytes[colon - 1] === 58 ? colon - 1 : end;
  }

  /** The fields after the time stamp; returns the offset after the record's newline. */
  #readFields(bytes: Buffer, from: number, end: number): number {
    const starts = this.#starts;
    const ends = this.#ends;
    let at = from;
    this.#lines = 1;
    this.#isEscaped = false;
    for (let field = 1; ; field++) {
      if (at >= end) return INCOMPLETE;
      const c = bytes[at]!;
      if (c === NEWLINE || c === RETURN) {
        this.#fields = field;
        if (c === NEWLINE) return at + 1;
        return at + 1 < end ? (bytes[at + 1] === NEWLINE ? at + 2 : UNCLEAR) : INCOMPLETE;
      }
      if (c !== COMMA || field >= MOST_FIELDS) return UNCLEAR;
      at++;
      const isPlain = field === FIELD.pid || field === FIELD.session || field === FIELD.line;
      if (bytes[at] === QUOTE && at < end) {
        if (isPlain) return UNCLEAR;
        const close = this.#quoted(bytes, at + 1, end, field);
        if (close < 0) return close;
        starts[field] = at + 1;
        ends[field] = close;
        at = close + 1;
        continue;
      }
      starts[field] = at;
      if (isPlain) at = plainEnd(bytes, at, end, field);
      while (at < end) {
        const d = bytes[at]!;
        if (d === COMMA || d === NEWLINE || d === RETURN) break;
        if (d === QUOTE || field <= FIELD.tag) return UNCLEAR;
        at++;
      }
      ends[field] = at;
      if (field === FIELD.line && at === starts[field]) return UNCLEAR;
    }
  }

  /** The offset of the closing quote. */
  #quoted(bytes: Buffer, from: number, end: number, field: number): number {
    for (let at = from; at < end; at++) {
      const c = bytes[at]!;
      if (c === QUOTE) {
        if (at + 1 >= end) return INCOMPLETE;
        if (bytes[at + 1] !== QUOTE) return at;
        at++;
        if (field === FIELD.message) this.#isEscaped = true;
        else if (field !== FIELD.detail) return UNCLEAR;
      } else if (c === NEWLINE) {
        this.#lines++;
        if (field <= FIELD.tag) return UNCLEAR;
        // May be the time stamp of the next record, where this one was cut off.
        if (at + 5 < end && bytes[at + 5] === 45 && bytes[at + 1]! >= 48 && bytes[at + 1]! <= 57) return UNCLEAR;
      }
    }
    return INCOMPLETE;
  }

  #unescape(bytes: Buffer, from: number, to: number): number {
    if (this.#copy.length < to - from) this.#copy = Buffer.alloc(2 * (to - from));
    const copy = this.#copy;
    let length = 0;
    for (let i = from; i < to; i++) {
      const c = bytes[i]!;
      copy[length++] = c;
      if (c === QUOTE) i++;
    }
    return length;
  }
}

/** The end of the digits, or of the hexadecimal digits and dots of a session, that are in the field. */
function plainEnd(bytes: Buffer, from: number, end: number, field: number): number {
  let at = from;
  for (; at < end; at++) {
    const c = bytes[at]!;
    const isHex = c === 46 || (c >= 97 && c <= 102);
    if (!((c >= 48 && c <= 57) || (isHex && field === FIELD.session))) break;
  }
  return at;
}
