import { decodeLines } from './bytes/record-text.ts';
import { RowTable, type RowScanner } from './bytes/row-table.ts';
import type { Unwrapper, UnwrapOptions } from './wrappers/unwrapper.ts';

const NEWLINE = 10;
/** A record is held in memory as a whole; what is longer is left to the readers of strings. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface InnerLogParts {
  readonly createUnwrapper: (options: Pick<UnwrapOptions, 'onLost'>) => Unwrapper;
  readonly scanner: RowScanner;
  /** Takes rows and the bytes that they are of. */
  readonly consume: (bytes: Buffer, rows: RowTable) => void;
  /** Gets the offset of a line of the carrier's that cannot be read. */
  readonly onLost: (offset: number) => void;
}

/** The log that a carrier has wrapped, as bytes again: scanners find the executions in it as in any other. */
export class InnerLog {
  readonly #parts: InnerLogParts;
  readonly #unwrapper: Unwrapper;
  readonly #rows = new RowTable();
  #lines: string[] = [];
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
    this.#unwrapper = parts.createUnwrapper({ onLost: () => parts.onLost(this.#offset) });
  }

  /**
   * Hands on what is in whole lines of the carrier's, but for a record that may go on.
   * @param offset of the first of them
   */
  take(bytes: Buffer, offset: number): void {
    this.lines += eachLine(bytes, (line, at) => {
      this.#offset = offset + at;
      this.#add(this.#unwrapper.unwrap(line));
    });
    this.#flush(false);
  }

  end(): void {
    this.#add(this.#unwrapper.end());
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

  #add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#offsets.push(this.#offset);
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
