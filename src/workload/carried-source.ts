import { isUtf8 } from 'node:buffer';
import type { ByteSource } from './byte-source.ts';
import type { LogBytes } from './log-bytes.ts';
import type { DetectedLog } from './log/detect.ts';
import { createReverser, type Reverser } from './log/newest-first.ts';
import { createEntries } from './log/wrappers/json.ts';
import { beginsLogFileData } from './log/wrappers/log-file-data.ts';
import { createRows } from './log/wrappers/table.ts';
import { LinePlaces } from './line-places.ts';
import { noteUnendedLine } from './log/unended-line.ts';
import type { Losses, Unwrapper } from './log/wrappers/unwrapper.ts';

const NEWLINE = 10;
/** How an object begins in JSON, and what stands before that in a list. A string that has these in it at its end is followed by no letter. */
const OBJECT = Buffer.from('{"');
const KEY = /[\w@]/;
const AFTER_ANOTHER = /\}\s*,\s*$/;
/** The same of strings. One that ends in a backslash, which is doubled, is passed over. */
const QUOTE = 34;
const STRINGS = /^\s*\[?\s*"/;
const AFTER_STRING = /[^\\]"\s*,\s*$/;
const MOST_BETWEEN = 16;
const LONGEST_BLANK = 64;
/** A newline in a string, and not a backslash and an n. */
const ESCAPED_NEWLINE = Buffer.from('\\n');
const BACKSLASH = 92;
/** A line of JSON that is longer is read in parts: some services write all they have as a list on one line. */
const LONG_LIST = 4 * 1024 * 1024;
/** UTF-8 takes no more for a string's code unit. */
const MOST_BYTES_A_UNIT = 3;

/** What else is asked of the bytes of a log that a carrier has wrapped. */
export interface Carried extends ByteSource {
  /** The carrier's, so far. */
  readonly lines: number;
  /** Whether there was too much to be turned round at once. */
  readonly isInParts: boolean;
  /** Where the carrier's line is that told what the log has at an offset. */
  placeOf(offset: number): number;
  /** Nobody will ask for the places of what comes before. */
  forgetBefore(offset: number): void;
}

/** Each gets the offset of a line of the carrier. */
export interface OnCarrierLoss {
  /** That cannot be read. */
  readonly onLost: (place: number) => void;
  /** That ends the log without a newline. */
  readonly onUnended: (place: number) => void;
  /** In which JSON has half of a surrogate pair: the text has U+FFFD in its place. */
  readonly onDamaged: (place: number) => void;
}

/**
 * A log that a carrier has wrapped, or has the newest entries first, as the server wrote it: its bytes again, so that whoever reads logs sees
 * no difference. Carriers are read as strings, line by line.
 */
export class CarriedSource implements Carried {
  /** Of what was unwrapped. */
  readonly places = new LinePlaces();
  readonly #carrier: LogBytes;
  readonly #unwrapper: Unwrapper | null;
  readonly #reverser: Reverser | null;
  readonly #losses: OnCarrierLoss;
  /** Of the lines that are being unwrapped. */
  #starts: number[] = [];
  #places: number[] = [];
  #memory = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** The offset of the memory's first byte in the log. */
  #base = 0;
  /** Of the carrier's line at hand. */
  #place = 0;
  #lines = 0;
  #isOver = false;
  readonly #isJson: boolean;
  /** Whether what is read is more of a string that is a whole file. */
  #isInFile = false;

  constructor(
    carrier: LogBytes,
    { createUnwrapper, newestFirst, format }: Pick<DetectedLog, 'createUnwrapper' | 'newestFirst' | 'format'>,
    losses: OnCarrierLoss,
  ) {
    const carrierLosses: Losses = { onLost: (place = this.#place) => losses.onLost(place), place: () => this.#place };
    this.#losses = losses;
    this.#carrier = carrier;
    this.#isJson = /^\s*[[{]/.test(beginOf(carrier.buffer, carrier.start, carrier.end));
    this.#unwrapper = createUnwrapper?.(carrierLosses) ?? null;
    const cut = newestFirst === 'objects' ? createEntries : newestFirst === 'rows' ? createRows : null;
    const objects = cut?.(carrierLosses) ?? null;
    this.#reverser = newestFirst && createReverser(format, objects, (line, place) => this.#unwrap(line, place));
  }

  get lines(): number {
    return this.#lines + this.#carrier.lostLines;
  }

  get isInParts(): boolean {
    return this.#reverser?.isInParts ?? false;
  }

  async read(target: Buffer, offset: number): Promise<number> {
    while (this.#start === this.#end && !this.#isOver) await this.#unwrapMore();
    const count = this.#memory.copy(target, offset, this.#start, this.#end);
    this.#start += count;
    return count;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  placeOf(offset: number): number {
    return this.places.at(offset) ?? this.#place;
  }

  forgetBefore(offset: number): void {
    this.places.forgetBefore(offset);
  }

  async #unwrapMore(): Promise<void> {
    const carrier = this.#carrier;
    if (!this.#isInFile) noteUnendedLine(carrier, this.#losses.onUnended);
    const { buffer, start, end } = carrier;
    const whole = carrier.isLast ? end : start + buffer.subarray(start, end).lastIndexOf(NEWLINE) + 1;
    const isPart = whole === start && this.#isJson && end - start >= LONG_LIST;
    if (whole > start) this.#isInFile = false;
    else if (isPart) this.#isInFile ||= beginsLogFileData(beginOf(buffer, start, end));
    const cut = this.#isInFile ? lastNewline : lastEntry;
    const stop = isPart ? cut(buffer, start, end) : whole;
    this.#base += this.#end;
    this.#start = this.#end = 0;
    this.#starts = [];
    this.#places = [];
    if (stop > start) {
      this.#readLines(buffer.subarray(start, stop), carrier.offset);
      carrier.consumeTo(stop);
    } else if (carrier.isLast) {
      this.#reverser?.end();
      this.#add(this.#unwrapper?.end() ?? []);
      this.#isOver = true;
    } else await carrier.more();
    this.places.add({ starts: this.#starts, places: this.#places });
  }

  /** Each line is made a string of its own: of a part of one that is kept nothing else stays in memory. */
  #readLines(bytes: Buffer, offset: number): void {
    const areUtf8 = isUtf8(bytes);
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline;
      const encoding = areUtf8 || isUtf8(bytes.subarray(at, end)) ? 'utf8' : 'latin1';
      const line = bytes.toString(encoding, at, end);
      this.#place = this.#carrier.placeOf(offset + at);
      this.#lines++;
      if (this.#reverser) this.#reverser.push(line, this.#place);
      else this.#unwrap(line, this.#place);
      at = end + 1;
    }
  }

  #unwrap(line: string, place: number): void {
    this.#place = place;
    this.#add(this.#unwrapper?.unwrap(line) ?? [line]);
  }

  #add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#starts.push(this.#base + this.#end);
      this.#places.push(this.#place);
      this.#makeRoom(line.length * MOST_BYTES_A_UNIT + 1);
      if (!line.isWellFormed()) this.#losses.onDamaged(this.#place);
      this.#end += this.#memory.write(line, this.#end);
      this.#memory[this.#end++] = NEWLINE;
    }
  }

  #makeRoom(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#memory.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * needed);
    this.#memory.copy(larger, 0, 0, this.#end);
    this.#memory = larger;
  }
}

function beginOf(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, Math.min(end, start + LONGEST_BLANK));
}

/** Where the last object or string begins of a list that goes on; the start where there is none. */
function lastEntry(buffer: Buffer, start: number, end: number): number {
  const areStrings = STRINGS.test(beginOf(buffer, start, end));
  const begin = areStrings ? QUOTE : OBJECT;
  const isFirst = (at: number) => areStrings || KEY.test(String.fromCharCode(buffer[at + OBJECT.length]!));
  const afterAnother = areStrings ? AFTER_STRING : AFTER_ANOTHER;
  for (let at = buffer.lastIndexOf(begin, end - 3); at > start; at = buffer.lastIndexOf(begin, at - 1)) {
    const before = buffer.toString('latin1', Math.max(start, at - MOST_BETWEEN), at);
    if (isFirst(at) && afterAnother.test(before)) return at;
  }
  return start;
}

/** The end of the last escaped newline; the start where there is none. */
function lastNewline(buffer: Buffer, start: number, end: number): number {
  for (
    let at = buffer.lastIndexOf(ESCAPED_NEWLINE, end - 2);
    at > start;
    at = buffer.lastIndexOf(ESCAPED_NEWLINE, at - 1)
  ) {
    let before = at;
    while (before > start && buffer[before - 1] === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at + 2;
  }
  return start;
}
