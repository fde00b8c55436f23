import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { builtInRules } from '../../src/lint/built-in.ts';

const text = await readFile(new URL('../../docs/comparison.md', import.meta.url), 'utf8');
const ids = new Set(builtInRules.map(({ id }) => id));
const rows = text
  .split('\n')
  .filter((line) => /^\| (?!check |---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/comparison.md names rules that there are, by their pages', () => {
  const links = [...text.matchAll(/\[`([\w-]+\/[\w-]+)`\]\(rules\/([\w/-]+)\.md\)/g)];
  expect(links.length).toBeGreaterThan(100);
  for (const [, name, page] of links) {
    expect(ids).toContain(name);
    expect(page).toBe(name);
  }
});

test('every check there has a rule, or a word why not', () => {
  expect(rows.length).toBeGreaterThan(140);
  for (const [, check, rule] of rows) {
    expect(check).not.toBe('');
    expect(rule).toMatch(/^(?:\[`|none[ :])/);
  }
});

test('no check of one tool stands there twice', () => {
  for (const section of text.split('\n## ').slice(1)) {
    const checks = section.split('\n').flatMap((line) => /^\| ([^|]+)\|/.exec(line)?.[1]?.trim() ?? []);
    expect(new Set(checks).size).toBe(checks.length);
  }
});
