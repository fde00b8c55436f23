import { appendFile, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nothingRead, type BegunFile } from '../../src/workload/begun-files.ts';
import { collectSources } from '../../src/workload/collect.ts';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import { followFile, type FollowOptions } from '../../src/workload/follow.ts';
import { readLog } from '../../src/workload/read-log.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Follows a file in the background. */
function follow(path: string, options: Partial<FollowOptions> = {}) {
  const ender = new AbortController();
  let text = '';
  const ended = (async () => {
    const pieces = followFile(path, { signal: ender.signal, onBytes: () => {}, pollMs: 2, ...options });
    for await (const piece of pieces) text += Buffer.from(piece).toString();
  })();
  return {
    async until(expected: string) {
      for (let tries = 0; text !== expected && tries < 2_000; tries++) await pause(2);
      expect(text).toBe(expected);
    },
    async end() {
      ender.abort();
      await ended;
      return text;
    },
  };
}

describe('a file that is followed', () => {
  it('is read on as it grows, to its end when that is asked for', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    const following = follow(path);
    await following.until('one\n');
    await appendFile(path, 'two\nthr');
    await following.until('one\ntwo\nthr');
    await appendFile(path, 'ee\n');
    expect(await following.end()).toBe('one\ntwo\nthree\n');
  });

  it('may be renamed and made again: late lines of the old one come before those of the new', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    const following = follow(path, { pollMs: 20 });
    await following.until('one\n');
    await rename(path, `${path}.1`);
    await pause(10);
    await writeFile(path, 'three\n');
    await appendFile(`${path}.1`, 'two\n');
    await following.until('one\ntwo\nthree\n');
    await rename(path, `${path}.2`);
    await appendFile(`${path}.2`, 'fo');
    await writeFile(path, 'five\n');
    expect(await following.end()).toBe('one\ntwo\nthree\nfo\nfive\n');
  });

  it('may be truncated: a line that was cut is no part of the next', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\ntwo half');
    const following = follow(path);
    await following.until('one\ntwo half');
    await truncate(path);
    await following.until('one\ntwo half\n');
    await appendFile(path, 'three\n');
    expect(await following.end()).toBe('one\ntwo half\nthree\n');
  });

  it('may be followed by one of another name', async () => {
    const [first, second] = [join(folder, 'a-01.log'), join(folder, 'a-02.log')];
    await writeFile(first, 'one\n');
    let next: BegunFile | null = null;
    const following = follow(first, { nextFile: () => Promise.resolve(next).finally(() => (next = null)) });
    await following.until('one\n');
    await writeFile(second, 'two\n');
    next = { path: second, content: nothingRead() };
    await following.until('one\ntwo\n');
    expect(await following.end()).toBe('one\ntwo\n');
  });

  it('is followed by others also when the end is asked for before they were looked for', async () => {
    const names = ['a-01.log', 'a-02.log', 'a-03.log'].map((name) => join(folder, name));
    await writeFile(names[0]!, 'one\n');
    let asked = 0;
    const nextFile = ({ path }: BegunFile): Promise<BegunFile | null> => {
      const next = names[names.indexOf(path) + 1];
      return Promise.resolve(asked++ > 0 && next !== undefined ? { path: next, content: nothingRead() } : null);
    };
    const following = follow(names[0]!, { nextFile, pollMs: 60_000 });
    await following.until('one\n');
    await writeFile(names[1]!, 'two\n');
    await writeFile(names[2]!, 'three\n');
    expect(await following.end()).toBe('one\ntwo\nthree\n');
  });

  it('is waited for where the next one cannot be read yet', async () => {
    const [first, second] = [join(folder, 'a-01.log'), join(folder, 'a-02.log')];
    await writeFile(first, 'one\n');
    // A link to itself is refused to root, too.
    await symlink(second, second);
    const nextFile = ({ path }: BegunFile) =>
      Promise.resolve(path === first ? { path: second, content: nothingRead() } : null);
    const following = follow(first, { nextFile });
    await following.until('one\n');
    await pause(100);
    await rm(second);
    await writeFile(second, 'two\n');
    await following.until('one\ntwo\n');
    expect(await following.end()).toBe('one\ntwo\n');
  });

  it('is a workload up to where it cannot be read on', async () => {
    const [first, second] = [join(folder, 'a-01.log'), join(folder, 'a-02.log')];
    const line = '2026-11-23 12:51:46.003 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT 1\n';
    await writeFile(first, line.repeat(20));
    await symlink(second, second);
    const ender = new AbortController();
    const nextFile = () => Promise.resolve({ path: second, content: nothingRead() });
    const pieces = followFile(first, { signal: ender.signal, onBytes: () => {}, nextFile, pollMs: 2 });
    const ended = collectSources([readLog('a', pieces, { isFollowed: true })]);
    await pause(100);
    ender.abort();
    const { sources, statements, incomplete } = (await ended).toDocument();
    expect(sources).toEqual([expect.objectContaining({ name: 'a' })]);
    // The last record may have gone on.
    expect([...statements].map(({ calls }) => calls)).toEqual([19]);
    expect(incomplete).toEqual([`cannot read ${second}: its links lead in a circle`]);
  });

  it('is a workload at any time', async () => {
    const path = join(folder, 'a.log');
    const line = (n: number) => `2026-11-23 12:51:46.003 UTC [1] LOG:  duration: ${n}.000 ms  statement: SELECT ${n}\n`;
    const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
    await writeFile(path, lines(0, 30));
    const ender = new AbortController();
    const log = readLog('a', followFile(path, { signal: ender.signal, onBytes: () => {}, pollMs: 2 }), {
      isFollowed: true,
    });
    let soFar = (): WorkloadDocument => ({ sources: [], statements: [] }) as unknown as WorkloadDocument;
    const ended = collectSources([log], undefined, (tell) => (soFar = tell));
    const calls = () => soFar().statements.reduce((sum, statement) => sum + statement.calls, 0);
    // The last record may still go on.
    for (let tries = 0; calls() < 29 && tries < 2_000; tries++) await pause(2);
    expect(soFar().sources).toEqual([expect.objectContaining({ name: 'a', statements: 29 })]);
    await appendFile(path, lines(30, 50));
    for (let tries = 0; calls() < 49 && tries < 2_000; tries++) await pause(2);
    ender.abort();
    expect((await ended).toDocument().sources).toEqual([expect.objectContaining({ name: 'a', statements: 50 })]);
  });

  it('must be there', async () => {
    await expect(follow(join(folder, 'gone.log')).end()).rejects.toThrow('there is no such file');
  });
});
