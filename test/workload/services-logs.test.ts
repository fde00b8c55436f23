import { describe, expect, it } from '@jest/globals';
import { readText } from './support.ts';

/* More forms that others have published: of services, of their collectors, and of settings seen in their logs; the text is ours. */

async function callsOf(lines: readonly string[], ending = '\n') {
  const { executions, source } = await readText(lines.map((line) => `${line}${ending}`).join(''));
  const calls = executions.map(({ sql, durationMs }) => [sql, durationMs] as const);
  return { calls, skipped: source.skipped, executions };
}

it('AlloyDB’s place in its source is no part of a message', async () => {
  const prefix = (pid: number) => `2022-12-16 04:00:37.721 UTC [${pid}]: [1-1] db=shop,user=app`;
  const { calls, skipped } = await callsOf([
    `${prefix(1)} LOG:  [postgres.c:1214]  statement: SELECT 1`,
    `${prefix(1)} LOG:  [postgres.c:1614]  duration: 100.123 ms`,
    `${prefix(2)} LOG:  [postgres.c:2468]  duration: 2.500 ms  execute <unnamed>: SELECT 2`,
    `${prefix(3)} ERROR:  [parse_relation.c:1381]  relation "x" does not exist at character 15`,
    `${prefix(3)} STATEMENT:  SELECT * FROM x`,
  ]);
  expect(calls).toEqual([
    ['SELECT 1', 100.123],
    ['SELECT 2', 2.5],
  ]);
  expect(skipped).toEqual({ 'failed statement': 1 });
});

describe('a csvlog of Windows', () => {
  const record = (message: string, detail = '') =>
    `2018-05-31 12:06:02.180 EDT,"a","b",39,"[local]",5b1019e0.f4d,2,"SELECT",2018-05-31 11:50:56 EDT,,0,LOG,00000,"${message}",${detail},,,,,,,,"psql"`;

  it('has plans', async () => {
    const plan =
      'duration: 250.123 ms  plan:\nQuery Text: select *\nfrom t\nSeq Scan on t  (cost=0.00..3.00 rows=1 width=4)';
    const { calls, skipped } = await callsOf(record(plan).split('\n'), '\r\n');
    expect(calls).toEqual([['select *\nfrom t', 250.123]]);
    expect(skipped).toEqual({});
  });

  it('has no CR in statements and values, whoever reads it', async () => {
    const message = "duration: 1.000 ms  execute <unnamed>: select 'p\nq',\n$1";
    const lines = record(message, `"parameters: $1 = 'r\ns'"`).split('\n');
    for (const onlyStrings of [false, true]) {
      const { executions } = await readText(lines.map((line) => `${line}\r\n`).join(''), { onlyStrings });
      expect(executions).toMatchObject([{ sql: "select 'p\nq',\n$1", parameters: ['r\ns'] }]);
    }
  });
});

describe('a plan of a statement that log_statement has told of', () => {
  const prefix = '2023-08-12 05:47:54 UTC:10.0.0.7(53879):app@shop:[20]:';
  const statement = `${prefix}LOG:  execute S_9: SELECT * FROM t WHERE id = 1000`;
  const plan = [
    `${prefix}LOG:  duration: 1001.605 ms  plan:`,
    '\tQuery Text: SELECT * FROM t WHERE id = 1000',
    '\tSeq Scan on t  (cost=0.00..30.50 rows=990 width=105)',
  ];

  it('tells its duration where nothing else does', async () => {
    const { calls, skipped } = await callsOf([statement, ...plan, statement, ...plan]);
    const call = ['SELECT * FROM t WHERE id = 1000', 1001.605];
    expect(calls).toEqual([call, call]);
    expect(skipped).toEqual({ 'auto_explain plan of a logged statement': 2 });
  });

  it('leaves it to the line that has it', async () => {
    const { calls } = await callsOf([statement, ...plan, `${prefix}LOG:  duration: 1003.001 ms`]);
    expect(calls).toEqual([['SELECT * FROM t WHERE id = 1000', 1003.001]]);
  });

  it('tells that it did not fail later', async () => {
    const end = `${prefix}FATAL:  terminating connection due to administrator command`;
    const { calls, skipped } = await callsOf([statement, ...plan, end]);
    expect(calls).toHaveLength(1);
    expect(skipped).toEqual({ 'auto_explain plan of a logged statement': 1 });
  });

  it('tells nothing of a text that failed further on', async () => {
    const both = 'SELECT * FROM t; SELECT 1 / 0';
    const lines = [
      `${prefix}LOG:  statement: ${both}`,
      `${prefix}LOG:  duration: 1.500 ms  plan:`,
      `\tQuery Text: ${both}`,
      '\tSeq Scan on t  (cost=0.00..30.50 rows=990 width=105)',
      `${prefix}ERROR:  division by zero`,
      `${prefix}STATEMENT:  ${both}`,
    ];
    await expect(callsOf(lines)).rejects.toThrow('has no statements but 1 that failed');
  });
});

it.each(['WARNING', 'NOTICE', 'INFO', 'DEBUG1'])('plans that auto_explain logs as %s are read', async (level) => {
  const prefix = '2024-02-21 10:00:00.000 UTC [71] app@shop ';
  const { calls } = await callsOf([
    `${prefix}${level}:  duration: 12.345 ms  plan:`,
    '\tQuery Text: SELECT 7',
    '\tResult  (cost=0.00..0.01 rows=1 width=4)',
    `${prefix}LOG:  duration: 1.345 ms  statement: SELECT 1`,
  ]);
  expect(calls).toEqual([
    ['SELECT 7', 12.345],
    ['SELECT 1', 1.345],
  ]);
});

it('functions that are called without SQL are no message in another language', async () => {
  const prefix = '2017-08-24 19:07:44 UTC [7] app@shop LOG:  ';
  const { calls, skipped } = await callsOf([
    `${prefix}duration: 1203.018 ms  fastpath function call: "lowrite" (OID 955)`,
    `${prefix}duration: 2.500 ms  statement: SELECT 1`,
    `${prefix}fastpath function call: "loread" (OID 954)`,
    `${prefix}duration: 3.500 ms`,
    `${prefix}Dauer: 1.000 ms  Fastpath-Funktionsaufruf: »loread« (OID 954)`,
  ]);
  expect(calls).toEqual([['SELECT 1', 2.5]]);
  expect(skipped).toEqual({ 'function called without SQL': 3, 'parse or bind step': 1 });
});

describe('prefixes', () => {
  it.each(['%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] [%h] ', '%m [%p] %q[user=%u,db=%d,app=%a] [%h] '])(
    '%s tells application and host',
    async (prefix) => {
      const line = (app: string, host: string) => {
        const values: Record<string, string> = { b: 'client backend', v: '27/3', x: '0', p: '15', u: 'app', d: 'shop' };
        const all = { ...values, m: '2025-12-09 23:16:39.760 UTC', q: '', a: app, h: host };
        const written = prefix.replaceAll(/%(\w)/g, (_, letter: keyof typeof all) => all[letter]);
        return `${written}LOG:  duration: 1.500 ms  statement: SELECT 1`;
      };
      const { executions } = await callsOf([line('psql', '10.0.0.1'), line('web', '10.0.0.2')]);
      expect(executions).toMatchObject([
        { application: 'psql', host: '10.0.0.1' },
        { application: 'web', host: '10.0.0.2' },
      ]);
    },
  );

  it('what comes after user@ may be an address', async () => {
    const line = (client: string) =>
      `2026-09-01 19:21:37 UTC [28-1] ${client} LOG:  duration: 1.123 ms  statement: SELECT 1`;
    const { executions } = await callsOf(['app@10.0.0.5', 'web@[local]', 'web@2a00:1f78:fffd:4301::6'].map(line));
    expect(executions).toMatchObject([
      { user: 'app', host: '10.0.0.5', database: null },
      { user: 'web', host: '[local]', database: null },
      { user: 'web', host: '2a00:1f78:fffd:4301::6', database: null },
    ]);
  });
});

describe('syslog', () => {
  it('may have the year first', async () => {
    const lines = [
      '2008 Jan  9 16:16:34 host postgres[300]: [13-1] LOG:  duration: 3617.465 ms  statement: select a',
      '2008 Jan  9 16:16:34 host postgres[300]: [13-2]  from b',
      '2008 Jan  9 16:16:35 host postgres[301]: [14-1] LOG:  duration: 3.358 ms  statement: select c',
    ];
    const { executions } = await readText(`${lines.join('\n')}\n`, { writtenAt: Date.UTC(2026, 0, 1) });
    expect(executions).toMatchObject([
      { sql: 'select a\n from b', durationMs: 3617.465 },
      { sql: 'select c', at: Date.UTC(2008, 0, 9, 16, 16, 35) },
    ]);
  });

  it('of older daemons has ^I for TABs', async () => {
    const { calls } = await callsOf([
      'Feb 25 04:02:19 host postgres[46]: [28-1] LOG:  duration: 1.500 ms  statement: SELECT 2^I',
      'Feb 25 04:02:19 host postgres[46]: [28-2] ^I^IFROM t',
    ]);
    expect(calls).toEqual([['SELECT 2^I\n\tFROM t', 1.5]]);
  });

  it('without process ids has pieces of several records in turn', async () => {
    const line = (piece: string, text: string) => ` [${piece}] ${text}`;
    const start = (pid: number) =>
      `2018-04-09 21:05:36 UTC [${pid}]: user=app,db=shop LOG:  duration: 1.500 ms  statement: `;
    const { calls, skipped } = await callsOf([
      line('15-1', `${start(26)}select a`),
      line('11-1', `${start(27)}select c`),
      line('15-2', '#011from b'),
      line('11-2', '#011from d'),
      line('16-1', `${start(26)}select 1`),
    ]);
    expect(new Set(calls.map(([sql]) => sql))).toEqual(new Set(['select a\nfrom b', 'select c\nfrom d', 'select 1']));
    expect(skipped).toEqual({});
  });
});

describe('carriers', () => {
  it('may pad names, and have lines of other programs', async () => {
    const { calls } = await callsOf([
      '04:56:58 system     | postgres.1 started (pid=244846)',
      '04:57:01 postgres.1 | 2023-12-14 09:57:01.168 GMT [24] LOG:  duration: 12.500 ms  statement: SELECT a',
      '04:57:01 postgres.1 | \tFROM b',
      '04:57:02 myapp.1    | GET / 200',
    ]);
    expect(calls).toEqual([['SELECT a\nFROM b', 12.5]]);
  });

  it('svlogd’s times are read', async () => {
    const { executions } = await callsOf([
      '2022-12-04_09:17:42.35783 LOG:  starting PostgreSQL 13.6 on x86_64-pc-linux-gnu',
      '2022-12-04_09:17:43.73857 LOG:  duration: 1500.123 ms  statement: SELECT a',
      '2022-12-04_09:17:43.73858 \tFROM b',
    ]);
    expect(executions).toMatchObject([{ sql: 'SELECT a\nFROM b', at: Date.UTC(2022, 11, 4, 9, 17, 43, 738) }]);
  });

  it.each(['LOG_LINE', '_line', 'raw', 'text'])('a column named %s may have the lines', async (name) => {
    const line =
      '[15][client backend][27/3][0] [user=app,db=shop,app=psql] LOG:  duration: 1.500 ms  statement: select 1';
    const { calls } = await callsOf([`TIMESTAMP,${name}`, `2025-12-09 23:16:39.760,"${line}"`]);
    expect(calls).toEqual([['select 1', 1.5]]);
  });

  it('a field of JSON under a name that is not known may have the lines', async () => {
    const line = (text: string) =>
      JSON.stringify({ severity: 'INFO', time: '2024-03-01T10:11:12.345Z', postgres: text });
    const { calls } = await callsOf([
      line('2024-03-01 10:11:12.345 UTC [77] app@shop LOG:  duration: 1.500 ms  statement: select 1'),
      line('2024-03-01 10:11:13.345 UTC [77] app@shop LOG:  duration: 2.500 ms  statement: select "b"'),
      line('\tfrom t'),
    ]);
    expect(calls).toEqual([
      ['select 1', 1.5],
      ['select "b"\nfrom t', 2.5],
    ]);
  });

  it('what another program has in a field of JSON that begins with a TAB is no part of a line', async () => {
    const first = { log: '2024-03-01 10:11:12.345 UTC [77] app@shop LOG:  duration: 1.500 ms  statement: select b\n' };
    const trace = { level: 'error', where: '\tat org.example.Shop(Shop.java:3)' };
    const { calls } = await callsOf([first, trace, { log: '\tfrom t\n' }].map((object) => JSON.stringify(object)));
    expect(calls).toEqual([['select b\nfrom t', 1.5]]);
  });

  it('fields of JSON may be in a record', async () => {
    const entry = {
      timestamp: '2022-02-17T21:07:07.841Z',
      record: { level: 'LOG', message: 'duration: 1.500 ms  statement: select 1' },
    };
    const { calls } = await callsOf([JSON.stringify(entry)]);
    expect(calls).toEqual([['select 1', 1.5]]);
  });
});

describe('lines of another program in a log without TABs', () => {
  const record = (sql: string) =>
    `2026-11-23 08:00:00.000 UTC [4] app@shop LOG:  duration: 1.500 ms  statement: ${sql}`;
  const other = (i: number) => `cp: cannot stat '/wal/${i}': No such file or directory`;

  it.each([1, 3, 20])('are no part of the statement before them: %d of them', async (count) => {
    const others = Array.from({ length: count }, (_, i) => other(i));
    const { calls, skipped } = await callsOf([record('SELECT a FROM t'), ...others, record('SELECT b FROM t')]);
    expect(calls.map(([sql]) => sql)).toEqual(['SELECT a FROM t', 'SELECT b FROM t']);
    expect(skipped).toEqual({ 'line not recognised': count });
  });

  it('are told from those of statements whose TABs a collector has stripped', async () => {
    const lines = [record('SELECT a,'), 'b', 'FROM t', other(1), record('SELECT c'), 'FROM t', other(2)];
    const { calls, skipped } = await callsOf(lines);
    expect(calls.map(([sql]) => sql)).toEqual(['SELECT a,\nb\nFROM t', 'SELECT c\nFROM t']);
    expect(skipped).toEqual({ 'line not recognised': 2 });
  });

  const after = (tag: string, text: string) => `2026-11-23 08:00:00.000 UTC [4] app@shop ${tag}:  ${text}`;
  const execution = record('').replace(/statement: $/, 'execute S_1: SELECT a FROM t WHERE b = $1');

  it('are no part of parameters, of which the quotes tell', async () => {
    const values = ["it''s", 'one\ntwo', '', "'';\n''"];
    const { executions, skipped } = await callsOf(
      values.flatMap((value, i) => [execution, after('DETAIL', `parameters: $1 = '${value}', $2 = NULL`), other(i)]),
    );
    expect(executions.map(({ parameters }) => parameters)).toEqual(
      ["it's", 'one\ntwo', '', "';\n'"].map((value) => [value, null]),
    );
    expect(skipped).toEqual({ 'line not recognised': 4 });
  });

  it('are no part of a statement that failed', async () => {
    const lines = (statement: string) => [
      after('ERROR', 'duplicate key value violates unique constraint "k"'),
      after('DETAIL', 'Key (b)=(1) already exists.'),
      after('STATEMENT', statement),
    ];
    const { skipped } = await callsOf([
      ...lines('INSERT INTO t'),
      'VALUES (1)',
      other(1),
      ...lines('INSERT INTO t VALUES (2)'),
      '',
      other(2),
      record('SELECT 1'),
    ]);
    expect(skipped).toEqual({ 'failed statement': 2, 'line not recognised': 2 });
  });

  it('are no part of what EXECUTE ran', async () => {
    const lines = [
      record('EXECUTE p(1)'),
      after('DETAIL', 'prepare: PREPARE p AS SELECT a'),
      'FROM t WHERE b = $1',
      other(1),
    ];
    const { calls, skipped } = await callsOf(lines);
    expect(calls).toEqual([['SELECT a\nFROM t WHERE b = $1', 1.5]]);
    expect(skipped).toEqual({ 'line not recognised': 1 });
  });

  it('go by the others where nothing tells: after a place in the source, and other details', async () => {
    const located = [record('SELECT 1'), after('LOCATION', 'exec_simple_query, postgres.c:1322'), other(1)];
    const { skipped } = await callsOf([...located, after('ERROR', 'no'), after('DETAIL', 'No.'), other(2), ...located]);
    expect(skipped).toEqual({ 'line not recognised': 3 });
    const whole = await callsOf([record('SELECT 1,'), '2', after('ERROR', 'no'), after('DETAIL', 'No'), 'at all.']);
    expect(whole.skipped).toEqual({});
  });

  it('go by what was found of the first ones, where there are many', async () => {
    const many = Array.from({ length: 1_500 }, (_, i) => [record(`SELECT a FROM t WHERE b = ${i}`), other(i)]).flat();
    const { calls, skipped } = await callsOf(many);
    expect(calls).toHaveLength(1_500);
    expect(new Set(calls.map(([sql]) => sql?.includes('cp:')))).toEqual(new Set([false]));
    expect(skipped).toEqual({ 'line not recognised': 1_500 });
  });
});

describe('colours', () => {
  const record = (sql: string) => `2024-05-01 10:00:00.123 UTC [77] LOG:  duration: 1.000 ms  statement: ${sql}`;

  it('before the tag of one record are no part of it', async () => {
    const plain = Array.from({ length: 20 }, (_, i) => record(`SELECT ${i}`));
    const { calls } = await callsOf([...plain, `\x1b[1;31m${record('SELECT 20')}\x1b[0m`]);
    expect(calls).toHaveLength(21);
    expect(calls.at(-1)).toEqual(['SELECT 20', 1]);
  });

  it('in literals stay', async () => {
    const sql = "SELECT '\x1b[31mERROR:  x\x1b[0m'";
    const { calls } = await callsOf([record(sql), ...Array.from({ length: 9 }, () => record('SELECT 1'))]);
    expect(calls[0]).toEqual([sql, 1]);
  });
});

it('of a service that has written no plain record yet, what has the fields of one is named', async () => {
  const fields = (sql: string) =>
    `"error_severity":"LOG","message":"duration: 1.000 ms  statement: ${sql}","timestamp":"2024-05-01 10:00:00 UTC"}`;
  const { calls, skipped } = await callsOf([
    `db-1  | ??{${fields('SELECT 1')}`,
    `db-1  | {${fields('SELECT 2')}`,
    'web-1 | GET /',
  ]);
  expect(calls).toEqual([['SELECT 2', 1]]);
  expect(skipped).toEqual({ 'line not recognised': 1 });
});
