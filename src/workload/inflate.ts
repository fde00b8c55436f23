import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import { withoutCodePage } from './code-page.ts';
import { compressionOf, decompress, type Compression } from './decompress.ts';
import { withNewlines } from './line-ends.ts';
import { asUtf8 } from './utf16.ts';

/** Compressed bytes that are written at a time, and room for what comes of them: logs become a tenth, and without room enough zlib waits for this thread. */
const INPUT_BYTES = 32 * 1024;
/** Of a piece in which the data is damaged nothing is handed out: those of a small log are small. */
const FIRST_INPUT_BYTES = 1024;
/** What ends gzip's data: checksum and length. Where they alone are wrong, the log is whole. */
const TRAILER_BYTES = 8;
const OUTPUT_BYTES = 512 * 1024;

export interface Inflated {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether the compressed data ended too early; known once `chunks` has been read. */
  isCutOff(): boolean;
  /** Known once `chunks` has been begun. */
  isCompressed(): boolean;
}

/**
 * Decompresses a stream that begins with gzip's magic bytes, or with those of zstd, bzip2, xz or lz4 where their programs are installed,
 * whatever the file is called, and passes others through. What is UTF-16 or in a code page then becomes UTF-8, and CR a newline where there are
 * no others.
 * @throws UserError (while reading) where that cannot be done, naming the tool to pipe through
 */
export function inflate(name: string, chunks: AsyncIterable<Uint8Array>): Inflated {
  let cutOff = false;
  let compressed = false;
  async function* read(): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    const head = await readHead(iterator);
    const all = resume(head, iterator);
    compressed = isCompressed(head);
    const other = compressionOf(head);
    if (other) {
      cutOff = yield* decompressWith(other, name, all);
      return;
    }
    if (!compressed) {
      yield* all;
      return;
    }
    cutOff = yield* gunzip(all);
  }
  return {
    chunks: withoutCodePage(withNewlines(asUtf8(read()))),
    isCutOff: () => cutOff,
    isCompressed: () => compressed,
  };
}

/**
 * Returns whether the data is cut short or damaged. Pieces are written one by one, and what comes of each is taken while zlib, in a thread of
 * its own, works on the next: a stream that ends in an error drops what it has not handed out.
 */
async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, boolean> {
  const stream = createGunzip({ chunkSize: OUTPUT_BYTES });
  const ready: Uint8Array[] = [];
  let failure: unknown = null;
  let isClosed = false;
  let goOn = () => {};
  stream.on('data', (piece: Uint8Array) => ready.push(piece));
  stream.on('error', (error) => (failure ??= error));
  // Of a piece in which the data is damaged zlib never says that it was written.
  stream.on('close', () => {
    isClosed = true;
    goOn();
  });
  const wait = (begin: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      goOn = resolve;
      begin(resolve);
    });
  try {
    for await (const piece of piecesOf(chunks)) {
      // What comes after the data.
      if (isClosed) return true;
      const written = wait((done) => stream.write(piece, done));
      yield* ready.splice(0);
      await written;
      if (failure !== null) break;
    }
    yield* ready.splice(0);
    if (!isClosed) await wait(() => stream.end());
    yield* ready.splice(0);
    if (failure !== null && !isDamage(failure)) throw failure as Error;
    return failure !== null;
  } finally {
    stream.destroy();
  }
}

/** Pieces that grow, and at the end the trailer by itself. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = FIRST_INPUT_BYTES;
  let tail: Uint8Array = new Uint8Array(0);
  for await (const next of chunks) {
    const isSmall = next.byteLength < TRAILER_BYTES;
    if (!isSmall && tail.byteLength > 0) yield tail;
    const chunk = isSmall ? Buffer.concat([tail, next]) : next;
    const end = Math.max(chunk.byteLength - TRAILER_BYTES, 0);
    for (let at = 0; at < end; at += size, size = Math.min(2 * size, INPUT_BYTES))
      yield chunk.subarray(at, Math.min(at + size, end));
    tail = chunk.subarray(end);
  }
  yield tail;
}

/** Returns whether the data is cut short or damaged. */
async function* decompressWith(
  compression: Compression,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, boolean> {
  const { program, tool } = compression;
  const result = yield* decompress(compression, chunks);
  if (result !== 'missing') return result === 'damaged';
  throw new UserError(`${name} is compressed, and the program ${program} is not installed`, {
    hint: `Decompress it first: ${tool} ${name} | idx-advisor … --log -`,
  });
}

/** Whether a file's first bytes are those of a compression. */
export function isCompressed(head: Uint8Array): boolean {
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return isGzip || compressionOf(head) !== undefined;
}

/** zlib's errors on short or damaged data. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR';
}

/** At least six bytes, where there are so many. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < 6) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* resume(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
