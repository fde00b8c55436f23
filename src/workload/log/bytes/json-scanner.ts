import { foldText, foldWord } from './byte-class.ts';
import { FieldHash } from './field-hash.ts';
import { MessageKey } from './message-key.ts';
import { COLUMN, HAS_DETAIL, ROW, type RowScanner, type RowTable } from './row-table.ts';
import { StampReader } from './stamp.ts';

const NEWLINE = 10;
const QUOTE = 34;
const BACKSLASH = 92;

const NAMES = ['timestamp', 'user', 'dbname', 'application_name', 'remote_host', 'session_id', 'pid'] as const;
const TEXTS = ['message', 'detail', 'error_severity', 'context', 'statement'] as const;
const KEPT = [...NAMES, ...TEXTS];
const INDEX = new Map(KEPT.map((name, index) => [foldText(name), index]));
const F = Object.fromEntries(KEPT.map((name, index) => [name, index])) as Record<(typeof KEPT)[number], number>;

/** What a backslash and a letter stand for. \u is not here: control characters alone are written so, and they are rare. */
const ESCAPED = new Uint8Array(256);
for (const [letter, code] of [
  ['"', 34],
  ['\\', 92],
  ['/', 47],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
] as const)
  ESCAPED[letter.charCodeAt(0)] = code;

/** Finds the executions in a jsonlog. What it takes is what JSON.parse would read the same; all else is left to that. */
export class JsonScanner implements RowScanner {
  readonly #starts = new Int32Array(KEPT.length);
  readonly #ends = new Int32Array(KEPT.length);
  readonly #stamp = new StampReader();
  readonly #message = new MessageKey();
  readonly #hash = new FieldHash();
  #copy = Buffer.alloc(64 * 1024);
  /** Whether the string that was read last holds a backslash. */
  #isEscaped = false;
  #isMessageEscaped = false;

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    let at = start;
    while (at < end && !rows.isFull) {
      const newline = bytes.indexOf(NEWLINE, at);
      const isWhole = newline >= 0 && newline < end;
      if (!isWhole && !isLast) break;
      const lineEnd = isWhole ? newline : end;
      const next = isWhole ? newline + 1 : end;
      if (!this.#record(bytes, at, lineEnd, next, rows)) rows.addLines(at, next);
      at = next;
    }
    return at;
  }

  #record(bytes: Buffer, start: number, lineEnd: number, next: number, rows: RowTable): boolean {
    if (!this.#readFields(bytes, start, lineEnd) || !this.#isStatement(bytes)) return false;
    const starts = this.#starts;
    const ends = this.#ends;
    const stamp = starts[F.timestamp]!;
    if (this.#stamp.read(bytes, stamp, ends[F.timestamp]! + 1, true) !== ends[F.timestamp]) return false;
    let source = bytes;
    let from = starts[F.message]!;
    let to = ends[F.message]!;
    if (this.#isMessageEscaped) {
      to = this.#unescape(bytes, from, to);
      if (to < 0) return false;
      from = 0;
      source = this.#copy;
    }
    const kind = this.#message.read(source, from, to);
    if (kind === ROW.lines) return false;
    const row = rows.next();
    const { ints } = rows;
    ints[row] = kind;
    ints[row + COLUMN.start] = start;
    ints[row + COLUMN.end] = next;
    ints[row + COLUMN.flags] = starts[F.detail]! < ends[F.detail]! ? HAS_DETAIL : 0;
    ints[row + COLUMN.lines] = 1;
    rows.setTimes(this.#message.durationUs, this.#stamp.value);
    this.#identify(bytes, ints, row);
    this.#message.writeKey(source, to, rows, row, this.#isMessageEscaped);
    return true;
  }

  /** LOG, with a session, and without context and statement: those would say that a function raised it. */
  #isStatement(bytes: Buffer): boolean {
    const starts = this.#starts;
    const severity = starts[F.error_severity]!;
    return (
      starts[F.message]! >= 0 &&
      starts[F.timestamp]! >= 0 &&
      starts[F.session_id]! >= 0 &&
      starts[F.context]! < 0 &&
      starts[F.statement]! < 0 &&
      severity >= 0 &&
      this.#ends[F.error_severity]! - severity === 3 &&
      bytes[severity] === 76 &&
      bytes[severity + 1] === 79 &&
      bytes[severity + 2] === 71
    );
  }

  #identify(bytes: Buffer, ints: Int32Array, row: number): void {
    const starts = this.#starts;
    const ends = this.#ends;
    const hash = this.#hash;
    hash.reset();
    for (let field: number = F.user; field <= F.remote_host; field++) {
      if (starts[field]! >= 0) hash.add(bytes, starts[field]!, ends[field]!, field);
    }
    hash.writeTo(ints, row + COLUMN.origin);
    hash.reset();
    hash.add(bytes, starts[F.session_id]!, ends[F.session_id]!, 0);
    hash.writeTo(ints, row + COLUMN.session);
    ints[row + COLUMN.sessionStart] = starts[F.session_id]!;
    ints[row + COLUMN.sessionEnd] = ends[F.session_id]!;
  }

  /** `{"name":"text","name":12}` as the server writes it, without blanks. False for anything else. */
  #readFields(bytes: Buffer, start: number, lineEnd: number): boolean {
    const starts = this.#starts;
    const ends = this.#ends;
    starts.fill(-1);
    ends.fill(-1);
    const end = bytes[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    if (bytes[start] !== 123 || bytes[end - 1] !== 125 || end - start < 4) return false;
    let at = start + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return false;
      const name = at + 1;
      at = this.#string(bytes, name, end);
      if (at < 0 || this.#isEscaped || bytes[at + 1] !== 58) return false;
      const field = INDEX.get(foldWord(bytes, name, at)) ?? -1;
      at += 2;
      if (bytes[at] === QUOTE) {
        const close = this.#string(bytes, at + 1, end);
        if (close < 0) return false;
        if (field >= 0) {
          // A name with an escape is written in more than one way.
          if (this.#isEscaped && field < NAMES.length) return false;
          if (field === F.message) this.#isMessageEscaped = this.#isEscaped;
          starts[field] = at + 1;
          ends[field] = close;
        }
        at = close + 1;
      } else {
        if (field >= 0 && field !== F.pid) return false;
        at = skipInteger(bytes, at, end);
        if (at < 0) return false;
      }
      if (bytes[at] === 44) at++;
      else return at === end - 1;
    }
  }

  /** The offset of the closing quote; -1 where JSON would not have it so. */
  #string(bytes: Buffer, from: number, end: number): number {
    this.#isEscaped = false;
    for (let at = from; at < end; at++) {
      const c = bytes[at]!;
      if (c === QUOTE) return at;
      if (c < 32) return -1;
      if (c === BACKSLASH) {
        this.#isEscaped = true;
        if (ESCAPED[bytes[++at]!] === 0) return -1;
      }
    }
    return -1;
  }

  #unescape(bytes: Buffer, from: number, to: number): number {
    if (this.#copy.length < to - from) this.#copy = Buffer.alloc(2 * (to - from));
    const copy = this.#copy;
    let length = 0;
    for (let i = from; i < to; i++) {
      const c = bytes[i]!;
      copy[length++] = c === BACKSLASH ? ESCAPED[bytes[++i]!]! : c;
    }
    return length;
  }
}

function skipInteger(bytes: Buffer, from: number, end: number): number {
  let at = bytes[from] === 45 ? from + 1 : from;
  const first = at;
  while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
  return at === first || (bytes[first] === 48 && at > first + 1) ? -1 : at;
}
