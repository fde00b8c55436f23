import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { collectSources, collectWorkload } from '../../src/workload/collect.ts';
import { findProblem } from '../../src/workload/file/check.ts';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import { renderWorkload } from '../../src/report/workload-table.ts';
import { summarize } from '../../src/report/workload-summary.ts';
import type { SourceEvent } from '../../src/workload/model.ts';
import { isRaised } from '../../src/workload/log/raised.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const line = (rest: string, time = '2026-11-23 12:49:51.856 UTC') => `${time} [100] app@shop ${rest}\n`;
const select = line('LOG:  duration: 1.637 ms  statement: SELECT a FROM t WHERE id = 1');
/** What any user makes a server's log say. */
const raised = (text: string) =>
  line(`LOG:  ${text}`) +
  line('CONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE') +
  line(`STATEMENT:  DO $$BEGIN RAISE LOG '${text}'; END$$`);

const written = async (...texts: readonly string[]): Promise<WorkloadDocument> => {
  const builder = await collectSources(texts.map((text, i) => readLog(`${i}.log`, bytesOf(text))));
  return JSON.parse(JSON.stringify(builder.toDocument())) as WorkloadDocument;
};

async function* fileOf(document: WorkloadDocument): AsyncGenerator<SourceEvent> {
  yield await Promise.resolve({ type: 'workload', document } as const);
}

describe('numbers that no server writes', () => {
  it.each([
    ['checkpoint complete: wrote 10 buffers; write=1.0 s, sync=0.0 s, total=1.2.3 s', 'checkpoint-complete'],
    ['checkpoint complete: total=. s', 'checkpoint-complete'],
    ['automatic vacuum of table "a.b.c": index scans: 0\n\telapsed: 1.2.3 s', 'autovacuum'],
    ['temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 99999999999999999999', 'temporary-file'],
    ['disconnection: session time: 99999999999999:00:00.000 user=a database=b', 'session'],
    ['process 1 still waiting for ShareLock on transaction 5 after 99999999999999999.000 ms', 'lock-wait'],
  ])('are events without a value: %s', async (message, kind) => {
    const document = await written(select + line(`LOG:  ${message}`));
    expect(document.events).toMatchObject([{ kind, count: 1, valued: 0, total: 0, histogram: [] }]);
    expect(findProblem(document)).toBeNull();
  });

  it('are no duration, and named', async () => {
    const text = select + line('LOG:  duration: 1234567890123456789.637 ms  statement: SELECT a FROM t WHERE id = 1');
    const document = await written(text);
    expect(document.statements).toMatchObject([{ calls: 1, totalUs: 1637 }]);
    expect(document.sources[0]).toMatchObject({
      skipped: { 'malformed record': 1 },
      lostAt: { 'malformed record': [select.length] },
    });
    expect(findProblem(document)).toBeNull();
  });

  it('may add up to more than 2^53', async () => {
    const huge = line('LOG:  duration: 9007199254740.991 ms  statement: SELECT a FROM t WHERE id = 2');
    const file = line('LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 9007199254740991');
    const document = await written((huge + file).repeat(3));
    expect(findProblem(document)).toBeNull();
    const { queries } = await collectWorkload([fileOf(document)]);
    expect(queries).toMatchObject([{ calls: 3, totalMs: expect.closeTo(27_021_597_764_223, -1) }]);
  });

  it('may be of a clock before 1970', async () => {
    const document = await written(select + line('LOG:  checkpoint starting: time', '1969-12-31 23:00:00.000 UTC'));
    expect(document.events).toMatchObject([{ firstAt: -3_600_000, hours: [-1, 1] }]);
    expect(findProblem(document)).toBeNull();
  });
});

describe('a time out of range is no time', () => {
  const at = Date.UTC(2026, 10, 23, 12, 49, 51, 856);
  const later = (time: string) =>
    `${time} [100] app@shop LOG:  duration: 1.637 ms  statement: SELECT a FROM t WHERE id = 2\n`;

  it.each([
    '9999-99-99 99:99:99.856 UTC',
    '2026-13-23 12:49:51.856 UTC',
    '2026-11-31 12:49:51.856 UTC',
    '2026-11-00 12:49:51.856 UTC',
    '2026-11-23 24:49:51.856 UTC',
    '2026-11-23 12:60:51.856 UTC',
    '2026-11-23 12:49:61.856 UTC',
    '2026-11-24 12:49:99.856 UTC',
    '2026-11-24 12:49:51.856 +99:99',
  ])('%s', async (time) => {
    const { statements } = await written(select + later(time));
    expect(statements).toMatchObject([{ calls: 2, firstAt: at, lastAt: at }]);
    const { executions } = await readText(select + later(time), { onlyStrings: true });
    expect(executions.map((execution) => execution.at)).toEqual([at, null]);
  });

  it('but a leap second and a leap day are', async () => {
    const text = select + later('2016-12-31 23:59:60.500 UTC') + later('2028-02-29 00:00:00.000 UTC');
    const { statements } = await written(text);
    const [first, last] = [Date.UTC(2017, 0, 1, 0, 0, 0, 500), Date.UTC(2028, 1, 29)];
    expect(statements).toMatchObject([{ calls: 3, firstAt: first, lastAt: last }]);
    const { executions } = await readText(text, { onlyStrings: true });
    expect(executions.map((execution) => execution.at)).toEqual([at, first, last]);
  });
});

describe('what a function raises is no event of the server', () => {
  it.each([
    'checkpoint complete: total=1.000 s',
    'checkpoint starting: time',
    'automatic vacuum of table "a.b.c": index scans: 0',
    'temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 800',
    'process 1 still waiting for ShareLock on transaction 5 after 1000.000 ms',
    'disconnection: session time: 0:00:01.000 user=a database=b',
  ])('%s', async (message) => {
    expect((await written(select + raised(message))).events).toEqual([]);
    const inGerman = raised(message).replace('function inline_code_block line 1 at', '-Funktion f() Zeile 1 bei');
    expect((await written(select + inGerman)).events).toEqual([]);
  });

  it.each([
    ['PL/pgSQL function f(integer) line 3 at RAISE\nSQL statement "SELECT f(1)"', true],
    ['PL/pgSQL-Funktion f() Zeile 1 bei RAISE', true],
    ['在RAISE的第1行的PL/pgSQL函数inline_code_block', true],
    ['PL/pgSQL関数f()の1行目 - RAISE', true],
    ['SQL statement "SELECT 1"\nPL/pgSQL function f() line 3 at RAISE', false],
    ['PL/pgSQL function "RAISE"() line 3 at FOR over SELECT rows', false],
    ['while updating tuple (0,122) in relation "RAISE"', false],
    [null, false],
  ])('by the context %j: %s', (context, expected) => {
    expect(isRaised(context)).toBe(expected);
  });

  it('but a temporary file of a statement that a function runs is one', async () => {
    const file = line('LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 800');
    const context = line('CONTEXT:  SQL statement "SELECT 1"\n\tPL/pgSQL function f() line 3 at PERFORM');
    const { events } = await written(select + file + context + line('STATEMENT:  SELECT f()'));
    expect(events).toMatchObject([{ kind: 'temporary-file', total: 800 }]);
  });

  it('also where log_error_verbosity is terse, and only the statement tells', async () => {
    const terse = line('LOG:  checkpoint starting: time') + line("STATEMENT:  DO $$BEGIN RAISE LOG 'x'; END$$");
    expect((await written(select + terse)).events).toEqual([]);
  });

  it('and ends no session', async () => {
    const text = line('LOG:  statement: SELECT b FROM t') + raised('disconnection: session time: 0:00:01.000 user=a');
    const document = await written(select + text + line('LOG:  duration: 2.000 ms'));
    expect(document.statements.map(({ totalUs }) => totalUs).sort()).toEqual([1637, 2000]);
  });
});

const digits = fc.stringMatching(/^\d{1,30}$/);
const number = fc.oneof(
  digits,
  fc.nat(9_999).map(String),
  fc.constantFrom('', '.', '1.2.3', '9007199254740991', '1e9'),
);
const time = fc
  .tuple(fc.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/), fc.constantFrom('UTC', '+99:99', 'CST'))
  .map((parts) => parts.join(' '));
const message = fc.constantFrom(
  'duration: %.637 ms  statement: SELECT a FROM t WHERE id = %',
  'duration: % ms  statement: SELECT b FROM t',
  'duration: %.000 ms  execute s1: SELECT b FROM t LIMIT %',
  'duration: %.000 ms  parse s1: SELECT b FROM t',
  'duration: %.000 ms  plan:\n\tQuery Text: SELECT b FROM t\n\tSeq Scan on t  (cost=%..% rows=% width=%)',
  'duration: %.000 ms',
  'statement: SELECT b FROM t',
  'temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size %',
  'process % still waiting for ShareLock on transaction % after %.000 ms',
  'disconnection: session time: %:01:02.003 user=a database=b',
  'checkpoint complete: wrote % buffers; total=% s',
  'checkpoints are occurring too frequently (% seconds apart)',
  'automatic vacuum of table "a.b.c": index scans: %\n\telapsed: % s',
  'Zeitüberschreitung: %:00:01.219 Benutzer=a',
);
const logged = fc
  .tuple(message, fc.array(number, { minLength: 5, maxLength: 5 }), fc.option(time, { nil: undefined }))
  .map(([text, numbers, at]) => {
    let next = 0;
    return line(`LOG:  ${text.replaceAll('%', () => numbers[next++]!)}`, at);
  });
const log = fc.array(logged, { maxLength: 30 }).map((lines) => select + lines.join(''));

it('whatever numbers stand in a log, what is written of it can be read again, merged and shown', async () => {
  await fc.assert(
    fc.asyncProperty(log, log, async (one, other) => {
      const document = await written(one, other);
      expect(findProblem(document)).toBeNull();
      const workload = await collectWorkload([fileOf(document), fileOf(document)]);
      const summary = summarize(workload);
      expect(renderWorkload(summary, { colour: false, width: 100, top: 50 })).toContain('SELECT a FROM t');
    }),
    { numRuns: 60 },
  );
});
