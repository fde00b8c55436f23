import type { ExecutedText, JoinedSession } from '../join.ts';

/** A session's name, and where its last statement is: in the bytes that are being read, and after those in a copy. */
export class SessionText implements ExecutedText {
  readonly name: string;
  joined: JoinedSession | null = null;
  readonly #textOf: (record: Buffer) => string | null;
  #bytes: Buffer | null = null;
  #start = 0;
  #end = 0;

  constructor(name: string, textOf: (record: Buffer) => string | null) {
    this.name = name;
    this.#textOf = textOf;
  }

  /** Whether it is the first statement in these bytes: they have to be kept before they are written over. */
  touch(bytes: Buffer, start: number, end: number): boolean {
    const isFirst = this.#bytes !== bytes;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    return isFirst;
  }

  keep(bytes: Buffer): void {
    if (this.#bytes !== bytes) return;
    this.#bytes = Buffer.from(bytes.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
  }

  text(): string | null {
    return this.#bytes === null ? null : this.#textOf(this.#bytes.subarray(this.#start, this.#end));
  }
}
