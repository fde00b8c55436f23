import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const at = (text: string) => `2026-11-23 12:51:46.000 UTC [1] LOG:  ${text}\n`;
const parameters = "2026-11-23 12:51:46.000 UTC [1] DETAIL:  Parameters: $1 = '7'\n";

async function readOf(...lines: readonly string[]) {
  const { queries, sources, incomplete } = await collectWorkload([readLog('log', bytesOf(lines.join('')))]);
  return { queries: queries.map(({ calls, totalMs }) => [calls, totalMs]), skipped: sources[0]!.skipped, incomplete };
}

it('takes the durations before an execution that log_statement tells of for those of its parse and bind', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.300 ms'),
    at('execute <unnamed>: SELECT a FROM t WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
  );
  expect(queries).toEqual([[1, 2]]);
  expect(skipped).toEqual({ 'parse or bind step': 2 });
  expect(incomplete).toEqual([]);
});

it.each([false, true])(
  'counts what SQL has prepared and a client executed by its name, only strings: %p',
  async (onlyStrings) => {
    const prepare = 'PREPARE p (int) AS SELECT a FROM t WHERE b = $1';
    const text = [
      at(`duration: 1.000 ms  parse <unnamed>: ${prepare}`),
      at(`duration: 1.000 ms  execute <unnamed>: ${prepare}`),
      at(`duration: 1.000 ms  bind p: ${prepare}`) + parameters,
      at(`duration: 2.000 ms  execute p: ${prepare}`) + parameters,
      at(`execute p: ${prepare}`) + parameters,
      at('duration: 3.000 ms'),
      at(`duration: 2.900 ms  plan:\n\tQuery Text: ${prepare}\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)`),
      at(`duration: 4.000 ms  execute p: ${prepare}`) + parameters.replace("'7'", "'7...'"),
    ].join('');
    const { executions, source } = await readText(text, { onlyStrings });
    expect(executions.map(({ sql, parameters: values, durationMs }) => [sql, values, durationMs])).toEqual([
      ['SELECT a FROM t WHERE b = $1', ['7'], 2],
      ['SELECT a FROM t WHERE b = $1', ['7'], 3],
      ['SELECT a FROM t WHERE b = $1', [], 4],
    ]);
    expect(source.skipped).toEqual({
      'auto_explain plan of a logged statement': 1,
      'parse or bind step': 2,
      'utility statement': 1,
    });
  },
);

it('takes no plan for that of a statement that log_statement tells of only after it', async () => {
  const sql = 'SELECT a FROM t WHERE b = $1';
  const plan = at(`duration: 1.500 ms  plan:\n\tQuery Text: ${sql}\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)`);
  const { executions } = await readText(
    [
      at('execute <unnamed>: EXECUTE p(4)'),
      plan,
      at('duration: 2.000 ms'),
      at(`execute q: ${sql}`) + parameters,
      at('duration: 3.000 ms'),
      plan,
    ].join(''),
  );
  expect(executions.map(({ durationMs }) => durationMs)).toEqual([1.5, 3]);
});

it('misses the statements of all other durations', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.500 ms'),
    at('duration: 0.300 ms'),
    at('execute <unnamed>: UPDATE t SET a = 1 WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
    at('duration: 0.100 ms'),
    at('duration: 9.000 ms  statement: SELECT a FROM t WHERE b = 1'),
    at('duration: 0.200 ms'),
  );
  expect(queries).toEqual([
    [1, 9],
    [1, 2],
  ]);
  expect(skipped).toEqual({ 'parse or bind step': 2, 'duration without its statement': 3 });
  expect(incomplete).toEqual([expect.stringContaining('3 × duration without its statement')]);
});

it('takes every duration without a statement for a step in a session whose statements are all logged', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.400 ms'),
    at('duration: 0.300 ms'),
    at('duration: 0.200 ms'),
    at('execute P_0: SELECT a FROM t WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
    at('duration: 0.100 ms'),
    at('x').replace('LOG:  x', 'ERROR:  division by zero'),
    at('x').replace('LOG:  x', 'STATEMENT:  SELECT 1/$1'),
  );
  expect(queries).toEqual([[1, 2]]);
  expect(skipped).toEqual({ 'failed statement': 1, 'parse or bind step': 5 });
  expect(incomplete).toEqual([]);
});

describe('an error', () => {
  const error = (message: string, statement: string | null = null) =>
    at('x').replace('LOG:  x', message) +
    (statement === null ? '' : at('x').replace('LOG:  x', `STATEMENT:  ${statement}`));

  it.each([
    ['of another statement', error('ERROR:  syntax error at or near "SELEC" at character 1', 'SELEC 1'), 1],
    ['of an idle session', error('FATAL:  terminating connection due to idle-session timeout'), 0],
  ])('%s does not undo the statement before it', async (_, lines, failed) => {
    const { queries, skipped } = await readOf(
      at('statement: SELECT a FROM t'),
      lines,
      at('statement: SELECT b FROM t'),
    );
    expect(queries.filter(([calls]) => calls! > 0)).toHaveLength(2);
    expect(skipped).toEqual(failed > 0 ? { 'failed statement': failed } : {});
  });

  it('without its statement is of the last one, unless others have theirs', async () => {
    const failing = at('statement: SELECT a FROM t') + error('ERROR:  division by zero');
    expect((await readOf(failing, at('statement: SELECT b FROM t'))).skipped).toEqual({ 'failed statement': 1 });
    const others = error('ERROR:  division by zero', 'SELECT 1 / 0');
    expect((await readOf(others, failing)).skipped).toEqual({ 'failed statement': 1 });
  });
});

describe('auto_explain', () => {
  const plan = (ms: number, sql: string) =>
    at(`duration: ${ms}.000 ms  plan:\n\tQuery Text: ${sql}\n\tResult  (cost=0.00..0.01 rows=1 width=4)`);

  it('has the plan of a cursor when that is closed', async () => {
    const declare = 'DECLARE c CURSOR FOR SELECT a FROM t';
    const { queries, skipped } = await readOf(
      at(`duration: 0.500 ms  statement: ${declare}`),
      at('duration: 0.100 ms  statement: FETCH 10 FROM c'),
      plan(7, declare),
      at('duration: 0.200 ms  statement: CLOSE c'),
      plan(3, declare),
    );
    expect(queries).toEqual([[2, 3.6]]);
    expect(skipped).toMatchObject({ 'auto_explain plan of a logged statement': 1 });
  });

  it('has plans of faster executions of a text, of which log_min_duration_statement does not tell', async () => {
    const clock = (text: string, ms: number) => text.replaceAll('46.000', `46.${ms}`);
    for (const line of ['statement', 'execute S_1']) {
      const slow = clock(at(`duration: 300.000 ms  ${line}: SELECT a FROM t`), 500);
      const own = clock(plan(299, 'SELECT a FROM t'), 500);
      const { queries } = await readOf(
        clock(plan(20, 'SELECT a FROM t'), 120),
        clock(plan(30, 'SELECT a FROM t'), 150),
        ...(line === 'statement' ? [own, slow] : [slow, own]),
      );
      expect(queries).toEqual([[3, 350]]);
    }
  });

  it('has those of faster executions after it, too', async () => {
    for (const line of ['statement', 'execute S_1']) {
      const { queries } = await readOf(
        plan(299, 'UPDATE t SET a = 1'),
        at(`duration: 300.000 ms  ${line}: UPDATE t SET a = 1`),
        plan(20, 'UPDATE t SET a = 1'),
        plan(30, 'UPDATE t SET a = 1'),
      );
      expect(queries).toEqual([[3, 350]]);
    }
  });

  it('has a plan for each of several statements in one text', async () => {
    const text = 'SELECT a FROM t; SELECT b FROM t; COMMIT';
    const { queries } = await readOf(plan(1, text), plan(2, text), plan(5, text), plan(6, text));
    expect(queries).toEqual([
      [2, 7],
      [2, 7],
    ]);
  });

  it('has the text of PREPARE for the plans of its executions', async () => {
    const prepare = 'PREPARE p(int) AS SELECT a FROM t WHERE b = $1';
    const execute =
      at('duration: 2.000 ms  statement: EXECUTE p(7)') + at('x').replace('LOG:  x', `DETAIL:  prepare: ${prepare}`);
    const alone = await readOf(plan(7, prepare));
    expect(alone.queries).toEqual([[1, 7]]);
    for (const lines of [
      [plan(7, prepare), execute],
      [execute, plan(7, prepare)],
    ]) {
      const { queries, skipped } = await readOf(...lines);
      expect(queries).toEqual([[1, 2]]);
      expect(skipped).toEqual({ 'auto_explain plan of a logged statement': 1 });
    }
  });
});

describe('an error where errors come without their statement', () => {
  const of = (pid: number, text: string) => `2026-11-23 12:51:46.000 UTC [${pid}] ${text}\n`;
  const failing = of(1, 'LOG:  statement: SELECT 1/0 FROM t') + of(1, 'ERROR:  division by zero');
  const ended =
    of(2, 'LOG:  statement: SELECT pg_sleep(9)') +
    of(2, 'FATAL:  terminating connection due to administrator command') +
    of(2, 'STATEMENT:  SELECT pg_sleep(9)');
  const plain = of(1, 'LOG:  statement: SELECT a FROM t') + of(1, 'LOG:  duration: 1.000 ms');

  it('is of the last one, though what ends a session comes with its own (log_min_error_statement = fatal)', async () => {
    const { queries, skipped } = await readOf(failing, ended, failing, plain);
    expect(queries).toEqual([[1, 1]]);
    expect(skipped).toEqual({ 'failed statement': 3 });
  });
});

it.each([
  [
    'stderr',
    at('x').replace('LOG:  x', 'ERROR:  bind message supplies 1 parameters, but prepared statement "" requires 0') +
      at('x').replace('LOG:  x', 'STATEMENT:  '),
  ],
  [
    'csvlog',
    `2026-11-23 12:51:46.000 UTC,"u","d",1,"h:1",6b.1,1,"BIND",2026-11-23 12:00:00 UTC,3/0,0,ERROR,08P01,"bind message supplies 1 parameters, but prepared statement """" requires 0",,,,,,"",,,"a"\n`,
  ],
])('counts no empty text as a statement that failed, in a %s', async (format, error) => {
  const statement =
    format === 'stderr'
      ? at('duration: 2.000 ms  statement: SELECT 1')
      : `2026-11-23 12:51:46.000 UTC,"u","d",1,"h:1",6b.1,2,"SELECT",2026-11-23 12:00:00 UTC,3/0,0,LOG,00000,"duration: 2.000 ms  statement: SELECT 1",,,,,,,,,"a"\n`;
  expect(await readOf(error, statement)).toEqual({ queries: [[1, 2]], skipped: {}, incomplete: [] });
});
