import type { LogFormat } from '../detect.ts';
import type { PrefixSteps } from './prefix-steps.ts';
import type { Zones } from '../timestamp.ts';
import { WIDTH, type RowScanner, type RowTable } from './row-table.ts';
import { ScannerInstance, type ScanWindow } from './scanner-instance.ts';

/** Bytes that are handed over at a time: few enough for the processor's second cache. */
const WINDOW_BYTES = 256 * 1024;

/** Finds the executions in a log, in WebAssembly: a stderr log with a known prefix, a csvlog or a jsonlog. */
export class ByteScanner implements RowScanner {
  readonly #scanner: ScannerInstance;
  readonly #scan: ScanWindow;
  #windowBytes = WINDOW_BYTES;

  /**
   * @param prefix of a stderr log
   * @param zones what abbreviations of time zones stand for in this log
   */
  constructor(format: LogFormat, prefix: PrefixSteps | null, zones: Zones = {}) {
    this.#scanner = new ScannerInstance(zones);
    const { exports } = this.#scanner;
    this.#scan = {
      stderr: exports.scanStderrWindow,
      csvlog: exports.scanCsvWindow,
      jsonlog: exports.scanJsonWindow,
    }[format];
    if (!prefix) return;
    for (const { field, role, text } of prefix.steps) this.#scanner.addStep(field, role, text);
    this.#scanner.endSteps(prefix.time);
  }

  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    const { exports } = this.#scanner;
    let at = start;
    while (at < end && !rows.isFull) {
      const length = Math.min(this.#windowBytes, end - at);
      const isEnd = at + length === end;
      const window = exports.reserveWindow(length);
      bytes.copy(this.#scanner.memory, window, at, at + length);
      const taken = this.#scan(length, isLast && isEnd, at, rows.room);
      this.#addRows(rows);
      at += taken;
      if (isEnd && !rows.isFull) break;
      // A record that is longer than the window.
      if (taken === 0) this.#windowBytes *= 2;
    }
    return at;
  }

  #addRows(rows: RowTable): void {
    const { exports, memory } = this.#scanner;
    const count = exports.rowCount();
    rows.ints.set(new Int32Array(memory.buffer, exports.rowsAt(), count * WIDTH), rows.count * WIDTH);
    rows.times.set(new Float64Array(memory.buffer, exports.timesAt(), count * 2), rows.count * 2);
    rows.count += count;
  }
}
