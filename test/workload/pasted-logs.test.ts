import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { tellZones } from '../../src/workload/log/zones.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

/* Forms of logs that users have pasted into issues and kept as tests of other tools; the text is ours. */

const textOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

async function incompleteOf(lines: readonly string[]): Promise<readonly string[]> {
  return (await collectWorkload([readLog('pg.log', bytesOf(textOf(lines)))])).incomplete;
}

interface Client {
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host?: string | null | undefined;
}

const clientOf = ({ user, database, application, host }: Client): Client => ({ user, database, application, host });

describe('a process id', () => {
  const before = (pid: number, line: number) => `2018-06-15 10:45:03.175 UTC [${pid}]: [${line}-1] app=psql,db=shop `;
  const statements = [8_357, 8_420, 8_901].map(
    (pid) => `${before(pid, 7)}LOG:  duration: 2.000 ms  statement: SELECT 1`,
  );

  it('is one although a HINT stands behind the record of another process', () => {
    const lines = [`${before(8_280, 2)}LOG:  checkpoint starting: time`, `${before(8_357, 4)}HINT:  Add casts.`];
    expect(tellPrefix([...lines, ...statements])?.prefix).toBe('%m [%p]: [%x-1] app=%a,db=%d ');
  });

  it('is none where it counts the lines of a record', () => {
    const counted = (line: number) => `2018-06-15 10:45:03.175 UTC [${line}] db=shop `;
    const lines = [1, 4, 9].flatMap((line) => [
      `${counted(line)}ERROR:  relation "a" does not exist`,
      `${counted(line + 1)}STATEMENT:  SELECT * FROM a`,
      `${counted(line + 2)}LOG:  duration: 2.000 ms  statement: SELECT 1`,
    ]);
    expect(tellPrefix(lines)?.prefix).not.toContain('%p');
  });
});

it('a letter and brackets are a key with its value, also of commands and times', async () => {
  const before = (user: string, pid: number, line: number) =>
    `a[psql] u[${user}] d[shop] r[[local]] h[[local]] p[${pid}] t[2012-09-13 21:49:37 CEST] m[2012-09-13 21:49:37.840 CEST] i[SELECT] e[00000] c[505238d0.${pid.toString(16)}] l[${line}] s[2012-09-13 21:49:36 CEST] v[2/2] x[0] `;
  const lines = [
    `${before('ann', 15_444, 3)}LOG:  duration: 1.662 ms  statement: SELECT f()`,
    `${before('bob', 15_445, 3)}LOG:  duration: 1.662 ms  statement: SELECT f()`,
  ];
  const { executions } = await readText(textOf(lines));
  expect(executions.map(({ session, user, database, application }) => [session, user, database, application])).toEqual([
    ['505238d0.3c54', 'ann', 'shop', 'psql'],
    ['505238d0.3c55', 'bob', 'shop', 'psql'],
  ]);
});

it.each([
  ['colons', (of: Client) => `rhost=${of.host}(5123) app=${of.application}:user=${of.user}:db=${of.database}:`],
  ['colons and blanks', (of: Client) => `user=${of.user}: db=${of.database}: app=${of.application}: host=${of.host}: `],
  ['slashes', (of: Client) => `[7] user=${of.user}/db=${of.database}/app=${of.application}/client=${of.host} `],
  ['ampersands', (of: Client) => `[7] user=${of.user}&db=${of.database}&app=${of.application}&client=${of.host} `],
  ['hashes', (of: Client) => `[7]#user=${of.user}#db=${of.database}#app=${of.application}#client=${of.host}# `],
])('keys are told where %s part them', async (_, before) => {
  const clients = [
    { user: 'bob', database: 'shop', application: 'psql', host: '10.0.0.1' },
    { user: 'ann', database: 'dwh', application: 'puma: worker 1', host: '10.0.0.2' },
  ];
  const time = '2025-12-28 10:00:00.123 UTC ';
  const lines = [...clients, ...clients].map(
    (of) => `${time}${before(of)}LOG:  duration: 1.000 ms  statement: SELECT 1`,
  );
  for (const text of [textOf(lines), textOf(lines.slice(0, 1))]) {
    const { executions } = await readText(text);
    expect(executions.slice(0, 2).map(clientOf)).toEqual(clients.slice(0, executions.length));
  }
});

it('a letter and a colon before each field are none of it', async () => {
  const before = (of: Client, command: string) =>
    `S:6109a690.${of.user === 'bob' ? '2201' : '2202'} N:65 T:0 V:4/31 E:00000 C:${of.host}/${of.user}@${of.database}/${of.application} - ${command}: `;
  const clients = [
    { user: 'bob', database: 'shop', application: 'psql', host: '10.0.0.1' },
    { user: 'ann', database: 'dwh', application: 'web', host: '10.0.0.2' },
  ];
  const lines = clients.flatMap((of) => [
    `${before(of, 'idle')}LOG:  statement: SELECT 1`,
    `${before(of, 'SELECT')}LOG:  duration: 1.000 ms`,
  ]);
  const { executions } = await readText(textOf(lines));
  expect(executions.map(clientOf)).toEqual(clients);
});

it('numbers of a prefix that end in -1 are not those of syslog, where host and program are gone', async () => {
  const before = (line: number) => `Sep 16 14:11:20 [104663]: [${line}-1] db=shop,user=app `;
  const lines = [
    `${before(3)}LOG:  duration: 879.786 ms  execute <unnamed>: SELECT a FROM b WHERE c = $1`,
    `${before(4)}DETAIL:  parameters: $1 = '3'`,
  ];
  const { executions, source } = await readText(textOf(lines));
  expect(executions.map(({ sql, parameters }) => [sql, parameters])).toEqual([['SELECT a FROM b WHERE c = $1', ['3']]]);
  expect(source.skipped).toEqual({});
});

it('an empty line of a container that was pasted is no lost one', async () => {
  const lines = [
    'db-1  | 2023-10-18 14:53:56.152 UTC [14344] LOG:  duration: 3.234 ms  statement: SELECT 1',
    'db-1  | \tFROM a',
    'db-1  |',
    'db-1  | 2023-10-18 14:53:57.152 UTC [14344] LOG:  duration: 3.234 ms  statement: SELECT 2',
  ];
  expect(await incompleteOf(lines)).toEqual([]);
});

it('a bar of lines parts the name of a program from the server’s lines', async () => {
  const lines = [
    '    postgres │ 2023-05-01 10:11:12.100 UTC [123] LOG:  duration: 5.100 ms  statement: SELECT a',
    '    postgres │ \tFROM b',
    '    postgres │ 2023-05-01 10:11:13.100 UTC [124] LOG:  duration: 5.100 ms  statement: SELECT c',
  ];
  const { executions } = await readText(textOf(lines));
  expect(executions.map(({ sql }) => sql)).toEqual(['SELECT a\nFROM b', 'SELECT c']);
});

it('the level of a carrier is no time zone', () => {
  const carrier = '2023-05-01 10:11:12.100 INFO 1234 --- [tream-1] Slf4jLogConsumer : STDERR: ';
  const line = `${carrier}2023-05-01 10:11:12.100 UTC [123] LOG:  duration: 5.100 ms  statement: SELECT a`;
  expect(tellZones([line]).assumed).toEqual({});
});

it('plans of which a search has left the heads are not of an unknown language', async () => {
  const head = '2024-01-01 00:00:00.000 UTC [10] LOG:  duration: 12.000 ms ';
  expect(await incompleteOf([`${head} plan:`, `${head} statement: SELECT 1`])).toEqual([
    'pg.log: 1 × malformed record (at byte 0)',
  ]);
});

describe('a plan on one line', () => {
  const lineOf = (plan: string) =>
    `2024-01-09 10:30:45.123 UTC [45] app@shop LOG:  duration: 123.450 ms  plan: ${plan}\n`;

  it.each([
    ['JSON', '{"Query Text":"SELECT * FROM t","Query Identifier":42,"Plan":{"Node Type":"Result","Filter":"(a)"}}'],
    ['JSON with blanks', '{   "Query Text": "SELECT * FROM t",   "Plan": {     "Node Type": "Result"   } }'],
    [
      'XML',
      '<explain xmlns="http://www.postgresql.org/2009/explain">   <Query-Text>SELECT * FROM t</Query-Text>   <Plan/> </explain>',
    ],
    ['YAML', 'Query Text: "SELECT * FROM t" Plan:    Node Type: "Result"'],
  ])('is read as %s', async (_, plan) => {
    const { executions } = await readText(lineOf(plan).repeat(2));
    expect(executions.map(({ sql, durationMs }) => [sql, durationMs])).toEqual([
      ['SELECT * FROM t', 123.45],
      ['SELECT * FROM t', 123.45],
    ]);
  });

  it('is named where its statement has no end', async () => {
    const plan = 'Query Text: SELECT * FROM t Seq Scan on t  (cost=0.00..35.50 rows=2550 width=4)';
    expect(await incompleteOf([...lineOf('{"Query Text":"SELECT 1"}').split('\n').slice(0, 1), lineOf(plan)])).toEqual([
      'pg.log: 1 × malformed record (at byte 102)',
    ]);
  });
});

it('messages of rsyslog without its head have their newlines', async () => {
  const before = '2024-01-09 10:30:45.123 UTC [45] app@shop';
  const lines = [
    `${before} LOG:  duration: 1.000 ms  execute <unnamed>: SELECT $1#012#011, 2#012${before} DETAIL:  parameters: $1 = 'a#011b'`,
    `${before} LOG:  duration: 1.000 ms  statement: SELECT 3`,
  ];
  const { executions } = await readText(textOf(lines));
  expect(executions.map(({ sql }) => sql)).toEqual(['SELECT $1\n, 2', 'SELECT 3']);
  expect(executions[0]?.parameters).toEqual(['a\tb']);
});

it.each([
  [
    'dashes between blanks',
    (pid: number, user: string) =>
      `-63b41c47.${pid.toString(16)}- pid - ${pid} 26-1, db - shop, user - ${user}, client - 10.0.0.7 `,
  ],
  ['a word before the address', (pid: number, user: string) => ` [${pid}] ${user}@shop from 10.0.0.7 `],
])('names are told by %s', async (_, before) => {
  const lines = [17, 18, 19].map(
    (pid) => `2023-01-03 12:19:14.211 UTC${before(pid, `u${pid}`)}LOG:  duration: 1.000 ms  statement: SELECT 1`,
  );
  const { executions } = await readText(textOf(lines));
  expect(executions.map(clientOf)).toEqual(
    [17, 18, 19].map((pid) => ({ user: `u${pid}`, database: 'shop', application: null, host: '10.0.0.7' })),
  );
  expect(await incompleteOf(lines)).toEqual([]);
});

it('names of Azure are told from what stands before its messages, with dashes between blanks', async () => {
  const message =
    '2023-01-03 12:19:14.211 UTC-63b41c47.50be- pid - 20670 26-1, db - shop, user - ann, client - 10.0.0.7 LOG:  duration: 9.400 ms  statement: SELECT 1';
  const lines = ['"errorLevel_s","timestamp_s",Message,"detail_s"', `LOG,"2023-01-03 12:19:14.211 UTC","${message}",`];
  const { executions } = await readText(textOf(lines));
  expect(executions.map(clientOf)).toEqual([{ user: 'ann', database: 'shop', application: null, host: '10.0.0.7' }]);
});

it('what CloudWatch has put before each record is told also where further lines begin with blanks', async () => {
  const lines = Array.from({ length: 9 }, (_, second) => {
    const at = `2026-11-23T18:00:0${second}.000Z 2026-11-23 18:00:0${second} UTC`;
    return `${at}:10.0.0.7(48501):ann@shop:[109]:LOG:  duration: 2.000 ms  statement: SELECT a\n     FROM t\n     WHERE b`;
  });
  const { executions } = await readText(textOf(lines));
  const ann = { user: 'ann', database: 'shop', application: null, host: '10.0.0.7' };
  expect(executions.map(clientOf)).toEqual(lines.map(() => ann));
  expect(await incompleteOf(lines)).toEqual([]);
});
