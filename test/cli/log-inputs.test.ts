import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { logSources } from '../../src/cli/log-inputs.ts';
import { collectSources } from '../../src/workload/collect.ts';

const LINE = '2026-11-23 12:51:46.003 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT 1\n';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('the last of several logs is followed', () => {
  async function follow(meanwhile: () => Promise<void>) {
    const paths = ['postgresql-15-main.log', 'postgresql-18-main.log'].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, LINE.repeat(20));
    await pause(20);
    const ending = new AbortController();
    const sources = await logSources({ log: [folder] }, {}, () => {}, ending.signal);
    await pause(20);
    await meanwhile();
    ending.abort();
    return (await collectSources(sources)).toDocument();
  }

  it('and it is said which of the others have grown meanwhile', async () => {
    const [other, followed] = [join(folder, 'postgresql-15-main.log'), join(folder, 'postgresql-18-main.log')];
    const { incomplete, sources } = await follow(() => appendFile(other, LINE));
    expect(sources.map(({ name }) => name)).toEqual([other, followed]);
    expect(incomplete).toEqual([
      `${other} has grown since it was read, and only ${followed} was followed. Follow each log by a command of its own, and merge the files with --workload`,
    ]);
  });

  it('and it is an error where nothing can be made of any of them', async () => {
    for (const name of ['a.log', 'b.log']) await writeFile(join(folder, name), 'no log\n'.repeat(200));
    const sources = await logSources({ log: [folder] }, {}, () => {}, AbortSignal.abort());
    await expect(collectSources(sources)).rejects.toThrow(/a\.log/);
  });

  it('and nothing is where they have not', async () => {
    const { incomplete } = await follow(() => appendFile(join(folder, 'postgresql-18-main.log'), LINE));
    expect(incomplete).toEqual([]);
  });
});
