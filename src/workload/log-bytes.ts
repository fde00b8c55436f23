import type { ByteSource } from './byte-source.ts';
import { decodeLines } from './log/bytes/record-text.ts';
import { SKIPPED } from './skipped.ts';

const NEWLINE = 10;
const NUL = 0;
const READ_BYTES = 1024 * 1024;
/** Many logs are small, and memory outside of the heap is dear to get. */
const FIRST_BYTES = 64 * 1024;
/** A record is held in memory as a whole; a line or a record that is longer is dropped and counted. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of what is dropped so much is kept: it tells what it is. */
const HEAD_BYTES = 4 * 1024;

export type TooLong = typeof SKIPPED.tooLong | typeof SKIPPED.tooLongRecord;

/** Where something was dropped: the offset of what comes after it, and how many bytes were up to there. */
interface Gap {
  readonly at: number;
  droppedBytes: number;
}

/** Where lines were dropped, and how the first of them began. */
interface Break {
  readonly at: number;
  readonly head: Buffer;
}

/** The piece of a log that is in memory: what was read and not yet taken is moved to the front when more is read. */
export class LogBytes {
  buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  start = 0;
  end = 0;
  /** Whether the log ends where the bytes end. */
  isLast = false;
  /** The offset of the buffer's first byte in the log, of which nothing counts that was dropped (`placeOf`). */
  base = 0;
  /** Lines that were dropped. */
  lostLines = 0;
  readonly #source: ByteSource;
  readonly #onTooLong: (reason: TooLong, place: number) => void;
  #isFirst = true;
  #wasFilled = false;
  /** What is dropped of what is read. */
  #dropping: 'line' | 'NULs' | null = null;
  readonly #gaps: Gap[] = [];
  /** Those that were not passed. */
  readonly #breaks: Break[] = [];

  /** @param onTooLong gets the place in the log of what is dropped */
  constructor(source: ByteSource, onTooLong: (reason: TooLong, place: number) => void) {
    this.#source = source;
    this.#onTooLong = onTooLong;
  }

  /** Whether more would be too much to hold. */
  get isFull(): boolean {
    return this.end - this.start >= MOST_BYTES;
  }

  /** Whether what is held ends in a line that makes up most of it: it is dropped where more is read although it is full. */
  get endsInLongLine(): boolean {
    return this.end - this.#lastLine > MOST_BYTES / 2;
  }

  consumeTo(offset: number): void {
    this.start = offset;
  }

  /** Where the start is in the log, in bytes without those that were dropped. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Where in the log is what has an offset. */
  placeOf(offset: number): number {
    return offset + (this.#gaps.findLast(({ at }) => at <= offset)?.droppedBytes ?? 0);
  }

  /** Whether something was dropped. */
  get hasGap(): boolean {
    return this.#gaps.length > 0;
  }

  /** Where in the buffer lines were dropped first, of those places that were not passed; null without any. */
  get firstBreak(): Break | null {
    const [first] = this.#breaks;
    return first ? { at: first.at - this.base, head: first.head } : null;
  }

  passBreak(): void {
    this.#breaks.shift();
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
    if (this.#dropping) this.#drop(from);
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

  get #lastLine(): number {
    return Math.max(this.start, this.buffer.lastIndexOf(NEWLINE, this.end - 1) + 1);
  }

  /**
   * Nothing of what is held could be taken. NULs that its last line begins with are dropped but for one, or a long line at its end; else it is one
   * record of short lines, of which all but the last are dropped: that may be another record's.
   */
  #giveUp(): void {
    const { buffer, start, end } = this;
    const line = this.#lastLine;
    let text = line;
    while (text < end && buffer[text] === NUL) text++;
    if (text - line > READ_BYTES) {
      this.#cut(line + 1, text);
      if (text === end) this.#dropping = 'NULs';
    } else if (this.endsInLongLine) {
      this.#onTooLong(SKIPPED.tooLong, this.placeOf(this.base + line));
      this.lostLines++;
      this.#noteBreak(line);
      this.#cut(line, end);
      this.#dropping = 'line';
    } else {
      this.#onTooLong(SKIPPED.tooLongRecord, this.placeOf(this.base + start));
      for (let at = start; at < line; at = buffer.indexOf(NEWLINE, at) + 1) this.lostLines++;
      this.#noteBreak(start);
      this.#cut(start, line);
    }
  }

  #noteBreak(at: number): void {
    const head = this.buffer.subarray(at, Math.min(at + HEAD_BYTES, this.end));
    const newline = head.indexOf(NEWLINE);
    this.#breaks.push({ at: this.base + at, head: Buffer.from(newline < 0 ? head : head.subarray(0, newline)) });
  }

  /** Drops a part of what is held. What is left moves to memory of its own: that of who lent it is not for so much. */
  #cut(from: number, to: number): void {
    const before = this.buffer.subarray(this.start, from);
    const after = this.buffer.subarray(to, this.end);
    const left = Buffer.allocUnsafeSlow(before.length + after.length + READ_BYTES);
    left.set(before);
    left.set(after, before.length);
    const droppedBytes = (this.#gaps.at(-1)?.droppedBytes ?? 0) + to - from;
    this.#gaps.push({ at: this.base + from, droppedBytes });
    this.#hold(left, before.length + after.length);
  }

  /** Drops what was read, from an offset in the buffer on to the end of its line, or of its NULs. */
  #drop(from: number): void {
    let to = from;
    if (this.#dropping === 'NULs') while (to < this.end && this.buffer[to] === NUL) to++;
    else {
      const newline = this.buffer.indexOf(NEWLINE, from);
      to = newline < 0 || newline >= this.end ? this.end : newline + 1;
    }
    if (to < this.end || (this.#dropping === 'line' && to > from && this.buffer[to - 1] === NEWLINE))
      this.#dropping = null;
    this.#gaps.at(-1)!.droppedBytes += to - from;
    this.buffer.copyWithin(from, to, this.end);
    this.end -= to - from;
  }

  #skipByteOrderMark(): void {
    this.#isFirst = false;
    const { buffer, start } = this;
    if (this.end >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf)
      this.start += 3;
  }
}
