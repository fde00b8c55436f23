import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { supportsLinks } from '../../src/cli/print-report.ts';
import type { Finding } from '../../src/report/model.ts';
import { groupAlike, readable } from '../../src/report/readable.ts';
import { renderTable } from '../../src/report/table.ts';
import { sampleFinding, sampleReport } from './sample-report.ts';

function plain(rule: string, table: string, column: string): Finding {
  return {
    rule,
    severity: 'warning',
    object: { schema: 'public', table, columns: [column], name: null },
    message: `${column} is of an odd type`,
    evidence: { queries: [], sizeBytes: null, writeCost: null, notes: [] },
    fix: null,
  };
}

const bare = { ...sampleReport, silences: [], unplannable: [], incomplete: [] };
const style = { colour: false, width: 110 };
const range = (count: number) => Array.from({ length: count }, (_, position) => position);

test('findings without queries read as a list, and those alike on one table by the first few', () => {
  const findings = [
    ...range(7).map((number) => plain('schema/char-type', 'orders', `code_${number}`)),
    plain('schema/json-type', 'orders', 'payload'),
    { ...plain('schema/json-type', 'events', 'payload'), fix: sampleFinding.fix },
    plain('schema/json-type', 'events', 'other'),
    { ...plain('config/unused-ignore', '', ''), object: { schema: '', table: '', columns: [], name: 'x' } },
  ];
  const baseline = { known: 12, gone: ['a', 'b'] };
  const ignored = [
    { rule: 'a/b', object: sampleFinding.object, reason: 'r', expires: null, source: 'database' as const },
  ];
  expect(renderTable({ ...bare, findings, baseline, ignored }, style)).toMatchSnapshot();
});

test('of hundreds, each rule shows some, and the rest is counted', () => {
  const findings = [
    ...range(400).map((number) => plain('schema/char-type', `t${number}`, 'a')),
    ...range(3).map((number) => plain('schema/rare', `t${number}`, 'b')),
  ];
  const text = renderTable({ ...bare, findings }, style);
  expect(text.split('\n').length).toBeLessThan(300);
  expect(text.match(/schema\/rare/g)).toHaveLength(3);
  expect(text).toContain('  343 findings of schema/char-type');
});

const anyFindings = fc.array(
  fc
    .tuple(fc.constantFrom('a/a', 'a/b', 'a/c', 'a/d'), fc.constantFrom('t', 'u'), fc.constantFrom('x', 'y'))
    .map(([rule, table, column]) => plain(rule, table, column)),
  { maxLength: 200, size: 'max' },
);

test('what is shown and what is counted is everything, in its order, and no rule is left out', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const { shown, hidden } = readable(findings);
      expect(shown.length).toBeLessThanOrEqual(60);
      expect(shown.length + hidden.reduce((sum, { count }) => sum + count, 0)).toBe(findings.length);
      expect(new Set(shown.map(({ rule }) => rule))).toEqual(new Set(findings.map(({ rule }) => rule)));
      expect(shown).toEqual(findings.filter((each) => shown.includes(each)));
    }),
  );
});

test('grouping those alike loses none', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const told = groupAlike(findings).flatMap(({ finding, others }) => [finding, ...others]);
      expect(told).toHaveLength(findings.length);
      expect(new Set(told)).toEqual(new Set(findings));
    }),
  );
});

describe('links to the pages of rules', () => {
  const linkOf = (rule: string) => (rule === sampleFinding.rule ? 'https://example.org/page' : null);
  test('stand on the rule’s name, where the terminal shows them', () => {
    expect(renderTable(bare, { ...style, linkOf })).toContain(
      '\u001b]8;;https://example.org/page\u001b\\index/missing-composite\u001b]8;;\u001b\\',
    );
    expect(renderTable(bare, style)).not.toContain('\u001b');
  });

  test.each([
    [true, { TERM_PROGRAM: 'vscode' }, true],
    [true, { VTE_VERSION: '6800' }, true],
    [true, { TERM: 'xterm-kitty' }, true],
    [true, { TERM: 'xterm-256color' }, false],
    [true, { VTE_VERSION: '4200' }, false],
    [true, { TERM_PROGRAM: 'vscode', CI: 'true' }, false],
    [true, { TERM_PROGRAM: 'vscode', FORCE_HYPERLINK: '0' }, false],
    [false, { TERM_PROGRAM: 'vscode' }, false],
    [false, { FORCE_HYPERLINK: '1' }, true],
  ])('terminal %s with %j: %s', (isTTY, environment, expected) => {
    expect(supportsLinks({ isTTY }, environment)).toBe(expected);
  });
});
