import { UserError } from '../errors.ts';
import { withoutCodePage } from './code-page.ts';
import { compressionOf, decompress, type Compression } from './decompress.ts';
import { gunzip } from './gunzip.ts';
import { withNewlines } from './line-ends.ts';
import { asUtf8 } from './utf16.ts';

/** A rotation whose pattern matches the files that it has made compresses those again. */
const MOST_LAYERS = 4;

export interface Inflated {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether the compressed data ended too early; known once `chunks` has been read. */
  isCutOff(): boolean;
  /** Known once `chunks` has been begun. */
  isCompressed(): boolean;
}

/**
 * Decompresses a stream that begins with gzip's magic bytes, or with those of zstd, bzip2, xz or lz4 where their programs are installed,
 * whatever the file is called, once or several times, and passes others through. What is UTF-16 or in a code page then becomes UTF-8, and
 * CR a newline where there are no others.
 * @throws UserError (while reading) where that cannot be done, naming the tool to pipe through
 */
export function inflate(name: string, chunks: AsyncIterable<Uint8Array>): Inflated {
  let cutOff = false;
  let compressed = false;
  async function* read(packed: AsyncIterable<Uint8Array>, layer: number): AsyncGenerator<Uint8Array> {
    const iterator = packed[Symbol.asyncIterator]();
    const head = await readHead(iterator);
    const all = resume(head, iterator);
    const isPacked = layer < MOST_LAYERS && isCompressed(head);
    compressed ||= isPacked;
    yield* isPacked ? read(unpacked(head, all), layer + 1) : all;
  }
  async function* unpacked(head: Uint8Array, all: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const other = compressionOf(head);
    const isDamaged = yield* other ? decompressWith(other, name, all) : gunzip(all);
    cutOff ||= isDamaged;
  }
  return {
    chunks: withoutCodePage(withNewlines(asUtf8(read(chunks, 0)))),
    isCutOff: () => cutOff,
    isCompressed: () => compressed,
  };
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
