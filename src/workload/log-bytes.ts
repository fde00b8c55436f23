import type { ByteSource } from './byte-source.ts';
import { decodeLines } from './log/bytes/record-text.ts';

const NEWLINE = 10;
const READ_BYTES = 1024 * 1024;
/** Many logs are small, and memory outside of the heap is dear to get. */
const FIRST_BYTES = 64 * 1024;
/** A record is held in memory as a whole; a line that is longer is dropped and counted. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The piece of a log that is in memory: what was read and not yet taken is moved to the front when more is read. */
export class LogBytes {
  buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  start = 0;
  end = 0;
  /** Whether the log ends where the bytes end. */
  isLast = false;
  /** The offset of the buffer's first byte in the log. */
  base = 0;
  readonly #source: ByteSource;
  readonly #onTooLong: (offset: number) => void;
  #isFirst = true;
  #wasFilled = false;
  #isDropping = false;
  #hasGap = false;

  /** @param onTooLong gets the offset of a dropped line in the log */
  constructor(source: ByteSource, onTooLong: (offset: number) => void) {
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

  /** Whether something was dropped: offsets of what was read before that are no longer known. */
  get hasGap(): boolean {
    return this.#hasGap;
  }

  /** Goes on at an offset of the log, if that is another one than where the start is. */
  jumpTo(offset: number): void {
    if (offset === this.offset) return;
    this.#source.jumpTo!(offset);
    this.start = this.end = 0;
    this.base = offset;
    this.isLast = false;
  }

  /** Reads into other memory from now on: that of who scans it, which has room for as much as is read at a time. */
  moveTo(lend: (length: number) => Buffer | null): void {
    const used = this.end - this.start;
    const target = used <= READ_BYTES ? lend(READ_BYTES) : null;
    if (!target) return;
    this.buffer.copy(target, 0, this.start, this.end);
    this.#hold(target, used);
  }

  /** Reads more after what is there. */
  async more(): Promise<void> {
    if (this.isLast) return;
    this.#makeRoom();
    const from = this.end;
    // No more than that, so that what is too long does not depend on how much is read at a time.
    const room = this.buffer.subarray(0, MOST_BYTES);
    const count = await this.#source.read(room, from);
    if (count === 0) this.isLast = true;
    this.end += count;
    this.#wasFilled = this.end === this.buffer.length;
    if (this.#isFirst && (this.end >= 3 || this.isLast)) this.#skipByteOrderMark();
    if (this.#isDropping) this.#drop(from);
  }

  /** Where the last line begins, in a log that is over and ends inside of it; null in all others. */
  get unendedLine(): number | null {
    if (!this.isLast || this.start === this.end || this.buffer[this.end - 1] === NEWLINE) return null;
    return Math.max(this.start, this.buffer.lastIndexOf(NEWLINE, this.end - 1) + 1);
  }

  /** Leaves out what comes from an offset in the buffer on. */
  endAt(offset: number): void {
    this.end = offset;
  }

  /** Adds the newline that a last line is without. */
  endLine(): void {
    if (this.end === this.buffer.length) this.buffer = Buffer.concat([this.buffer], this.end + 1);
    this.buffer[this.end++] = NEWLINE;
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
      this.#giveUp();
    } else if (used > this.buffer.length / 2 || (this.#wasFilled && this.buffer.length < READ_BYTES)) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, READ_BYTES));
      this.buffer.copy(larger, 0, this.start, this.end);
      this.#hold(larger, used);
    } else {
      this.buffer.copyWithin(0, this.start, this.end);
      this.#hold(this.buffer, used);
    }
  }

  /** What is held is at the front of a buffer now. */
  #hold(buffer: Buffer, used: number): void {
    this.buffer = buffer;
    this.base += this.start;
    this.start = 0;
    this.end = used;
  }

  /** Nothing of what is held could be taken: a long line at its end is dropped, and what came before it kept; else all of it. */
  #giveUp(): void {
    const newline = this.buffer.lastIndexOf(NEWLINE, this.end - 1);
    const isLongLine = newline >= this.start && this.end - newline > MOST_BYTES / 2;
    const kept = this.buffer.subarray(this.start, isLongLine ? newline + 1 : this.start);
    this.#onTooLong(this.base + this.start + kept.length);
    this.#isDropping = this.#hasGap = true;
    // Right for what will be read; what is kept was read at the same time as the line that is gone.
    this.base += this.end - kept.length;
    this.buffer = Buffer.allocUnsafeSlow(kept.length + READ_BYTES);
    this.buffer.set(kept);
    this.start = 0;
    this.end = kept.length;
  }

  /** Drops what was read, from an offset in the buffer on to the end of its line. */
  #drop(from: number): void {
    const newline = this.buffer.indexOf(NEWLINE, from);
    const isEnd = newline >= 0 && newline < this.end;
    const dropped = (isEnd ? newline + 1 : this.end) - from;
    this.buffer.copyWithin(from, from + dropped, this.end);
    this.end -= dropped;
    this.base += dropped;
    this.#isDropping = !isEnd;
  }

  #skipByteOrderMark(): void {
    this.#isFirst = false;
    const { buffer, start } = this;
    if (this.end >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf)
      this.start += 3;
  }
}
