import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const SYNC_BYTES = 512 * 1024;
const HEAD_BYTES = 6;

/** Bytes that are read into memory of the reader's own, which is used again and again. */
export interface ByteSource {
  /** Reads what there is into `target` from `offset` on, one byte at least; 0 at the end. */
  read(target: Buffer, offset: number): number | Promise<number>;
  close(): Promise<void>;
}

/**
 * A file, read in the thread that asks: a read of half a megabyte takes less than handing it to another thread and back does. Null where
 * it is no regular file, or `isRefused` by its first bytes. `onTruncated` gets how much had been read of a file that is shorter at the end.
 * @throws the system's error where it cannot be opened
 */
export function sourceOfFile(
  path: string,
  isRefused: (head: Uint8Array) => boolean,
  onBytes: (bytes: number) => void,
  onTruncated: (at: number) => void = () => {},
): ByteSource | null {
  if (!statSync(path).isFile()) return null;
  const file = openSync(path, 'r');
  const head = Buffer.alloc(HEAD_BYTES);
  if (isRefused(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)))) {
    closeSync(file);
    return null;
  }
  let at = 0;
  return {
    read(target, offset) {
      const count = readSync(file, target, offset, Math.min(target.length - offset, SYNC_BYTES), at);
      at += count;
      onBytes(count);
      if (count === 0 && fstatSync(file).size < at) onTruncated(at);
      return count;
    },
    close: () => Promise.resolve(closeSync(file)),
  };
}

export function sourceOfChunks(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async read(target, offset) {
      while (rest.length === 0) {
        const next = await iterator.next();
        if (next.done) return 0;
        rest = next.value;
      }
      const length = Math.min(rest.length, target.length - offset);
      target.set(rest.subarray(0, length), offset);
      rest = rest.subarray(length);
      return length;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
