import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCached, writeCached } from '../../src/planner/twin/cache.ts';
import { openEmbedded } from '../../src/planner/twin/embedded.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'idx-advisor-cache-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a cached file', () => {
  const body = new TextEncoder().encode('a data directory');

  test('is read as it was written, and leaves nothing else behind', async () => {
    const nested = join(directory, 'made', 'on demand');
    await writeCached(nested, 'one', body);
    expect(new Uint8Array((await readCached(nested, 'one'))!)).toEqual(body);
    expect(await readdir(nested)).toEqual(['one']);
  });

  test('is not read when it is not there', async () => {
    expect(await readCached(directory, 'absent')).toBeNull();
  });

  test('is not read when it was cut short, changed, or is something else', async () => {
    await writeCached(directory, 'bad', body);
    const whole = await readFile(join(directory, 'bad'));
    const changed = Buffer.from(whole);
    changed[3]! ^= 1;
    for (const content of [whole.subarray(0, 20), whole.subarray(2), changed, Buffer.from('x'), Buffer.alloc(0)]) {
      await writeFile(join(directory, 'bad'), content);
      expect(await readCached(directory, 'bad')).toBeNull();
    }
  });

  test('that cannot be written is done without', async () => {
    await writeFile(join(directory, 'a file'), '');
    await expect(writeCached(join(directory, 'a file'), 'one', body)).resolves.toBeUndefined();
    expect(await readCached(join(directory, 'a file'), 'one')).toBeNull();
  });
});

test('an embedded PostgreSQL is made anew when its cache is whole but of no use, and mends the cache', async () => {
  const cacheDirectory = join(directory, 'embedded');
  const open = async (): Promise<string> => {
    const db = await openEmbedded({ textOrder: 'language', extensions: [], cacheDirectory });
    try {
      return (await db.query<{ collate: string }>('SELECT datcollate AS collate FROM pg_database')).rows[0]!.collate;
    } finally {
      await db.close();
    }
  };
  expect(await open()).toBe('en_US.UTF-8');
  const [name] = await readdir(cacheDirectory);
  const whole = await readFile(join(cacheDirectory, name!));
  await writeCached(cacheDirectory, name!, new TextEncoder().encode('not a tar archive'));
  expect(await open()).toBe('en_US.UTF-8');
  expect((await readFile(join(cacheDirectory, name!))).length).toBe(whole.length);
}, 120_000);
