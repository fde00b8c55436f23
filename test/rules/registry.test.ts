import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Rule } from '../../src/lint/contract.ts';
import { rules } from '../../src/lint/registry.ts';

const folder = new URL('../../rules/', import.meta.url);
const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));

test('every file under rules/ is registered, once, in the order of ids', () => {
  expect(rules.map(({ id }) => id)).toEqual(files.map((file) => file.replace(/\.ts$/, '')).sort());
});

test.each(files)('rules/%s holds the rule of that id', async (file) => {
  const { default: rule } = (await import(new URL(file, folder).href)) as { default: Rule };
  expect(rule.id).toBe(file.replace(/\.ts$/, ''));
});

test.each(files)('rules/%s has a test of its own', async (file) => {
  const text = await readFile(new URL(`./${file.replace(/\.ts$/, '.test.ts')}`, import.meta.url), 'utf8');
  expect(text).toContain(`rules/${file}'`);
});

test.each(rules.map((rule) => [rule.id, rule] as const))('%s says what it is in whole sentences', (_, rule) => {
  for (const text of [rule.summary, rule.consequence, rule.action]) expect(text).toMatch(/^[A-Z`].*\.$/s);
  expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
});
