import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const SQL = 'SELECT count(*) FROM t WHERE 1 / (id - 7) > 5';

async function failuresOf(text: string) {
  const { events, onlyFailed = [], queries } = await collectWorkload([readLog('log', bytesOf(text))]);
  return {
    calls: queries.reduce((sum, { calls }) => sum + calls, 0),
    failed: onlyFailed.map(({ failed }) => failed),
    events: (events?.totals ?? []).map(({ kind, count }) => [kind, count]),
  };
}

// As PostgreSQL 15 and 18 write it: the worker that fails, its session, and the other worker, which that ends.
const ONCE = { calls: 1, failed: [1], events: [['error', 1]] };

it.each([
  ['in English', 'parallel worker', 'terminating background worker "parallel worker" due to administrator command'],
  [
    'in German',
    'paralleler Arbeitsprozess',
    'Background-Worker »parallel worker« wird abgebrochen aufgrund von Anweisung des Administrators',
  ],
])('counts a parallel query that fails once, in stderr %s', async (_, context, terminating) => {
  const line = (process: number, name: string, what: string) =>
    `2026-11-29 13:07:33.97${process} UTC [${process}] ${name}${what}\n`;
  const text = [
    line(1, 'app@shop ', 'LOG:  duration: 1.000 ms  statement: SELECT a FROM t'),
    line(2, '', 'ERROR:  division by zero'),
    line(2, '', `STATEMENT:  ${SQL}`),
    line(1, 'app@shop ', 'ERROR:  division by zero'),
    line(1, 'app@shop ', `CONTEXT:  ${context}`),
    line(1, 'app@shop ', `STATEMENT:  ${SQL}`),
    line(3, '', `FATAL:  ${terminating}`),
    line(3, '', `STATEMENT:  ${SQL}`),
    line(4, '', 'LOG:  background worker "parallel worker" (PID 2) exited with exit code 1'),
  ];
  expect(await failuresOf(text.join(''))).toEqual(ONCE);
});

it('counts a parallel query that fails once, in a csvlog', async () => {
  const at = '2026-11-29 13:07:33.973 UTC';
  const row = (process: number, names: string, level: string, message: string, context: string, statement: string) =>
    `${at},${names},${process},,6b0c.${process},1,"SELECT",${at},8/${process},0,${level},"${message.replaceAll('"', '""')}",,,,,${context},${statement},,,"psql","",,1\n`;
  const terminating = 'terminating background worker "parallel worker" due to administrator command';
  const text = [
    row(1, '"app","shop"', 'LOG,00000', 'duration: 1.000 ms  statement: SELECT a FROM t', '', ''),
    row(2, ',', 'ERROR,22012', 'division by zero', '', `"${SQL}"`),
    row(1, '"app","shop"', 'ERROR,22012', 'division by zero', '"parallel worker"', `"${SQL}"`),
    row(3, ',', 'FATAL,57P01', terminating, '', `"${SQL}"`),
  ];
  expect(await failuresOf(text.join(''))).toEqual(ONCE);
});
