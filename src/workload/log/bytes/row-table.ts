/** What a row stands for. */
export const ROW = {
  /** Lines that the readers of strings are to look at. */
  lines: 0,
  /** An execution with its duration. */
  execution: 1,
  /** `execute fetch from`: more time of an execution. */
  fetch: 2,
  /** Parse and bind steps in a row: the first half of the key is their number. */
  step: 3,
  /** Any other record, with its parts. */
  record: 4,
  /** A statement that was logged when it began, without its duration: the columns are those of an execution. */
  begun: 5,
  /** A duration without a statement. */
  duration: 6,
  /** The same where the statement's row has it: that is an execution then. */
  ended: 7,
} as const;

/** Places in a row, as scanner/rows.ts writes them; starts and ends are offsets in the bytes that were scanned. */
export const COLUMN = {
  kind: 0,
  /** The whole record, with its last newline. */
  start: 1,
  end: 2,
  /** The two halves of a hash each: of the statement, of user, database, application and host, of the session. */
  key: 3,
  origin: 5,
  session: 7,
  sessionStart: 9,
  sessionEnd: 10,
  /** Block comments at the statement's begin and end, one or several in a row; -1 for none. */
  leadStart: 11,
  leadEnd: 12,
  tailStart: 13,
  tailEnd: 14,
  /** HAS_TABS and those below. */
  flags: 15,
  /** Physical lines. */
  lines: 16,
  /** The statement and the DETAIL, each as the format writes it; a DETAIL that ends where it starts is none. */
  textStart: 17,
  textEnd: 18,
  detailStart: 19,
  detailEnd: 20,
  /** The two halves of a hash of the values, in the text and in the DETAIL. */
  values: 21,
  /** The same of the comments at the statement's begin and end; 0 without any. */
  comments: 23,
  /** Of a record: 0 for LOG, 1 for ERROR, 2 for FATAL and PANIC, 3 for what is less; where the prefix has its SQLSTATE, -1 for nowhere. */
  severity: 3,
  stateStart: 4,
  /** The message is in the place of a statement's text; -1 for a part that it has not. */
  contextStart: 11,
  contextEnd: 12,
  statementStart: 13,
  statementEnd: 14,
} as const;
export const WIDTH = 25;

/** Lines of a stderr log begin with a TAB where they continue one: no collector has stripped them. */
export const HAS_TABS = 2;
/** The statement or the DETAIL is not in the log's bytes as it is: quotes are doubled, or backslashes stand for something. */
export const IS_ESCAPED = 4;
/** The DETAIL may hold a value that log_parameter_max_length has cut off. */
export const MAY_BE_CUT = 8;
/** An execution that was logged when it began, and whose duration was in a record of its own. */
export const JOINED = 16;
/** The same where none was logged. */
export const UNTIMED = 32;
/** Of a statement that was logged when it began: it is of the extended protocol. */
export const IS_EXTENDED = 64;
/** Of the same: the bits from here on are how many bytes of the message stand before its text. */
export const HEAD_LENGTH = 8;

/** 53 bits of the hash of a row's values; `at` is its place in `ints`. */
export function valueHashOf(ints: Int32Array, at: number): number {
  return (ints[at + COLUMN.values + 1]! & 0x1fffff) * 2 ** 32 + (ints[at + COLUMN.values]! >>> 0);
}

/** A comment that is not in the log's bytes as it is: it was escaped. */
export const ELSEWHERE = -2;

/** Few enough to stay in the processor’s cache with the bytes that they are of. */
export const MOST_ROWS = 2_048;

const INT_BYTES = MOST_ROWS * WIDTH * 4;

/** What a scanner found in a piece of a log, in the log's order: plain numbers, in memory that threads can share. */
export class RowTable {
  static readonly bytes = INT_BYTES + MOST_ROWS * 2 * 8;
  readonly ints: Int32Array;
  /** Two a row: microseconds, and milliseconds since 1970 or NaN. */
  readonly times: Float64Array;
  /** The row to begin with: those before it are left out. */
  first = 0;
  count = 0;

  /** @param address of the table in the memory */
  constructor(memory: ArrayBufferLike = new ArrayBuffer(RowTable.bytes), address = 0) {
    this.ints = new Int32Array(memory, address, MOST_ROWS * WIDTH);
    this.times = new Float64Array(memory, address + INT_BYTES, MOST_ROWS * 2);
  }

  get isFull(): boolean {
    return this.room < 2;
  }

  /** Rows that may be added. */
  get room(): number {
    return MOST_ROWS - this.count;
  }

  at(row: number): number {
    return row * WIDTH;
  }

  /** Leaves out the rows that begin at an offset or after it, and returns where the first of them did; Infinity without any. */
  endBefore(offset: number): number {
    let end = Infinity;
    for (; this.count > 0; this.count--) {
      const start = this.ints[(this.count - 1) * WIDTH + COLUMN.start]!;
      if (start < offset) break;
      end = start;
    }
    return end;
  }

  /** Copies the rows of another one. */
  add({ ints, times, count }: RowTable): void {
    this.ints.set(ints.subarray(0, count * WIDTH), this.count * WIDTH);
    this.times.set(times.subarray(0, count * 2), this.count * 2);
    this.count += count;
  }

  /** Lines for the readers of strings; joined to those before where they follow each other. */
  addLines(start: number, end: number): void {
    if (end <= start) return;
    const last = (this.count - 1) * WIDTH;
    if (last >= 0 && this.ints[last] === ROW.lines && this.ints[last + COLUMN.end] === start) {
      this.ints[last + COLUMN.end] = end;
      return;
    }
    const at = this.count++ * WIDTH;
    this.ints[at] = ROW.lines;
    this.ints[at + COLUMN.start] = start;
    this.ints[at + COLUMN.end] = end;
  }
}

/** Cuts a piece of a log into records. */
export interface RowScanner {
  /**
   * Fills the table with rows for `bytes` from `start` on and returns where it stopped: at the first record that does not end before `end`,
   * unless `isLast`, or where the table is full. The rows cover every byte before that.
   */
  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number;
  /** Memory that it scans without a copy, for who wants to read into it; null for a scanner that has none. */
  lend(length: number): Buffer | null;
  /** A table that it fills without a copy. */
  lendTable(): RowTable;
}
