import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Init from '../../src/commands/init.ts';
import { loadConfig } from '../../src/config/load.ts';
import { DEFAULT_CONFIG } from '../../src/config/model.ts';
import { configTemplate } from '../../src/config/template.ts';
import { builtInRules } from '../../src/lint/built-in.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
const outer = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(outer);
  rmSync(folder, { recursive: true });
});

test.each([
  [null, 'idx-advisor.config.mjs'],
  ['{"type": "module"}', 'idx-advisor.config.js'],
  ['{"name": "x"}', 'idx-advisor.config.mjs'],
])('beside the package.json %s it writes %s, which says what is so anyway', async (manifest, name) => {
  if (manifest) writeFileSync('package.json', manifest);
  expect(await runCommand(Init, [])).toEqual({ stdout: `${name}\n`, stderr: '', exitCode: 0 });
  expect((await loadConfig(undefined, folder)).config).toEqual(DEFAULT_CONFIG);
});

test.each([
  ['idx-advisor.config.js', 'mine'],
  ['idx-advisor.config.json', '{}'],
  ['package.json', '{"idx-advisor": {}}'],
])('it does not replace what is in %s', async (name, text) => {
  writeFileSync(name, text);
  const { stderr, exitCode } = await runCommand(Init, []);
  expect(stderr).toMatch(/^idx-advisor: there is a configuration already: .*; edit it, or remove it first\n$/);
  expect(exitCode).toBe(2);
  expect(readFileSync(name, 'utf8')).toBe(text);
});

test('what its comments show is right, once the slashes are taken away', async () => {
  const text = configTemplate(builtInRules)
    .replaceAll(/^( +)\/\/ (?=['./{a-z]+.*,$)/gm, '$1')
    .replace("'./db-rules/*.js',", '');
  writeFileSync('all.mjs', text);
  const { config } = await loadConfig('all.mjs', folder);
  expect(config.severity).toEqual([['schema/*', 'info']]);
  expect(config.ignore).toHaveLength(1);
  expect(Object.keys(config.options)).toHaveLength(1);
  expect(config).toMatchObject({ include: ['public.*'], exclude: ['public.legacy_*'], artifact: 'db/structure.sql' });
});
