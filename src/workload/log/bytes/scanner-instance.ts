import {
  AFTER_BY_LIST,
  CLOCKS,
  MODIFIED_TYPES,
  NO_NAME_AFTER_AS,
  TYPE_CONTINUATION,
} from '../../../sql/normalize-words.ts';
import { instantiate } from '../../web-assembly.ts';
import { STATEMENT_WORDS } from '../message.ts';
import { parseTimestamp, type Zones } from '../timestamp.ts';

/** What scanner/index.ts exports; addresses and lengths are in bytes. */
interface ScannerExports {
  readonly memory: { readonly buffer: SharedArrayBuffer };
  reserve(length: number): number;
  reserveWindow(length: number): number;
  rowCount(): number;
  defineWord(start: number, end: number, roles: number): void;
  addStep(field: number, role: number, textStart: number, textLength: number): void;
  endSteps(time: number): void;
  scanStderrAt: ScanAt;
  scanCsvAt: ScanAt;
  scanJsonAt: ScanAt;
  keyOfWindow(length: number): number;
  upperKey(): number;
}

/**
 * Scans so many bytes from an address on and returns how many it took.
 * @param offset of the first byte in what the rows are to speak of
 * @param ints the address for the rows
 * @param times the same for what they have in doubles
 * @param room rows that there may be
 */
export type ScanAt = (
  start: number,
  length: number,
  isLast: boolean,
  offset: number,
  ints: number,
  times: number,
  room: number,
) => number;

/** The roles of words, as scanner/words.ts has them. */
const WORDS: readonly (readonly [role: number, words: Iterable<string>])[] = [
  [1, AFTER_BY_LIST],
  [2, [...MODIFIED_TYPES, ...CLOCKS, 'precision', 'varying']],
  [4, TYPE_CONTINUATION],
  [8, ['rollup', 'cube', 'sets']],
  [16, ['order', 'group']],
  [32, ['by']],
  [64, ['as']],
  [128, ['in']],
  [256, ['array']],
  [512, ['extract']],
  [1024, ['zone']],
  [2048, STATEMENT_WORDS],
  [4096, ['json_table']],
  [8192, ['values']],
  [16384, ['null', 'true', 'false']],
  [32768, NO_NAME_AFTER_AS],
];
/** `YYYY-MM-DD HH:MM:`. */
const MINUTE_LENGTH = 17;

/** The compiled scanner (scanner/) with memory of its own, and ways into that. */
export class ScannerInstance {
  readonly exports: ScannerExports;
  #memory: Buffer = Buffer.alloc(0);

  constructor(zones: Zones = {}) {
    const minuteAt = (at: number, zoneStart: number, zoneEnd: number): number => {
      const minute = this.memory.toString('latin1', at, at + MINUTE_LENGTH);
      return parseTimestamp(`${minute}00 ${this.memory.toString('latin1', zoneStart, zoneEnd)}`, zones) ?? NaN;
    };
    this.exports = instantiate<ScannerExports>('#scanner.wasm', { stamp: { minuteAt } });
    for (const [role, words] of WORDS)
      for (const word of words)
        this.#lend(word, (start, length) => this.exports.defineWord(start, start + length, role));
  }

  /** All of it. Made anew when it has grown; as it is shared memory, earlier views of it stay valid. */
  get memory(): Buffer {
    const { buffer } = this.exports.memory;
    if (this.#memory.buffer !== buffer) this.#memory = Buffer.from(buffer);
    return this.#memory;
  }

  addStep(field: string, role: number, text: string): void {
    this.#lend(text, (start, length) => this.exports.addStep(codeOf(field), role, start, length));
  }

  endSteps(time: string): void {
    this.exports.endSteps(codeOf(time));
  }

  /** The lower half of the key of a statement (scanner/statement-key.ts); the upper one is `upperKey`, until the next one is read. */
  keyOf(sql: string): number {
    return this.#lend(sql, (_, length) => this.exports.keyOfWindow(length));
  }

  #lend<T>(text: string, use: (start: number, length: number) => T): T {
    const start = this.exports.reserveWindow(Buffer.byteLength(text));
    return use(start, this.memory.write(text, start));
  }
}

function codeOf(letter: string): number {
  return letter === '' ? 0 : letter.charCodeAt(0);
}
