import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { supportsLinks } from '../../src/cli/print-report.ts';
import type { Finding } from '../../src/report/model.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { OutputContext } from '../../src/report/output.ts';
import { acrossSchemas, acrossTables, groupAlike, readable } from '../../src/report/readable.ts';
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

const bare = { ...sampleReport, unadvised: [], silences: [], unplannable: [], incomplete: [] };
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

test('what a rule has all over the schema is one entry, with an example and where the others are', () => {
  const index = {
    ...plain('index/redundant-prefix', 'events', 'at'),
    message: 'longer_idx finds all that short_idx finds',
  };
  const findings = [
    ...range(400).map((number) => plain('schema/char-type', `t${number}`, 'a')),
    ...range(6).map((number) => ({
      ...index,
      object: { ...index.object, table: `e${number}`, name: `e${number}_at_idx` },
    })),
    ...range(3).map((number) => plain('schema/rare', `t${number}`, 'b')),
    { ...plain('schema/char-type', 'grave', 'c'), severity: 'error' as const },
  ].sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
  expect(renderTable({ ...bare, findings }, style)).toMatchSnapshot();
});

test('with all, each stands by itself', () => {
  const findings = range(400).map((number) => plain('schema/char-type', `t${number}`, 'a'));
  const text = renderTable({ ...bare, findings }, { ...style, all: true });
  expect(text.match(/warning a is of an odd type {2}schema\/char-type/g)).toHaveLength(400);
  expect(text).not.toContain('more');
});

test('of many rules with few findings each some are shown, and the rest is counted', () => {
  const findings = range(40).flatMap((rule) => range(4).map((number) => plain(`schema/r${rule}`, `t${number}`, 'a')));
  const text = renderTable({ ...bare, findings }, style);
  expect(text.match(/is of an odd type/g)).toHaveLength(80);
  expect(text).toContain('  2 findings of schema/r39');
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

test('what is told by rule and what by table is everything, and a rule is in one of the two', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const { groups, others } = acrossTables(findings);
      expect(new Set([...groups.flatMap((group) => group.findings), ...others])).toEqual(new Set(findings));
      expect(groups.reduce((sum, group) => sum + group.findings.length, others.length)).toBe(findings.length);
      for (const { rule, findings: own } of groups) {
        expect(own).toEqual(findings.filter((each) => each.rule === rule));
        expect(own.length).toBeGreaterThan(4);
      }
    }),
  );
});

describe('what is the same in the schema of each tenant', () => {
  const tenants = (count: number) =>
    range(count).map((number) => ({
      ...sampleFinding,
      object: { ...sampleFinding.object, schema: `tenant_${number}` },
    }));
  const silences = tenants(40).map(({ rule, object }) => ({
    rule,
    object,
    reason: 'no plan uses it',
    fingerprints: [],
  }));
  const headline = new RegExp(sampleFinding.rule, 'g');

  test('is told once, with the other schemas, and of what is not reported with their number', () => {
    const text = renderTable({ ...bare, findings: tenants(40), silences }, style);
    expect(text.match(headline)).toHaveLength(1);
    expect(text).toContain('  Likewise in 39 other schemas (--verbose lists all): tenant_1, tenant_2, tenant_3,');
    const { table, columns } = sampleFinding.object;
    expect(text).toContain(`reported\n  ${table} (${columns.join(', ')}) in 40 schemas: no plan uses it\n`);
  });

  test('is told once in a comment on a pull request', () => {
    const context: OutputContext = { rules: [], keyOf: () => '', artifact: '.', failOn: 'error' };
    const text = renderMarkdown({ ...bare, findings: tenants(40) }, context);
    expect(text.match(headline)).toHaveLength(1);
    expect(text).toContain('- likewise in 39 other schemas: `tenant_1, tenant_2, ');
    expect(text).not.toContain('… and');
  });

  test('is told of each where all is to be shown, and of two', () => {
    expect(renderTable({ ...bare, findings: tenants(2) }, style).match(headline)).toHaveLength(2);
    const text = renderTable({ ...bare, findings: tenants(40), silences }, { ...style, all: true });
    expect(text.match(headline)).toHaveLength(40);
    expect(text).toContain(`\n  tenant_39.${sampleFinding.object.table} (`);
  });

  test('is told apart by its rule, table, columns, message and severity', () => {
    const [first, second, third] = tenants(3) as [Finding, Finding, Finding];
    const others: Finding[] = [
      { ...third, rule: 'a/b' },
      { ...third, severity: 'error' },
      { ...third, message: 'm' },
      { ...third, object: { ...third.object, table: 't' } },
      { ...third, object: { ...third.object, columns: ['c'] } },
    ];
    for (const other of others) expect([...acrossSchemas([first, second, other]).keys()]).toHaveLength(3);
    expect([...acrossSchemas([first, second, third])]).toEqual([[first, ['tenant_1', 'tenant_2']]]);
  });

  test('counts with what it stands for where it is not shown', () => {
    const { hidden } = readable(
      range(70).map((number) => plain('a/a', `t${number}`, 'x')),
      () => 3,
    );
    expect(hidden).toEqual([{ rule: 'a/a', count: 30 }]);
  });
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

test.each([72, 80, 110])('prose is wrapped between words within %d columns', (width) => {
  const message = `${'the_longest_name_that_anybody_gives '.repeat(6)}is of an odd type`;
  const findings = [
    ...range(9).map((number) => ({ ...plain('schema/char-type', `table_${number}`, 'a column'), message })),
    {
      ...plain('schema/rare', 'orders', 'b'),
      message,
      evidence: { ...sampleFinding.evidence, queries: [], notes: [message] },
    },
  ];
  const lines = renderTable({ ...bare, findings, incomplete: [message] }, { colour: false, width }).split('\n');
  const words = new Set(['the_longest_name_that_anybody_gives', 'is', 'of', 'an', 'odd', 'type', 'warning', '·']);
  const prose = lines.filter((line) => /longest|anybody/.test(line));
  expect(prose.length).toBeGreaterThan(9);
  for (const line of prose) {
    expect(line.length).toBeLessThanOrEqual(width);
    for (const word of line.trim().split(/\s+/)) expect(word === 'schema/rare' || words.has(word)).toBe(true);
  }
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
