/** Bytes that are looked for at a given place: compared four at a time. */
export class BytePattern {
  readonly length: number;
  readonly #words: Int32Array;
  readonly #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
    this.#rest = bytes.slice(bytes.length & ~3);
  }

  static of(text: string): BytePattern {
    return new BytePattern(Buffer.from(text));
  }

  /** `view` is of the bytes, from their first on. */
  isAt(view: DataView, at: number, end: number): boolean {
    if (at + this.length > end) return false;
    const words = this.#words;
    let i = at;
    for (let word = 0; word < words.length; word++, i += 4) if (view.getInt32(i, true) !== words[word]) return false;
    const rest = this.#rest;
    for (let byte = 0; byte < rest.length; byte++, i++) if (view.getUint8(i) !== rest[byte]) return false;
    return true;
  }
}

let viewed: Buffer | null = null;
let view: DataView = new DataView(new ArrayBuffer(0));

/** A view of a buffer; the same one for the buffer that was asked for last. */
export function viewOf(bytes: Buffer): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}
