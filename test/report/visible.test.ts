import { expect, it } from '@jest/globals';
import { renderGithub } from '../../src/report/github.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { OutputContext } from '../../src/report/output.ts';
import { renderTable } from '../../src/report/table.ts';
import { visible } from '../../src/report/visible.ts';
import { sampleReport } from './sample-report.ts';

const context: OutputContext = {
  rules: [],
  keyOf: ({ rule }) => rule,
  artifact: 'schema.sql',
  lineOf: () => undefined,
  failOn: 'error',
};

it('shows control characters as escapes, but the ends of lines and TAB', () => {
  const sql = 'a\u001b[31m\u0007\u009b\u007f\n\tb\r\nc\rd é → 表';
  expect(visible([{ sql, calls: 1, at: null }])).toEqual([
    { sql: 'a\\x1b[31m\\x07\\x9b\\x7f\n\tb\r\nc\\x0dd é → 表', calls: 1, at: null },
  ]);
});

it('leaves a report nothing with which it would steer a terminal', () => {
  const [finding, ...others] = sampleReport.findings;
  const findings = [{ ...finding!, message: 'Column \u001b[2J' }, ...others];
  const text = renderTable({ ...sampleReport, findings, incomplete: ['\u0007.log'] }, { colour: false, width: 100 });
  expect(text).toContain('Column \\x1b[2J');
  expect(text).toContain('\\x07.log');
});

it.each([
  ['github', renderGithub],
  ['markdown', renderMarkdown],
])('nor does one for %s, which a log of CI shows', (_, render) => {
  const [finding, ...others] = sampleReport.findings;
  const findings = [{ ...finding!, message: 'Column \u001b[2J' }, ...others];
  const text = render({ ...sampleReport, findings }, context);
  expect(text).toMatch(/Column \\x1b/);
  expect(text).not.toContain('\u001b');
});

it('copies nothing of what it does not change', () => {
  const told = { plain: [{ sql: 'SELECT 1', at: null, calls: 7 }], odd: ['a', 'b\x1b'] };
  const shown = visible(told);
  expect(shown.plain).toBe(told.plain);
  expect(shown.odd).toEqual(['a', 'b\\x1b']);
  expect(told.odd).toEqual(['a', 'b\x1b']);
  expect(visible(told.plain)).toBe(told.plain);
});
