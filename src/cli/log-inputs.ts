import { open, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { BegunFile, BegunFiles } from '../workload/begun-files.ts';
import { JoinedSessions } from '../workload/log/joined-session.ts';
import type { SourceEvent } from '../workload/model.ts';
import type { ReadLogOptions } from '../workload/read-log.ts';
import { createReadMeter } from './read-meter.ts';

export interface LogFlags {
  readonly log?: readonly string[] | undefined;
  readonly 'log-prefix'?: string | undefined;
  readonly 'log-timezone'?: string | undefined;
  readonly 'log-database'?: string | undefined;
}

/** Threads that do a part of the reading. */
export type ReadingThreads = Pick<ReadLogOptions, 'pool' | 'feeder'>;

/**
 * The logs that the flags name, those of one server in the order in which they were written. With `ending` the last one is followed until
 * that is aborted.
 * @throws UserError for a name that stands for nothing, and for what cannot be followed
 */
export async function logSources(
  flags: LogFlags,
  threads: ReadingThreads,
  onProgress: (text: string) => void,
  ending: AbortSignal | undefined,
): Promise<AsyncIterable<SourceEvent>[]> {
  const { BegunFiles: Begun } = await import('../workload/begun-files.ts');
  const { expandInputs, expandPresent, openInput } = await import('../workload/files.ts');
  const { firstBytesOf, firstTimeOf } = await import('../workload/first-time.ts');
  const { compressedCopies } = await import('../workload/log-copies.ts');
  const { readLog } = await import('../workload/read-log.ts');
  const { familyOf, inOrderOfWriting } = await import('../workload/rotation.ts');
  const { otherFormats } = await import('../workload/same-log.ts');
  const all = await logsAmong(await expandInputs(flags.log ?? []), flags.log ?? []);
  const copies = await compressedCopies(all, firstBytesOf);
  const files = all.filter((file) => !copies.has(file));
  const unnamed = files.filter((file) => !flags.log?.includes(file));
  const others = await otherFormats(unnamed, async (file) => (await firstTimeOf(file)) !== null);
  const names = await inOrderOfWriting(
    files.filter((file) => !others.has(file)),
    firstTimeOf,
  );
  const followed = ending === undefined ? undefined : names.at(-1);
  if (followed !== undefined) await expectToGrow(followed);
  const meter = createReadMeter(ending === undefined ? await sizeOf(names) : null);
  const options = {
    prefix: flags['log-prefix'],
    timezone: flags['log-timezone'],
    database: flags['log-database'],
    ...threads,
  };
  const joined = new Map<string, JoinedSessions>();
  const left = [...copies, ...others];
  const bytesRead = new Map<string, number>();
  const startedAt = Date.now();
  const logs = names.map((name, i) => {
    const what = names.length > 1 ? `${name} (${i + 1} of ${names.length})` : name;
    const verb = name === followed ? 'following' : 'reading';
    const onBytes = (bytes: number) => {
      bytesRead.set(name, (bytesRead.get(name) ?? 0) + bytes);
      onProgress(`${verb} ${what}: ${meter.add(bytes)}`);
    };
    const isFollowed = ending !== undefined && name === followed && i === names.length - 1;
    const input = isFollowed ? follow(name, onBytes, ending) : openInput(name, onBytes);
    const family = familyOf(name);
    const goesOn = family !== null && i + 1 < names.length && familyOf(names[i + 1]!) === family;
    const sessions = joined.get(family ?? name) ?? new JoinedSessions();
    joined.set(family ?? name, sessions);
    const writtenAt = isFollowed ? Date.now() : undefined;
    const sameLog = left.flatMap(([other, read]) => (read === name ? [other] : []));
    return readLog(name, input, { ...options, isFollowed, writtenAt, family, goesOn, sessions, sameLog });
  });
  const strange = names.filter((name) => followed !== undefined && familyOf(name) !== familyOf(followed));
  return strange.length === 0 ? logs : [...logs, grownMeanwhile(strange, followed!, startedAt)];

  function follow(name: string, onBytes: (bytes: number) => void, signal: AbortSignal): AsyncIterable<Uint8Array> {
    // A folder or a pattern may come to stand for more files.
    const isOpenEnded = (flags.log ?? []).some((each) => !names.includes(each));
    let begunFiles: BegunFiles | undefined;
    const nextFile = async (current: BegunFile) => {
      begunFiles ??= await Begun.of(bytesRead);
      const begun = await begunFiles.find(await expandPresent(flags.log ?? []), current);
      const sameLog = begun.filter(({ path }) => familyOf(path) === familyOf(name));
      const [first] = await inOrderOfWriting(
        sameLog.map(({ path }) => path),
        firstTimeOf,
      );
      return sameLog.find(({ path }) => path === first) ?? null;
    };
    return {
      async *[Symbol.asyncIterator]() {
        const { followFile } = await import('../workload/follow.ts');
        yield* followFile(name, { signal, onBytes, nextFile: isOpenEnded ? nextFile : undefined });
      },
    };
  }
}

/** No events, but a complaint where other logs than the one that was followed were written to since. */
function grownMeanwhile(names: readonly string[], followed: string, startedAt: number): AsyncIterable<SourceEvent> {
  const next = async (): Promise<IteratorResult<SourceEvent>> => {
    for (const name of names) {
      const writtenAt = (await stat(name).catch(() => null))?.mtimeMs ?? 0;
      if (writtenAt <= startedAt) continue;
      throw new UserError(`${name} has grown since it was read, and only ${followed} was followed`, {
        hint: 'Follow each log by a command of its own, and merge the files with --workload',
      });
    }
    return { done: true, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** Without the workloads that were saved where the logs are. Without any log they stay, for who reads them to say what they are. */
async function logsAmong(files: readonly string[], named: readonly string[]): Promise<readonly string[]> {
  const { isOwnFile } = await import('../workload/file/own-file.ts');
  const isOwn = await Promise.all(files.map(async (file) => !named.includes(file) && (await isOwnFile(file))));
  return isOwn.includes(false) ? files.filter((_, i) => !isOwn[i]) : files;
}

async function expectToGrow(name: string): Promise<void> {
  if (name === '-') {
    throw new UserError('--follow reads a file that grows, and - is standard input', {
      hint: 'leave --follow out: standard input is read until it ends',
    });
  }
  if ((await stat(name).catch(() => null))?.isFIFO()) {
    throw new UserError(`--follow reads a file that grows, and ${name} is a pipe`, {
      hint: 'leave --follow out: a pipe is read until it ends',
    });
  }
  const { isCompressed } = await import('../workload/inflate.ts');
  const head = Buffer.alloc(6);
  const file = await open(name, 'r').catch(() => null);
  const { bytesRead } = (await file?.read(head, 0, 6, 0)) ?? { bytesRead: 0 };
  await file?.close();
  if (isCompressed(head.subarray(0, bytesRead))) {
    throw new UserError(`--follow reads a file that grows, and ${name} is compressed`, {
      hint: 'name the log that the server writes to last',
    });
  }
}

/** Of all files together; null with standard input, and what is no file. */
async function sizeOf(names: readonly string[]): Promise<number | null> {
  let total = 0;
  for (const name of names) {
    const stats = name === '-' ? null : await stat(name).catch(() => null);
    if (!stats?.isFile()) return null;
    total += stats.size;
  }
  return total;
}
