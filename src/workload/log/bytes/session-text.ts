import type { ExecutedText, JoinedSession } from '../joined-session.ts';

const NO_BYTES = Buffer.alloc(0);
const FEWEST_BYTES = 1_024;
/** A copy that is so many times larger than what it holds is given back. */
const MOST_SPARE = 64;

/** What a session asks of who reads its log. */
export interface SessionReader {
  /** The statement that a record's bytes log; null where it cannot be found in them. */
  readonly textOf: (record: Buffer) => string | null;
  /** Has the sessions touched whose rows the tally has counted. */
  readonly noteCounted: () => void;
  /** Its rows are not to be counted by the tally until they are passed again. */
  readonly leaveCounted: (session: number) => void;
  /** A session now keeps a copy of so many bytes. */
  readonly noteKept: (session: SessionText, bytes: number) => void;
}

/** A session's name, and where its last statement is: in the bytes that are being read, and after those in a copy. */
export class SessionText implements ExecutedText {
  readonly name: string;
  joined: JoinedSession | null = null;
  /** What the tally of rows knows it by; 0 where it does not count its rows. */
  counted = 0;
  readonly #reader: SessionReader;
  #bytes: Buffer | null = null;
  /** Used again and again. */
  #copy = NO_BYTES;
  #start = 0;
  #end = 0;

  constructor(name: string, reader: SessionReader) {
    this.name = name;
    this.#reader = reader;
  }

  /** Whether it is the first statement in these bytes: they have to be kept before they are written over. */
  touch(bytes: Buffer, start: number, end: number): boolean {
    const isFirst = this.#bytes !== bytes;
    // What the tally of rows has counted is told later than what came after that.
    if (!isFirst && start < this.#start) return false;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    return isFirst;
  }

  /** Copies the text, for the bytes that it is in will be written over. */
  keep(): void {
    if (this.#bytes === null || this.joined?.isOver) return this.forget();
    const length = this.#end - this.#start;
    const room = this.#copy.length;
    if (room < length || room > MOST_SPARE * length)
      this.#copy = Buffer.allocUnsafeSlow(Math.max(FEWEST_BYTES, length));
    this.#bytes.copy(this.#copy, 0, this.#start, this.#end);
    this.#bytes = this.#copy;
    this.#start = 0;
    this.#end = length;
    this.#reader.noteKept(this, this.#copy.length);
  }

  text(): string | null {
    this.#reader.noteCounted();
    return this.#bytes === null ? null : this.#reader.textOf(this.#bytes.subarray(this.#start, this.#end));
  }

  forget(): void {
    this.#bytes = null;
    if (this.#copy === NO_BYTES) return;
    this.#copy = NO_BYTES;
    this.#reader.noteKept(this, 0);
  }

  leave(): void {
    if (this.counted !== 0) this.#reader.leaveCounted(this.counted);
    this.counted = 0;
  }
}
