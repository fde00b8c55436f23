import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/load.ts';

let root: string;
const inRoot = (...parts: readonly string[]) => join(root, ...parts);
const write = (path: string, value: unknown) => writeFile(inRoot(path), JSON.stringify(value));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'idx-advisor-config-'));
  await mkdir(inRoot('repository', 'apps', 'shop', 'db'), { recursive: true });
  await mkdir(inRoot('repository', '.git'));
});
afterEach(() => rm(root, { recursive: true }));

test('the configuration of a folder above is found, and is what paths in it are relative to', async () => {
  await write('repository/idx-advisor.config.json', { preset: 'strict' });
  const { config, path, folder } = await loadConfig(undefined, inRoot('repository', 'apps', 'shop', 'db'));
  expect(config.preset).toBe('strict');
  expect({ path, folder }).toEqual({
    path: inRoot('repository', 'idx-advisor.config.json'),
    folder: inRoot('repository'),
  });
});

test('the nearest one counts, and alone', async () => {
  await write('repository/idx-advisor.config.json', { preset: 'strict', exclude: ['public.a'] });
  await write('repository/apps/package.json', { 'idx-advisor': { preset: 'all' } });
  await write('repository/apps/shop/package.json', { name: 'shop' });
  const { config, folder } = await loadConfig(undefined, inRoot('repository', 'apps', 'shop'));
  expect([config.preset, config.exclude, folder]).toEqual(['all', [], inRoot('repository', 'apps')]);
});

test('none is looked for above the repository', async () => {
  await write('idx-advisor.config.json', { preset: 'strict' });
  const folder = inRoot('repository', 'apps');
  expect(await loadConfig(undefined, folder)).toMatchObject({ path: null, folder, config: { preset: 'recommended' } });
});

test('a worktree’s file .git ends the search too', async () => {
  await write('repository/idx-advisor.config.json', { preset: 'strict' });
  await writeFile(inRoot('repository', 'apps', '.git'), 'gitdir: elsewhere');
  expect((await loadConfig(undefined, inRoot('repository', 'apps', 'shop'))).path).toBeNull();
});

test('what is wrong in it is told with the way to it', async () => {
  await write('repository/idx-advisor.config.json', { presett: 'strict' });
  await expect(loadConfig(undefined, inRoot('repository', 'apps', 'shop'))).rejects.toThrow(
    /\.\.[/\\]\.\.[/\\]idx-advisor\.config\.json/,
  );
});
