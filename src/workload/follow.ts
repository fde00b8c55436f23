import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isStill, nothingRead, type BegunFile, type ReadContent } from './begun-files.ts';
import { asUserError } from './files.ts';

export interface FollowOptions {
  /** Aborted to end: what there is then is still read. */
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** A file that the server went on to, as log_filename makes it do; null as long as there is none. */
  readonly nextFile?: ((current: BegunFile) => Promise<BegunFile | null>) | undefined;
  readonly pollMs?: number;
}

const CHUNK_BYTES = 1024 * 1024;
const POLL_MS = 250;
/** The server writes to the old file until it is told of the new one. */
const LATE_POLLS = 4;
/** Names are looked for less often than bytes. */
const NEXT_EVERY = 4;
const NEWLINE = 10;

/**
 * The bytes of a file that grows, until the signal is aborted. Goes on in the new file where this one is renamed and made again, or
 * another one is begun, and from the begin where it is truncated (logrotate's copytruncate: what was written to it after the last look
 * and before it was truncated is lost, as it is to everyone).
 * @throws UserError (while reading) when the file cannot be read
 */
export async function* followFile(
  path: string,
  { signal, onBytes, nextFile, pollMs = POLL_MS }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  let name = path;
  let file = await openFile(name);
  let content = nothingRead();
  let last = NEWLINE;
  let next: BegunFile | null = null;
  let patience = 0;
  let polls = 0;
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  /** A line that was not ended is no part of what comes from elsewhere. */
  const goOnWith = (another: ReadContent): Uint8Array[] => {
    const gap = last === NEWLINE ? [] : [Buffer.of(NEWLINE)];
    content = another;
    last = NEWLINE;
    return gap;
  };
  try {
    for (;;) {
      // Both are looked at before the file is read: what was written up to then is read in any case.
      const isEnding = signal.aborted;
      const end = isEnding ? (await file.stat()).size : Infinity;
      if (!(await isStill(content, file))) yield* goOnWith(nothingRead());
      next ??= (await hasLeft(name, file))
        ? { path: name, content: nothingRead() }
        : isEnding || polls++ % NEXT_EVERY === 0
          ? ((await nextFile?.({ path: name, content })) ?? null)
          : null;
      for (;;) {
        const length = Math.min(buffer.length, Math.max(0, end - content.bytes));
        const { bytesRead } = await file.read(buffer, 0, length, content.bytes);
        if (bytesRead === 0) break;
        content.bytes += bytesRead;
        last = buffer[bytesRead - 1]!;
        onBytes(bytesRead);
        yield Buffer.from(buffer.subarray(0, bytesRead));
      }
      if (next !== null && (isEnding || ++patience > LATE_POLLS)) {
        const opened = await openNext(next.path, isEnding);
        if (opened) {
          await file.close();
          file = opened;
          name = next.path;
          yield* goOnWith(next.content);
        }
        next = null;
        patience = 0;
        continue;
      }
      if (isEnding) return;
      await wait(pollMs, undefined, { signal }).catch(() => {});
    }
  } catch (error) {
    throw asUserError(name, error);
  } finally {
    await file.close();
  }
}

/** Whether the name stands for another file than the one that is open. */
async function hasLeft(name: string, file: FileHandle): Promise<boolean> {
  const [opened, named] = await Promise.all([file.stat(), stat(name).catch(() => null)]);
  // Between rename and creation there is none.
  return named !== null && (named.ino !== opened.ino || named.dev !== opened.dev);
}

/**
 * Null where it has been renamed since it was found, and where it cannot be read yet: who rotates logs makes the file first, and gives it to
 * its readers then.
 * @throws UserError when it cannot be read and there is no time left
 */
async function openNext(name: string, isEnding: boolean): Promise<FileHandle | null> {
  try {
    return await open(name, 'r');
  } catch (error) {
    if (!isEnding || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw asUserError(name, error);
  }
}

async function openFile(name: string): Promise<FileHandle> {
  try {
    return await open(name, 'r');
  } catch (error) {
    throw asUserError(name, error);
  }
}
