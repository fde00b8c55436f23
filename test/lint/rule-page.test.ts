import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { builtInRules as rules } from '../../src/lint/built-in.ts';
import { ruleIndex, rulePage } from '../../src/lint/rule-page.ts';

const docs = new URL('../../docs/rules/', import.meta.url);

test.each(rules.map((rule) => [rule.id, rule] as const))('docs/rules/%s.md is as the rule says', async (id, rule) => {
  expect(await readFile(new URL(`${id}.md`, docs), 'utf8')).toBe(rulePage(rule));
});

test('docs/rules lists every rule, and holds no page of a rule that is gone', async () => {
  expect(await readFile(new URL('README.md', docs), 'utf8')).toBe(ruleIndex(rules));
  const pages = (await readdir(docs, { recursive: true })).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  );
  expect(pages.sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
});
