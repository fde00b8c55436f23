import type { ExecutedText, JoinedSession } from '../joined-session.ts';

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
  /** Empty where the prefix tells none: then it is that of all statements. */
  readonly name: string;
  joined: JoinedSession | null = null;
  /** What the tally of rows knows it by; 0 where it does not count its rows. */
  counted = 0;
  readonly #reader: SessionReader;
  #bytes: Buffer | null = null;
  /** A byte a character. No buffer: in a log of many sessions with a statement each, memory outside of the heap is dear to get. */
  #copy: string | null = null;
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

  /** What is told of it; null where the prefix tells none. */
  get id(): string | null {
    return this.name || null;
  }

  /** Copies the text, for the bytes that it is in will be written over. */
  keep(): void {
    // It was forgotten since, or has been kept: one that was forgotten in between is touched twice.
    if (this.#bytes === null) return;
    if (this.joined?.isOver) return this.forget();
    this.#copy = this.#bytes.toString('latin1', this.#start, this.#end);
    this.#bytes = null;
    this.#reader.noteKept(this, this.#copy.length);
  }

  text(): string | null {
    this.#reader.noteCounted();
    const record = this.#bytes?.subarray(this.#start, this.#end) ?? this.#copied();
    return record === null ? null : this.#reader.textOf(record);
  }

  forget(): void {
    this.#bytes = null;
    if (this.#copy === null) return;
    this.#copy = null;
    this.#reader.noteKept(this, 0);
  }

  leave(): void {
    if (this.counted !== 0) this.#reader.leaveCounted(this.counted);
    this.counted = 0;
  }

  #copied(): Buffer | null {
    return this.#copy === null ? null : Buffer.from(this.#copy, 'latin1');
  }
}
