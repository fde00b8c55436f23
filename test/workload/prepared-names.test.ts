import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const of = (session: number) => (text: string) => `2026-11-23 12:51:46.003 UTC [${session}] a@b LOG:  ${text}\n`;
const at = of(7);
const ran = (sql: string) => at(`duration: 3.000 ms  statement: ${sql}`);
const failed = (sql: string) =>
  at('x').replace('LOG:  x', 'ERROR:  prepared statement "p" already exists') +
  at('x').replace('LOG:  x', `STATEMENT:  ${sql}`);

const prepare = 'PREPARE p (int) AS SELECT a FROM t WHERE b = $1';
const other = 'PREPARE p (int) AS SELECT z FROM t WHERE b = $1';
const query = 'SELECT a FROM t WHERE b = $1';
const another = 'SELECT z FROM t WHERE b = $1';

describe.each([false, true])('an EXECUTE without a DETAIL, only strings: %p', (onlyStrings) => {
  const readOf = async (...lines: readonly string[]) => {
    const { executions, source } = await readText(lines.join(''), { onlyStrings });
    const told = executions.map(({ sql, parameters, durationMs }) => [sql, parameters, durationMs]);
    return { told, skipped: source.skipped };
  };

  it.each([
    ['of the simple protocol (log_error_verbosity = terse)', ran('EXECUTE p(4)')],
    ['of the extended one', at('duration: 3.000 ms  execute <unnamed>: EXECUTE p(4)')],
    ['whose duration comes apart', at('statement: /* x */ execute "p" (4);') + at('duration: 3.000 ms')],
    ['beside others', ran('BEGIN; EXECUTE p(4); COMMIT')],
  ])('is of the query that its session has prepared: %s', async (_, execute) => {
    const { told } = await readOf(ran(prepare), ran('SELECT 1'), ran('SELECT 1'), execute);
    expect(told.slice(2)).toEqual([[query, ['4'], 3]]);
  });

  it('has no parameters where they are expressions', async () => {
    expect((await readOf(ran(prepare), ran('EXECUTE p(1 + 1)'))).told).toEqual([[query, [], 3]]);
  });

  it('is known when it was prepared in the same text, or when log_statement has told of that', async () => {
    expect((await readOf(ran(`${prepare}; EXECUTE p(4)`))).told).toEqual([[query, ['4'], 3]]);
    expect((await readOf(at(`statement: ${prepare}`), at('statement: EXECUTE p(4)'))).told).toEqual([
      [query, ['4'], null],
    ]);
  });

  it('is of what the name means at the time', async () => {
    const { told } = await readOf(
      ran(prepare),
      ran('EXECUTE p(1)'),
      ran('DEALLOCATE p'),
      ran(other),
      ran('EXECUTE p(2)'),
    );
    expect(told).toEqual([
      [query, ['1'], 3],
      [another, ['2'], 3],
    ]);
    const { told: kept } = await readOf(ran(prepare), at(`statement: ${other}`), failed(other), ran('EXECUTE p(1)'));
    expect(kept).toEqual([[query, ['1'], 3]]);
  });

  it.each([
    ['DEALLOCATE', 'DEALLOCATE PREPARE "p"'],
    ['DEALLOCATE ALL', 'deallocate all'],
    ['DISCARD ALL', 'DISCARD ALL;'],
  ])('is of no query after %s', async (_, forgets) => {
    const { told, skipped } = await readOf(ran(prepare), ran(forgets), ran('SELECT 1'), ran('EXECUTE p(1)'));
    expect(told.map(([sql]) => sql)).toEqual(['SELECT 1']);
    expect(skipped).toEqual({ 'utility statement': 3 });
    const { told: begun } = await readOf(
      at(`statement: ${prepare}`),
      at(`statement: ${forgets}`),
      at('statement: EXECUTE p(1)'),
      ran('SELECT 1'),
    );
    expect(begun.map(([sql]) => sql)).toEqual(['SELECT 1']);
  });

  it('is of no query that another session has prepared, nor of one in a log without sessions', async () => {
    const elsewhere = of(8)('duration: 3.000 ms  statement: EXECUTE p(1)');
    expect((await readOf(ran(prepare), elsewhere, ran('SELECT 1'))).told.map(([sql]) => sql)).toEqual(['SELECT 1']);
    const lines = [ran(prepare), ran('EXECUTE p(1)'), ran('SELECT 1')].map((line) => line.replace('[7] ', ''));
    expect((await readOf(...lines)).told.map(([sql]) => sql)).toEqual(['SELECT 1']);
  });

  it('is what has failed where its error is told', async () => {
    const error = (sql: string) => failed(sql).replace('prepared statement "p" already exists', 'division by zero');
    const log = [ran(prepare), ran('EXECUTE p(1)'), error('EXECUTE p(0)'), error('EXECUTE q(0)')].join('');
    const { queries, statistics } = await collectWorkload([readLog('log', bytesOf(log), { onlyStrings })]);
    expect(queries.map(({ sql, calls, fingerprint }) => [sql, calls, statistics?.get(fingerprint)?.failed])).toEqual([
      [query, 1, 1],
    ]);
  });

  it('has its plan counted once', async () => {
    const plan = at(
      `duration: 2.900 ms  plan:\n\tQuery Text: ${prepare}\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)`,
    );
    const among = 'BEGIN; EXECUTE p(5); COMMIT';
    const { told, skipped } = await readOf(ran(prepare), plan, ran('EXECUTE p(4)'), plan, ran(among));
    const { told: begun } = await readOf(ran(prepare), at(`statement: ${among}`), plan);
    expect(told).toEqual([
      [query, ['4'], 3],
      [query, ['5'], 3],
    ]);
    expect(begun).toEqual([[query, ['5'], 2.9]]);
    expect(skipped).toEqual({
      'auto_explain plan of a logged statement': 2,
      'transaction control': 2,
      'utility statement': 1,
    });
  });

  it('is what a temporary file of it or a lock is told of, and a parallel worker', async () => {
    const spilled = (session: number, sql: string) =>
      of(session)('temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 4096') +
      at('x').replace('LOG:  x', `STATEMENT:  ${sql}`).replace('[7]', `[${session}]`);
    const failedWorker = failed(prepare).replaceAll('[7]', '[8]');
    const log = [ran(prepare), spilled(7, 'EXECUTE p(1);'), spilled(8, prepare), ran('EXECUTE p(1)'), failedWorker];
    const { events, queries, statistics } = await collectWorkload([
      readLog('log', bytesOf(log.join('')), { onlyStrings }),
    ]);
    const [{ fingerprint, sql }] = queries as [(typeof queries)[number]];
    expect(sql).toBe(query);
    expect(statistics?.get(fingerprint)?.failed).toBe(1);
    const groups = events!.groups.filter(({ kind }) => kind === 'temporary-file');
    expect(groups.map(({ statement, count }) => [statement, count])).toEqual([[fingerprint, 2]]);
  });

  const several = `/* of the application that has asked for this */ ${prepare}; PREPARE r AS SELECT 1`;

  it('is of its own one of several queries that were prepared in one text', async () => {
    const { told } = await readOf(ran(several), ran('EXECUTE r'), ran('EXECUTE p(1)'), ran('EXECUTE r; EXECUTE p(2)'));
    expect(told).toEqual([
      ['SELECT 1', [], 3],
      [query, ['1'], 3],
      ['SELECT 1', [], 1.5],
      [query, ['2'], 1.5],
    ]);
  });

  it('is so where a DETAIL has that text, and its plan, too', async () => {
    const detail = at('x').replace('LOG:  x', `DETAIL:  prepare: ${several}`);
    const plan = at(`duration: 2.900 ms  plan:\n\tQuery Text: ${several}\n\tResult  (cost=0.00..0.01 rows=1 width=4)`);
    const { told, skipped } = await readOf(plan, ran('EXECUTE r'), detail, plan, ran('EXECUTE p(1)'), detail);
    expect(told).toEqual([
      ['SELECT 1', [], 3],
      [query, ['1'], 3],
    ]);
    expect(skipped).toEqual({ 'auto_explain plan of a logged statement': 2 });
    const both = await readOf(plan, plan, ran('EXECUTE r; EXECUTE p(1)'), detail);
    expect(both.told.map(([sql]) => sql)).toEqual(['SELECT 1', query]);
    expect(both.skipped).toEqual(skipped);
  });

  it('is read after an empty statement', async () => {
    expect((await readOf(ran(prepare), ran(';EXECUTE p(1)'), ran(';EXECUTE p(1)'))).told).toEqual([
      [query, ['1'], 3],
      [query, ['1'], 3],
    ]);
  });
});
