import type { ByteSource } from './byte-source.ts';
import { decodeLines } from './log/bytes/record-text.ts';

const NEWLINE = 10;
const READ_BYTES = 1024 * 1024;
/** A record is held in memory as a whole; a line that is longer is dropped and counted. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The piece of a log that is in memory: what was read and not yet taken is moved to the front when more is read. */
export class LogBytes {
  buffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  start = 0;
  end = 0;
  /** Whether the log ends where the bytes end. */
  isLast = false;
  /** The offset of the buffer's first byte in the log. */
  base = 0;
  readonly #source: ByteSource;
  readonly #onTooLong: () => void;
  #isFirst = true;
  #isDropping = false;

  constructor(source: ByteSource, onTooLong: () => void) {
    this.#source = source;
    this.#onTooLong = onTooLong;
  }

  /** Whether more would be too much to hold. */
  get isFull(): boolean {
    return this.end - this.start >= MOST_BYTES;
  }

  consumeTo(offset: number): void {
    this.start = offset;
  }

  /** Where the start is in the log, in bytes. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Whether the start is inside of a line that was too long. */
  get isDropping(): boolean {
    return this.#isDropping;
  }

  /** Goes on at an offset of the log, if that is another one than where the start is. */
  jumpTo(offset: number): void {
    if (offset === this.offset) return;
    this.#source.jumpTo!(offset);
    this.start = this.end = 0;
    this.base = offset;
    this.isLast = false;
  }

  /** Reads more after what is there. */
  async more(): Promise<void> {
    if (this.isLast) return;
    this.#makeRoom();
    // No more than that, so that what is too long does not depend on how much is read at a time.
    const room = this.buffer.subarray(0, MOST_BYTES);
    const count = await this.#source.read(room, this.end);
    if (count === 0) this.isLast = true;
    this.end += count;
    if (this.#isFirst && (this.end >= 3 || this.isLast)) this.#skipByteOrderMark();
    if (this.#isDropping) this.#drop();
  }

  /** Lines as strings from the start, whole ones unless the log ends. */
  sampleLines(most: number): string[] {
    let stop = this.start;
    for (let count = 0; count < most; count++) {
      const newline = this.buffer.indexOf(NEWLINE, stop);
      if (newline < 0 || newline >= this.end) {
        if (this.isLast || this.isFull) stop = this.end;
        break;
      }
      stop = newline + 1;
    }
    return stop === this.start ? [] : decodeLines(this.buffer.subarray(this.start, stop));
  }

  #makeRoom(): void {
    const used = this.end - this.start;
    if (used >= MOST_BYTES) {
      // Nothing of it could be taken.
      this.#onTooLong();
      this.#isDropping = true;
      this.base += this.end;
      this.start = this.end = 0;
      this.buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    } else if (used > this.buffer.length / 2) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, READ_BYTES));
      this.buffer.copy(larger, 0, this.start, this.end);
      this.buffer = larger;
      this.base += this.start;
      this.start = 0;
      this.end = used;
    } else {
      this.buffer.copyWithin(0, this.start, this.end);
      this.base += this.start;
      this.start = 0;
      this.end = used;
    }
  }

  #drop(): void {
    const newline = this.buffer.indexOf(NEWLINE, this.start);
    if (newline < 0 || newline >= this.end) this.start = this.end;
    else {
      this.start = newline + 1;
      this.#isDropping = false;
    }
  }

  #skipByteOrderMark(): void {
    this.#isFirst = false;
    const { buffer, start } = this;
    if (this.end >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf)
      this.start += 3;
  }
}
