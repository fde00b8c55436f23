import { crc32, createInflateRaw } from 'node:zlib';

/** Compressed bytes that are written at a time, and room for what comes of them: logs become a tenth, and without room enough zlib waits for this thread. */
const INPUT_BYTES = 32 * 1024;
/** Of a piece in which the data is damaged nothing is handed out: those of a small log are small. */
const FIRST_INPUT_BYTES = 1024;
const OUTPUT_BYTES = 512 * 1024;

/** A member is a head, with fields of any length by its flags, deflated data, and a trailer of checksum and length. */
const HEAD_BYTES = 10;
const FLAGS_AT = 3;
const FLAG = { headChecksum: 2, extra: 4, name: 8, comment: 16, unknown: 0xe0 } as const;
const DEFLATED = 8;
const TRAILER_BYTES = 8;

/**
 * Returns whether the data is cut short or damaged: it ends there. What comes after a whole member is looked at only when all of that was
 * handed out, which zlib itself does not do where it takes members for one stream. Noughts there are padding.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, boolean> {
  const input = new Input(chunks);
  try {
    for (let isFirst = true; ; isFirst = false) {
      await input.hold(1);
      if (!isFirst && (input.held.length === 0 || input.held[0] === 0)) return false;
      if (!(await skipHead(input))) return true;
      const made = yield* inflateMember(input);
      if (!made) return true;
      const trailer = await input.take(TRAILER_BYTES);
      if (trailer.length < TRAILER_BYTES) return true;
      if (trailer.readUInt32LE(0) !== made.checksum || trailer.readUInt32LE(4) !== made.bytes % 2 ** 32) return true;
    }
  } finally {
    await input.close();
  }
}

/** Compressed bytes, of which some are looked at before they are taken. */
class Input {
  held: Buffer = Buffer.alloc(0);
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes are held after it, unless there are fewer. */
  async hold(count: number): Promise<void> {
    while (this.held.length < count) {
      const next = await this.#iterator.next();
      if (next.done) return;
      const { buffer, byteOffset, byteLength } = next.value;
      const chunk = Buffer.from(buffer, byteOffset, byteLength);
      this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    }
  }

  /** As many bytes, or all that are left. */
  async take(count: number): Promise<Buffer> {
    await this.hold(count);
    return this.takeHeld(count);
  }

  takeHeld(most: number): Buffer {
    const taken = this.held.subarray(0, most);
    this.held = this.held.subarray(taken.length);
    return taken;
  }

  /** Takes bytes up to a nought, and that; false where there is none. */
  async skipText(): Promise<boolean> {
    for (;;) {
      await this.hold(1);
      if (this.held.length === 0) return false;
      const end = this.held.indexOf(0);
      this.takeHeld(end < 0 ? this.held.length : end + 1);
      if (end >= 0) return true;
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

/** False where there is no whole one. */
async function skipHead(input: Input): Promise<boolean> {
  const head = await input.take(HEAD_BYTES);
  const flags = head[FLAGS_AT] ?? 0;
  const isHead = head.length === HEAD_BYTES && head[0] === 0x1f && head[1] === 0x8b && head[2] === DEFLATED;
  if (!isHead || (flags & FLAG.unknown) !== 0) return false;
  const skip = async (count: number) => (await input.take(count)).length === count;
  if ((flags & FLAG.extra) !== 0) {
    const length = await input.take(2);
    if (length.length < 2 || !(await skip(length.readUInt16LE()))) return false;
  }
  if ((flags & FLAG.name) !== 0 && !(await input.skipText())) return false;
  if ((flags & FLAG.comment) !== 0 && !(await input.skipText())) return false;
  return (flags & FLAG.headChecksum) === 0 || skip(2);
}

/**
 * Returns what its trailer should say; null where the data is cut short or damaged. Pieces are written one by one, and what comes of each is
 * taken while zlib, in a thread of its own, works on the next: a stream that ends in an error drops what it has not handed out.
 */
async function* inflateMember(input: Input): AsyncGenerator<Uint8Array, { checksum: number; bytes: number } | null> {
  const stream = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  const made = { checksum: 0, bytes: 0 };
  const ready: Uint8Array[] = [];
  let failure: unknown = null;
  let goOn = () => {};
  stream.on('data', (piece: Uint8Array) => {
    made.checksum = crc32(piece, made.checksum);
    made.bytes += piece.byteLength;
    ready.push(piece);
  });
  stream.on('error', (error) => (failure ??= error));
  // Of a piece in which the data is damaged zlib never says that it was written.
  stream.on('close', () => goOn());
  const wait = (begin: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      goOn = resolve;
      begin(resolve);
    });
  try {
    let written = 0;
    for (let size = FIRST_INPUT_BYTES; ; size = Math.min(2 * size, INPUT_BYTES)) {
      await input.hold(1);
      const piece = input.takeHeld(size);
      if (piece.length === 0) break;
      const isWritten = wait((done) => stream.write(piece, done));
      yield* ready.splice(0);
      await isWritten;
      if (failure !== null) break;
      written += piece.length;
      const left = written - stream.bytesWritten;
      if (left === 0) continue;
      // The member ends in the piece.
      input.held = Buffer.concat([piece.subarray(piece.length - left), input.held]);
      yield* ready.splice(0);
      return made;
    }
    yield* ready.splice(0);
    if (failure === null) await wait(() => stream.end());
    yield* ready.splice(0);
    if (failure !== null && !isDamage(failure)) throw failure as Error;
    return null;
  } finally {
    stream.destroy();
  }
}

/** zlib's errors on short or damaged data. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR';
}
