import { describe, expect, it } from '@jest/globals';
import { collectSources } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const at = (text: string) => `2026-11-28 13:00:00.000 UTC [100] u@shop LOG:  ${text}\n`;
const plan = (ms: number, sql: string) =>
  at(`duration: ${ms}.000 ms  plan:\n\tQuery Text: ${sql}\n\tResult  (cost=0.00..0.01 rows=1 width=4)`);
const failed = (sql: string) =>
  at('x').replace('LOG:  x', 'ERROR:  insert or update on table "c" violates foreign key constraint "c_fk"') +
  at('x').replace('LOG:  x', `STATEMENT:  ${sql}`);

/** Calls, milliseconds and calls whose own time is known, of each statement in the order of their text. */
async function countsOf(...lines: readonly string[]) {
  const [rows, strings] = await Promise.all(
    [false, true].map(async (onlyStrings) => {
      const builder = await collectSources([readLog('x', bytesOf(lines.join('')), { onlyStrings })]);
      const { queries, statistics } = builder.build();
      return queries
        .toSorted((a, b) => (a.sql < b.sql ? -1 : 1))
        .map(({ sql, calls, totalMs, fingerprint }) => [sql, calls, totalMs, statistics!.get(fingerprint)!.timedCalls]);
    }),
  );
  expect(strings).toEqual(rows);
  return rows!;
}

const user = 'SELECT a FROM t WHERE b = $1';

describe('the plan of an execution whose portal the next simple query closes', () => {
  it('is no other execution, and tells its time', async () => {
    expect(
      await countsOf(
        at('statement: BEGIN'),
        at(`execute <unnamed>: ${user}`),
        at('statement: COMMIT'),
        plan(7, user),
        at('statement: SELECT c FROM t'),
      ),
    ).toEqual([
      [user, 1, 7, 1],
      ['SELECT c FROM t', 1, 0, 0],
    ]);
  });

  it('is no other execution where its duration was logged', async () => {
    const rest = [plan(7, user), at('duration: 0.050 ms')];
    const commit = at('statement: COMMIT');
    expect(await countsOf(at(`execute <unnamed>: ${user}`), at('duration: 2.000 ms'), commit, ...rest)).toEqual([
      [user, 1, 2, 1],
    ]);
    // As log_statement = mod has it.
    const insert = at('statement: INSERT INTO t VALUES (1)');
    expect(await countsOf(at(`duration: 2.000 ms  execute <unnamed>: ${user}`), insert, ...rest)).toEqual([
      ['INSERT INTO t VALUES ($1)', 1, 0.05, 1],
      [user, 1, 2, 1],
    ]);
  });

  it('is not taken for that of the next execution of the same text', async () => {
    expect(
      await countsOf(
        at(`execute S_1: ${user}`),
        at('statement: SAVEPOINT PGJDBC_AUTOSAVE'),
        plan(100, user),
        at(`execute S_1: ${user}`),
        at('execute S_2: COMMIT'),
      ),
    ).toEqual([[user, 2, 100, 1]]);
  });

  it('may be of the same text as that of the query', async () => {
    const text = 'SELECT a FROM t';
    expect(
      await countsOf(at(`execute <unnamed>: ${text}`), at(`statement: ${text}`), plan(7, text), plan(5, text)),
    ).toEqual([[text, 2, 12, 2]]);
  });

  it('need not come', async () => {
    expect(
      await countsOf(
        at(`execute <unnamed>: ${user}`),
        at('statement: SELECT c FROM t'),
        at('duration: 3.000 ms'),
        plan(7, user),
      ),
    ).toEqual([
      [user, 2, 7, 1],
      ['SELECT c FROM t', 1, 3, 1],
    ]);
  });
});

describe('the plan of a named portal', () => {
  const read = [
    at(`duration: 0.400 ms  execute S_1/C_2: ${user}`),
    at(`duration: 0.100 ms  execute fetch from S_1/C_2: ${user}`),
  ];

  it('is no other execution, whatever the session has executed meanwhile', async () => {
    expect(
      await countsOf(
        at('duration: 1.000 ms  execute <unnamed>: SELECT c FROM t'),
        ...read,
        plan(1, 'SELECT c FROM t'),
        at('duration: 2.000 ms  execute <unnamed>: SELECT 5'),
        plan(7, user),
        at('duration: 2.000 ms  execute <unnamed>: SELECT 6'),
        at(`duration: 0.400 ms  execute S_1/C_3: ${user}`),
        plan(7, user),
      ),
    ).toEqual([
      ['SELECT $1', 2, 4, 2],
      [user, 2, 0.9, 2],
      ['SELECT c FROM t', 1, 1, 1],
    ]);
  });

  it('tells its time where no duration does', async () => {
    expect(
      await countsOf(
        at(`execute S_1/C_2: ${user}`),
        at(`execute fetch from S_1/C_2: ${user}`),
        at('execute <unnamed>: SELECT c FROM t'),
        plan(7, user),
        at('execute S_3: COMMIT'),
      ),
    ).toEqual([
      [user, 1, 7, 0],
      ['SELECT c FROM t', 1, 0, 0],
    ]);
  });
});

describe('the plan of a cursor', () => {
  const declare = 'DECLARE "c" CURSOR FOR SELECT a FROM t';

  it('tells its time where log_statement told of it alone', async () => {
    const log = [at(`statement: ${declare}`), at('statement: FETCH FORWARD 100 FROM "c"'), at('statement: CLOSE "c"')];
    expect(await countsOf(...log, plan(100, declare))).toEqual([['SELECT a FROM t', 1, 100, 0]]);
  });

  it.each([
    ['among other statements', `BEGIN;declare "c" cursor with hold for SELECT a FROM t;fetch 50 in "c"`],
    ['after a comment', `/* who */ ${declare}`],
  ])('that was declared %s is no other execution', async (_, text) => {
    expect(
      await countsOf(
        at(`duration: 2.000 ms  statement: ${text}`),
        at('duration: 1.000 ms  statement: SELECT c FROM t'),
        plan(7, text),
        at('duration: 0.100 ms  statement: close "c"'),
      ),
    ).toEqual([
      ['SELECT a FROM t', 1, 2, 1],
      ['SELECT c FROM t', 1, 1, 1],
    ]);
  });

  it('is not that of a query beside it', async () => {
    const text = `SELECT c FROM t; ${declare}`;
    const log = [at(`statement: ${text}`), plan(1, text), at('duration: 4.000 ms'), at('statement: CLOSE "c"')];
    expect(await countsOf(...log, plan(7, text), at('duration: 0.100 ms'))).toEqual([
      ['SELECT a FROM t', 1, 2, 1],
      ['SELECT c FROM t', 1, 2, 1],
    ]);
  });
});

describe('what FETCH and MOVE take', () => {
  const timed = (ms: number, sql: string) => at(`duration: ${ms}.000 ms  statement: ${sql}`);
  const declare = 'DECLARE c CURSOR FOR SELECT a FROM t';

  it.each([
    ['FETCH', [timed(1, declare), timed(100, 'FETCH 10 FROM c'), timed(50, 'fetch forward all in C;')]],
    ['MOVE', [timed(1, declare), timed(50, 'MOVE 10 FROM c'), timed(100, 'FETCH c')]],
    [
      'the extended protocol',
      [
        at(`duration: 1.000 ms  execute <unnamed>: ${declare}`),
        at('duration: 150.000 ms  execute <unnamed>: FETCH FORWARD 100 FROM "c"'),
      ],
    ],
    [
      'log_statement and log_duration',
      [at(`statement: ${declare}`), at('duration: 1.000 ms'), at('statement: FETCH c'), at('duration: 150.000 ms')],
    ],
    [
      'a text of psqlODBC',
      [
        timed(1, 'begin;declare "SQL 1" cursor with hold for SELECT a FROM t;fetch 50 in "SQL 1"'),
        timed(150, 'fetch 50 in "SQL 1"'),
      ],
    ],
    ['a name that is used again', [timed(1, declare.replace(' a ', ' z ')), timed(1, declare), timed(150, 'FETCH c')]],
  ])('is time of the query, in %s', async (_, lines) => {
    const counts = await countsOf(...lines);
    expect(counts[0]).toEqual(['SELECT a FROM t', 1, 151, 1]);
  });

  it('is known of no call, so that the durations of DECLARE are not said to be those of the query', async () => {
    const lines = [timed(1, declare), timed(100, 'FETCH c'), timed(2, declare), timed(50, 'FETCH c')];
    const { queries, statistics } = (await collectSources([readLog('x', bytesOf(lines.join('')))])).build();
    const [query] = queries;
    expect(query).toMatchObject({ calls: 2, totalMs: 153, minMs: null, maxMs: null });
    const unknown = { meanMs: null, standardDeviationMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
    expect(statistics!.get(query!.fingerprint)).toMatchObject(unknown);
  });

  it('is of no query where the cursor is not known, or is of another session', async () => {
    const other = timed(9, 'FETCH c').replace('[100]', '[101]');
    expect(await countsOf(timed(1, declare), timed(100, 'FETCH d'), other)).toEqual([['SELECT a FROM t', 1, 1, 1]]);
  });

  it('is not told again by the plan', async () => {
    const rows = [
      at(`statement: ${declare}`),
      at('statement: FETCH c'),
      at('duration: 150.000 ms'),
      plan(160, declare),
    ];
    expect(await countsOf(...rows)).toEqual([['SELECT a FROM t', 1, 150, 0]]);
  });
});

describe('the plan of a statement that has failed', () => {
  const other = at('duration: 1.000 ms  statement: SELECT 5');
  const some = 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)';
  const one = 'INSERT INTO c VALUES (7)';

  it.each([
    ['at a later one of its text', [plan(1, some), failed(some)]],
    ['at the end of its transaction', [plan(1, one), failed(one)]],
  ])('%s is no execution', async (_, lines) => {
    expect(await countsOf(...lines, other)).toEqual([['SELECT $1', 1, 1, 1]]);
  });

  it('is the last one of its text', async () => {
    const calls = async (...lines: readonly string[]) =>
      (await countsOf(...lines, other)).map(([sql, count]) => [sql, count]);
    const ofSome = [
      ['INSERT INTO a VALUES ($1)', 1],
      ['INSERT INTO b VALUES ($1)', 1],
      ['SELECT $1', 1],
    ];
    expect(await calls(plan(1, some), plan(1, some), plan(1, some), failed(some))).toEqual(ofSome);
    const put = 'INSERT INTO c VALUES ($1)';
    expect(await calls(plan(1, put), plan(1, put), failed(put))).toEqual([
      [put, 2],
      ['SELECT $1', 1],
    ]);
  });
});
