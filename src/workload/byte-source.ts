import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { LINE_END_BYTES } from './line-ends.ts';

const SYNC_BYTES = 512 * 1024;
/** After a jump: what is wanted then is the one record that lies between two pieces. */
const JUMP_BYTES = 4 * 1024;

/** Bytes that are read into memory of the reader's own, which is used again and again. */
export interface ByteSource {
  /** Reads what there is into `target` from `offset` on, one byte at least; 0 at the end. */
  read(target: Buffer, offset: number): number | Promise<number>;
  /** Goes on from an offset of the log, with small reads at first; only where that can be done. */
  jumpTo?(offset: number): void;
  close(): Promise<void>;
}

export interface FileSource extends ByteSource {
  /** Descriptor. */
  readonly file: number;
  /** The file's size when it was opened. */
  readonly bytes: number;
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
): FileSource | null {
  if (!statSync(path).isFile()) return null;
  const file = openSync(path, 'r');
  const head = Buffer.allocUnsafeSlow(LINE_END_BYTES);
  if (isRefused(head.subarray(0, readSync(file, head, 0, head.length, 0)))) {
    closeSync(file);
    return null;
  }
  let at = 0;
  let told = 0;
  let most = SYNC_BYTES;
  const moveTo = (offset: number) => {
    at = offset;
    if (at <= told) return;
    onBytes(at - told);
    told = at;
  };
  return {
    file,
    bytes: fstatSync(file).size,
    jumpTo(offset) {
      most = JUMP_BYTES;
      moveTo(offset);
    },
    read(target, offset) {
      const count = readSync(file, target, offset, Math.min(target.length - offset, most), at);
      most = Math.min(2 * most, SYNC_BYTES);
      moveTo(at + count);
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
