import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { asUserError } from './files.ts';

export interface FollowOptions {
  /** Aborted to end: what there is then is still read. */
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** The name of a file that was begun after this one, as log_filename with a date has it; null as long as there is none. */
  readonly nextFile?: (() => Promise<string | null>) | undefined;
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
  let at = 0;
  let last = NEWLINE;
  let next: string | null = null;
  let patience = 0;
  let polls = 0;
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  /** A line that was not ended is no part of what comes from elsewhere. */
  const restart = (): Uint8Array[] => {
    const gap = last === NEWLINE ? [] : [Buffer.of(NEWLINE)];
    at = 0;
    last = NEWLINE;
    return gap;
  };
  try {
    for (;;) {
      // Both are looked at before the file is read: what was written up to then is read in any case.
      const isEnding = signal.aborted;
      const end = isEnding ? (await file.stat()).size : Infinity;
      next ??= (await hasLeft(name, file)) ? name : polls++ % NEXT_EVERY === 0 ? ((await nextFile?.()) ?? null) : null;
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, Math.max(0, end - at)), at);
        if (bytesRead === 0) break;
        at += bytesRead;
        last = buffer[bytesRead - 1]!;
        onBytes(bytesRead);
        yield Buffer.from(buffer.subarray(0, bytesRead));
      }
      if ((await file.stat()).size < at) {
        yield* restart();
        continue;
      }
      if (next !== null && (isEnding || ++patience > LATE_POLLS)) {
        name = next;
        next = null;
        patience = 0;
        await file.close();
        file = await openFile(name);
        yield* restart();
        continue;
      }
      if (isEnding) return;
      await wait(pollMs, undefined, { signal }).catch(() => {});
    }
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

async function openFile(name: string): Promise<FileHandle> {
  try {
    return await open(name, 'r');
  } catch (error) {
    throw asUserError(name, error);
  }
}
