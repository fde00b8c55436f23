import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';

export interface Inflated {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether the compressed data ended too early; known once `chunks` has been read. */
  isCutOff(): boolean;
}

const OTHER_COMPRESSIONS: readonly { readonly magic: readonly number[]; readonly tool: string }[] = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], tool: 'zstdcat' },
  { magic: [0x42, 0x5a, 0x68], tool: 'bzcat' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], tool: 'xzcat' },
  { magic: [0x04, 0x22, 0x4d, 0x18], tool: 'lz4cat' },
];

/**
 * Decompresses a stream that begins with gzip's magic bytes, whatever the file is called, and passes others through.
 * @throws UserError (while reading) for compressions that Node cannot read, naming the tool to pipe through
 */
export function inflate(name: string, chunks: AsyncIterable<Uint8Array>): Inflated {
  let cutOff = false;
  async function* read(): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    const head = await readHead(iterator);
    const all = resume(head, iterator);
    const other = OTHER_COMPRESSIONS.find(({ magic }) => magic.every((byte, i) => head[i] === byte));
    if (other) {
      const hint = `Decompress it first: ${other.tool} ${name} | idx-advisor … --log -`;
      throw new UserError(`${name} is compressed in a way that cannot be read here`, { hint });
    }
    if (head[0] !== 0x1f || head[1] !== 0x8b) {
      yield* all;
      return;
    }
    const source = Readable.from(all, { objectMode: false });
    const gunzip = createGunzip();
    source.on('error', (error) => gunzip.destroy(error));
    try {
      yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
    } catch (error) {
      if (!isDamage(error)) throw error;
      cutOff = true;
    } finally {
      source.destroy();
      gunzip.destroy();
    }
  }
  return { chunks: read(), isCutOff: () => cutOff };
}

/** Whether a file's first bytes are those of a compression. */
export function isCompressed(head: Uint8Array): boolean {
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return isGzip || OTHER_COMPRESSIONS.some(({ magic }) => magic.every((byte, i) => head[i] === byte));
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
