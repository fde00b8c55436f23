import { expect, test } from '@jest/globals';
import { builtInRules } from '../../src/lint/built-in.ts';
import { rulePage } from '../../src/lint/rule-page.ts';
import { renderPage } from '../../src/report/page.ts';
import { rulesTable } from '../../src/report/rules.ts';

const page = rulePage(builtInRules.find(({ id }) => id === 'index/unindexed-foreign-key')!);

test('the page of a rule in a terminal', () => {
  expect(renderPage(page, { colour: false, width: 80 })).toMatchSnapshot();
});

test.each([60, 80, 110])('no word of any page is lost, and no prose is wider than %d columns', (width) => {
  for (const rule of builtInRules) {
    const markdown = rulePage(rule);
    const text = renderPage(markdown, { colour: false, width });
    const words = (of: string) =>
      of
        .replaceAll(/^```.*$|^#+ |\*\*/gm, '')
        .split(/\s+/)
        .filter(Boolean);
    expect(words(text)).toEqual(words(markdown));
    for (const line of text.split('\n')) {
      if (!/^(?: {2}|\|)/.test(line) && line.includes(' '))
        expect(line.length).toBeLessThanOrEqual(Math.min(width, 100));
    }
  }
});

test.each([80, 110])('the list of rules fits %d columns', (width) => {
  const lines = rulesTable(builtInRules, { width }).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  expect(rulesTable(builtInRules, { width, linkOf: (id) => `https://example.org/${id}` })).toContain(
    '\u001b]8;;https://example.org/index/bloat',
  );
});
