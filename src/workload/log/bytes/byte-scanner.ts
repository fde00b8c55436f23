import type { LogFormat } from '../detect.ts';
import type { PrefixSteps } from './prefix-steps.ts';
import type { Zones } from '../timestamp.ts';
import { RowTable, WIDTH, type RowScanner } from './row-table.ts';
import { ScannerInstance } from './scanner-instance.ts';

const NEWLINE = 10;
/** How each format's scanner is called. */
const SCANS = { stderr: 'scanStderrAt', csvlog: 'scanCsvAt', jsonlog: 'scanJsonAt' } as const;
/** Bytes that are handed over at a time: few enough for the processor's second cache. */
const WINDOW_BYTES = 256 * 1024;

/** The memory of one that has scanned a longer record is given back: WebAssembly's own never shrinks. */
const MOST_KEPT_BYTES = 8 * WINDOW_BYTES;

/** Finds the executions in a log, and most other records, in WebAssembly: a stderr log with a known prefix, a csvlog or a jsonlog. */
export class ByteScanner implements RowScanner {
  readonly #create: () => ScannerInstance;
  readonly #format: LogFormat;
  #scanner: ScannerInstance;
  /** Views of its memory. */
  #lent = new WeakSet<Buffer | RowTable>();
  /** For who has a table elsewhere. */
  #table: RowTable | null = null;
  #windowBytes = WINDOW_BYTES;

  /**
   * @param prefix of a stderr log
   * @param zones what abbreviations of time zones stand for in this log
   */
  constructor(format: LogFormat, prefix: PrefixSteps | null, zones: Zones = {}) {
    this.#format = format;
    this.#create = () => {
      const scanner = new ScannerInstance(zones);
      for (const { field, role, text } of prefix?.steps ?? []) scanner.addStep(field, role, text);
      if (prefix) scanner.endSteps(prefix.time);
      return scanner;
    };
    this.#scanner = this.#create();
  }

  /** Of the bytes in memory; more where a record is longer than most are. */
  get windowBytes(): number {
    return this.#windowBytes;
  }

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    let at = start;
    while (at < end && !rows.isFull) {
      const length = Math.min(this.#windowBytes, end - at);
      const isEnd = at + length === end;
      const nul = bytes.subarray(at, at + length).indexOf(0);
      if (nul >= 0) {
        const stop = this.#scanAround(bytes, at, at + nul, end, isLast, rows);
        if (stop === at) break;
        at = stop;
        continue;
      }
      const taken = this.#scanWindow(bytes, at, length, isLast && isEnd, rows);
      at += taken;
      if (taken > 0 && this.#windowBytes > WINDOW_BYTES) this.#shrink();
      if (isEnd && !rows.isFull) break;
      // A record that is longer than the window.
      if (taken === 0) this.#windowBytes *= 2;
    }
    return at;
  }

  lend(length: number): Buffer {
    const address = this.#scanner.exports.reserve(length);
    const bytes = this.#scanner.memory.subarray(address, address + length);
    this.#lent.add(bytes);
    return bytes;
  }

  lendTable(): RowTable {
    const address = this.#scanner.exports.reserve(RowTable.bytes);
    const table = new RowTable(this.#scanner.memory.buffer, address);
    this.#lent.add(table);
    return table;
  }

  #scanWindow(bytes: Buffer, at: number, length: number, isLast: boolean, rows: RowTable): number {
    const { exports } = this.#scanner;
    const table = this.#lent.has(rows) ? rows : (this.#table ??= this.lendTable());
    if (table !== rows) table.count = 0;
    const { ints, times, count } = table;
    const scan = exports[SCANS[this.#format]];
    const intsAt = ints.byteOffset + count * WIDTH * 4;
    const timesAt = times.byteOffset + count * 16;
    const taken = scan(this.#addressOf(bytes, at, length), length, isLast, at, intsAt, timesAt, rows.room);
    table.count += exports.rowCount();
    if (table !== rows) rows.add(table);
    return taken;
  }

  /** Where the bytes from an offset on are in the scanner's memory. */
  #addressOf(bytes: Buffer, at: number, length: number): number {
    if (this.#lent.has(bytes)) return bytes.byteOffset + at;
    const window = this.#scanner.exports.reserveWindow(length);
    bytes.copy(this.#scanner.memory, window, at, at + length);
    return window;
  }

  /** No server writes a NUL: the line that has one is left to the readers of strings, with the record that may go on in it. */
  #scanAround(bytes: Buffer, start: number, nul: number, end: number, isLast: boolean, rows: RowTable): number {
    const line = Math.max(start, bytes.lastIndexOf(NEWLINE, nul) + 1);
    const at = start + (line === start ? 0 : this.#scanWindow(bytes, start, line - start, false, rows));
    if (rows.isFull) return at;
    const newline = bytes.indexOf(NEWLINE, nul);
    if ((newline < 0 || newline >= end) && !isLast) return at;
    const after = newline < 0 || newline >= end ? end : newline + 1;
    rows.addLines(at, after);
    return after;
  }

  #shrink(): void {
    if (this.#windowBytes > MOST_KEPT_BYTES) {
      this.#scanner = this.#create();
      this.#lent = new WeakSet();
      this.#table = null;
    }
    this.#windowBytes = WINDOW_BYTES;
  }
}
