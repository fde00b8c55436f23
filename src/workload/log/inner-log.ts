import { MOST_BYTES } from '../log-bytes.ts';
import { decodeLines } from './bytes/record-text.ts';
import { RowTable, type RowScanner } from './bytes/row-table.ts';
import type { ReadLine, Reverser } from './newest-first.ts';
import type { Unwrapper, UnwrapOptions } from './wrappers/unwrapper.ts';

const NEWLINE = 10;
/** Characters that are put together at a time. */
const PIECE = 1024 * 1024;

export interface InnerLogParts {
  readonly createUnwrapper: ((options: Pick<UnwrapOptions, 'onLost'>) => Unwrapper) | null;
  /** For a log that has the newest entries first. */
  readonly createReverser: ((readLine: ReadLine, onLost: () => void) => Reverser) | null;
  readonly scanner: RowScanner;
  /** Takes rows and the bytes that they are of. */
  readonly consume: (bytes: Buffer, rows: RowTable) => void;
  /** Gets the offset of a line of the carrier's that cannot be read. */
  readonly onLost: (offset: number) => void;
}

/** The log that a carrier has wrapped or turned round, as bytes again: scanners find the executions in it as in any other. */
export class InnerLog {
  readonly #parts: InnerLogParts;
  readonly #unwrapper: Unwrapper | null;
  readonly #reverser: Reverser | null;
  readonly #rows = new RowTable();
  #lines: string[] = [];
  #length = 0;
  /** Of the lines in the bytes, and of those that are to follow them, in the carrier's log. */
  #offsets: number[] = [];
  #bytes = Buffer.alloc(0);
  /** A line of the bytes and where it begins: they are asked for in their order. */
  #line = 0;
  #lineStart = 0;
  /** Of the carrier's line at hand. */
  #offset = 0;
  /** The carrier's. */
  lines = 0;

  constructor(parts: InnerLogParts) {
    this.#parts = parts;
    const onLost = () => parts.onLost(this.#offset);
    this.#unwrapper = parts.createUnwrapper?.({ onLost }) ?? null;
    this.#reverser = parts.createReverser?.((line, offset) => this.#take(line, offset), onLost) ?? null;
  }

  /** Whether there was too much to be turned round at once. */
  get isInParts(): boolean {
    return this.#reverser?.isInParts ?? false;
  }

  /**
   * Hands on what is in whole lines of the carrier's, but for a record that may go on.
   * @param offset of the first of them
   */
  take(bytes: Buffer, offset: number): void {
    this.lines += eachLine(bytes, (line, at) => {
      if (!this.#reverser) return this.#take(line, offset + at);
      this.#offset = offset + at;
      this.#reverser.push(line, offset + at);
    });
    this.#flush(false);
  }

  end(): void {
    this.#reverser?.end();
    this.#add(this.#unwrapper?.end() ?? []);
    this.#flush(true);
  }

  /** Where the inner line that begins there in the bytes was in the carrier's log. */
  offsetOf({ byteOffset }: Buffer, start: number): number {
    const place = byteOffset - this.#bytes.byteOffset + start;
    for (;;) {
      const next = this.#bytes.indexOf(NEWLINE, this.#lineStart) + 1;
      if (next === 0 || next > place) return this.#offsets[this.#line]!;
      this.#lineStart = next;
      this.#line++;
    }
  }

  #take(line: string, offset: number): void {
    this.#offset = offset;
    this.#add(this.#unwrapper?.unwrap(line) ?? [line]);
    if (this.#length > PIECE) this.#flush(false);
  }

  #add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#offsets.push(this.#offset);
      this.#length += line.length;
    }
  }

  #flush(isLast: boolean): void {
    this.#append();
    const { scanner, consume } = this.#parts;
    const rows = this.#rows;
    const end = this.#bytes.length;
    let at = 0;
    do {
      rows.count = 0;
      at = scanner.scan(this.#bytes, at, end, isLast, rows);
      // A record without an end: for the readers of strings.
      if (rows.count === 0 && end - at > MOST_BYTES) {
        rows.addLines(at, end);
        at = end;
      }
      consume(this.#bytes, rows);
    } while (rows.isFull);
    this.#drop(at);
  }

  #append(): void {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    const rest = this.#bytes;
    this.#bytes = Buffer.allocUnsafeSlow(rest.length + Buffer.byteLength(text));
    rest.copy(this.#bytes);
    this.#bytes.write(text, rest.length);
    this.#lines = [];
    this.#length = 0;
  }

  #drop(end: number): void {
    let count = 0;
    for (let at = 0; at < end; count++) at = this.#bytes.indexOf(NEWLINE, at) + 1;
    this.#offsets.splice(0, count);
    this.#bytes = this.#bytes.subarray(end);
    this.#line = this.#lineStart = 0;
  }
}

/**
 * @param use gets each line with the offset of its first byte
 * @returns how many there are
 */
export function eachLine(bytes: Buffer, use: (line: string, at: number) => void): number {
  const lines = decodeLines(bytes);
  let at = 0;
  for (const line of lines) {
    use(line, at);
    at = bytes.indexOf(NEWLINE, at) + 1;
  }
  return lines.length;
}
