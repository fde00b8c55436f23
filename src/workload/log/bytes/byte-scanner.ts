import type { LogFormat } from '../detect.ts';
import type { PrefixSteps } from './prefix-steps.ts';
import type { Zones } from '../timestamp.ts';
import { WIDTH, type RowScanner, type RowTable } from './row-table.ts';
import { ScannerInstance, type ScanAt } from './scanner-instance.ts';

/** Bytes that are handed over at a time: few enough for the processor's second cache. */
const WINDOW_BYTES = 256 * 1024;

/** Finds the executions in a log, in WebAssembly: a stderr log with a known prefix, a csvlog or a jsonlog. */
export class ByteScanner implements RowScanner {
  readonly #scanner: ScannerInstance;
  readonly #scan: ScanAt;
  #lent: { readonly bytes: Buffer; readonly address: number } | null = null;
  #windowBytes = WINDOW_BYTES;

  /**
   * @param prefix of a stderr log
   * @param zones what abbreviations of time zones stand for in this log
   */
  constructor(format: LogFormat, prefix: PrefixSteps | null, zones: Zones = {}) {
    this.#scanner = new ScannerInstance(zones);
    const { exports } = this.#scanner;
    this.#scan = {
      stderr: exports.scanStderrAt,
      csvlog: exports.scanCsvAt,
      jsonlog: exports.scanJsonAt,
    }[format];
    if (!prefix) return;
    for (const { field, role, text } of prefix.steps) this.#scanner.addStep(field, role, text);
    this.#scanner.endSteps(prefix.time);
  }

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    let at = start;
    while (at < end && !rows.isFull) {
      const length = Math.min(this.#windowBytes, end - at);
      const isEnd = at + length === end;
      const taken = this.#scan(this.#addressOf(bytes, at, length), length, isLast && isEnd, at, rows.room);
      this.#addRows(rows);
      at += taken;
      if (isEnd && !rows.isFull) break;
      // A record that is longer than the window.
      if (taken === 0) this.#windowBytes *= 2;
    }
    return at;
  }

  /** Memory that bytes to be scanned can be read into: they need not be copied then. One at a time. */
  lend(length: number): Buffer {
    const address = this.#scanner.exports.reserve(length);
    const bytes = this.#scanner.memory.subarray(address, address + length);
    this.#lent = { bytes, address };
    return bytes;
  }

  /** Where the bytes from an offset on are in the scanner's memory. */
  #addressOf(bytes: Buffer, at: number, length: number): number {
    if (bytes === this.#lent?.bytes) return this.#lent.address + at;
    const window = this.#scanner.exports.reserveWindow(length);
    bytes.copy(this.#scanner.memory, window, at, at + length);
    return window;
  }

  #addRows(rows: RowTable): void {
    const { exports, memory } = this.#scanner;
    const count = exports.rowCount();
    rows.ints.set(new Int32Array(memory.buffer, exports.rowsAt(), count * WIDTH), rows.count * WIDTH);
    rows.times.set(new Float64Array(memory.buffer, exports.timesAt(), count * 2), rows.count * 2);
    rows.count += count;
  }
}
