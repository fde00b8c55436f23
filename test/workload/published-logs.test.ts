import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { summarize } from '../../src/report/workload-summary.ts';
import { bytesOf, readText } from './support.ts';

/* Forms of logs that others have published, in issues and in the tests of pgBadger, pganalyze's collector, pgreplay and Elastic's integrations; the text is ours. */

interface Seen {
  readonly sql: string;
  readonly ms: number | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host: string | null;
}

async function seenIn(lines: readonly string[]): Promise<Seen[]> {
  const { executions } = await readText(`${lines.join('\n')}\n`);
  return executions.map(({ sql, durationMs: ms, user, database, application, host = null }) => {
    return { sql, ms, user, database, application, host };
  });
}

const nobody = { user: null, database: null, application: null, host: null };

describe('messages whose blanks a collector has cut or doubled', () => {
  it('a statement that begins on the next line is read without the blank before that', async () => {
    const lines = [
      '2019-10-20 03:00:32 UTC:172.21.7.53(49654):app@shop:[1371]:LOG:  duration: 39401.431 ms  statement:',
      '\t                    UPDATE buildings SET state = 1',
      '2019-10-20 03:00:33 UTC:172.21.7.53(49654):app@shop:[1371]:LOG:  duration: 2.500 ms  execute <unnamed>:',
      '\tSELECT 7',
    ];
    const app = { user: 'app', database: 'shop', application: null, host: '172.21.7.53' };
    expect(await seenIn(lines)).toEqual([
      { sql: 'UPDATE buildings SET state = 1', ms: 39401.431, ...app },
      { sql: 'SELECT 7', ms: 2.5, ...app },
    ]);
  });

  it('a duration alone may have a blank after it', async () => {
    const prefix = '2024-01-13 11:04:58 EET [281794]: user=u,db=d,app=my app: d,client=[local] ';
    const lines = [`${prefix}LOG:  statement: SELECT 1 `, `${prefix}LOG:  duration: 489.168 ms `];
    const client = { user: 'u', database: 'd', application: 'my app: d', host: '[local]' };
    expect(await seenIn(lines)).toEqual([{ sql: 'SELECT 1', ms: 489.168, ...client }]);
  });
});

describe('a plan whose blanks a console has made one of', () => {
  const prefix = '2023-10-10 19:56:46 UTC-6525a8e7.2e3d-LOG: ';
  const nodes = [
    'GroupAggregate (cost=1906820.83..2131820.83 rows=10000000 width=40) (actual time=70930.833..129231.950 rows=10000000 loops=1)',
    'Group Key: customer.c_w_id',
    '-> Seq Scan on public.customer (cost=0.00..540000.00 rows=10000000 width=13) (actual time=0.021..22997.697 rows=10000000 loops=1)',
  ];

  it.each([
    ['a newline', []],
    ['a line without anything', ['']],
  ])('is one still, with %s before its statement', async (_, between) => {
    const statement = ['Query Text: SELECT sum(c) FROM customer', 'WHERE (cost=5 OR b (cost=6)) GROUP BY a;'];
    expect(await seenIn([`${prefix}duration: 150692.864 ms plan:`, ...between, ...statement, ...nodes])).toEqual([
      { sql: 'SELECT sum(c) FROM customer\nWHERE (cost=5 OR b (cost=6)) GROUP BY a', ms: 150692.864, ...nobody },
    ]);
  });

  it('is named where it cannot be read, and the server not blamed', async () => {
    const lines = [`${prefix}duration: 150692.864 ms plan:`, 'SELECT sum(c) FROM customer', ...nodes];
    await expect(readText(`${lines.join('\n')}\n`)).rejects.toThrow(/no statements but in malformed records \(1\)/);
  });
});

describe('what is left of a log', () => {
  it('durations may have lost noughts at their end', async () => {
    const prefix = '2026-05-23 10:08:00.000 UTC [7] app@shop LOG:  ';
    const lines = [
      `${prefix}duration: 12.5 ms  statement: SELECT 1`,
      `${prefix}duration: 5812 ms  execute <unnamed>: SELECT 2`,
      `${prefix}statement: SELECT 3`,
      `${prefix}duration: 55.66 ms`,
    ];
    const app = { user: 'app', database: 'shop', application: null, host: null };
    expect(await seenIn(lines)).toEqual([12.5, 5812, 55.66].map((ms, i) => ({ sql: `SELECT ${i + 1}`, ms, ...app })));
  });

  it('a plan is read though a blank follows its head, and its duration has lost noughts', async () => {
    const lines = [
      '2024-01-13 11:04:58.000 UTC [7] LOG:  duration: 7.5 ms  plan: ',
      '\tQuery Text: SELECT 1',
      '\tResult  (cost=0.00..0.01 rows=1 width=4)',
    ];
    const workload = await collectWorkload([readLog('pg.log', bytesOf(`${lines.join('\n')}\n`))]);
    const [statement] = summarize(workload).statements;
    expect(statement).toMatchObject({ sql: 'SELECT $1', plans: [{ durationMs: 7.5 }] });
  });

  it('a csvlog with the columns of PostgreSQL 8.4, which has no applications', async () => {
    const record =
      '2010-12-31 10:59:52.243 CET,"app","shop",16911,"[local]",4d1da788.420f,1,"idle",2010-12-31 10:59:52 CET,2/5,0,LOG,00000,"statement: SELECT 1",,,,,,,,\n';
    expect(await seenIn([record.repeat(3).trimEnd()])).toEqual(
      Array(3).fill({ sql: 'SELECT 1', ms: null, user: 'app', database: 'shop', application: null, host: '[local]' }),
    );
  });
});

describe('prefixes', () => {
  it('Heroku’s longer one has values in quotes', async () => {
    const lines = [
      ' sql_error_code = 28000 time_ms = "2022-06-02 22:48:20.807 UTC" pid="11666" proc_start_time="2022-06-02 22:48:20 UTC" session_id="62993e34.2d92" vtid="6/17007" tid="0" log_line="1" database="postgres" connection_source="127.0.0.1(36532)" user="postgres" application_name="[unknown]" FATAL:  no pg_hba.conf entry for host "127.0.0.1", user "postgres", database "postgres", SSL off',
      ' sql_error_code = 00000 time_ms = "2022-06-02 22:48:22.807 UTC" pid="11667" proc_start_time="2022-06-02 22:48:20 UTC" session_id="62993e35.2d93" vtid="6/17008" tid="0" log_line="3" database="shop" connection_source="10.0.0.7(12345)" user="app" application_name="web 1" LOG:  duration: 5.887 ms  statement: SELECT 1',
    ];
    const client = { user: 'app', database: 'shop', application: 'web 1', host: '10.0.0.7' };
    expect(await seenIn(lines)).toEqual([{ sql: 'SELECT 1', ms: 5.887, ...client }]);
    const drained = lines.map(
      (line, i) =>
        `${line.length + 60} <134>1 2022-06-02T22:48:2${i}+00:00 host app postgres.7 - [RED] [${i + 2}-1] ${line}`,
    );
    expect(await seenIn(drained)).toEqual([{ sql: 'SELECT 1', ms: 5.887, ...client }]);
  });

  it('values in quotes are told from the lines', async () => {
    const line = (user: string, message: string) =>
      `2022-06-02 22:48:22.807 UTC {pid="7", user="${user}", database="shop", remote="10.0.0.7"} LOG:  ${message}`;
    const lines = ['ann', 'bob'].map((user) => line(user, 'duration: 5.887 ms  statement: SELECT 1'));
    const client = { database: 'shop', application: null, host: '10.0.0.7' };
    expect(await seenIn(lines)).toEqual(
      ['ann', 'bob'].map((user) => ({ sql: 'SELECT 1', ms: 5.887, user, ...client })),
    );
  });

  it.each([
    ['pgreplay’s', '2010-12-31 10:59:53.308 UTC|app|shop|4d1db7a8.4227|', { user: 'app', database: 'shop' }],
    [
      'Spilo’s',
      '2024-01-13 11:04:58 UTC [77]: [3-1] 65a26f3a.4d 1234 shop app Patroni restapi 10.0.0.7 ',
      { user: 'app', database: 'shop', application: 'Patroni restapi', host: '10.0.0.7' },
    ],
    [
      'PolarDB’s, with tabs',
      '77\t10.0.0.7(4444)\tapp\t2024-01-13 11:04:58.000 UTC\t',
      { user: 'app', host: '10.0.0.7' },
    ],
    ['PlanetScale’s', '[POSTGRES] 2026-01-01 12:00:00.123 UTC [7] ', {}],
    [
      'Microsoft’s for pgBadger',
      '2022-05-23 08:23:59 UTC 9300 5-1 db-shop,user-app,app-psql,client-192.168.0.4 ',
      { user: 'app', database: 'shop', application: 'psql', host: '192.168.0.4' },
    ],
    [
      'one with an address right after a name',
      'db=shop,user=app 192.168.3.40(43893) [7372]',
      { user: 'app', database: 'shop', host: '192.168.3.40' },
    ],
    [
      'one with slashes between names',
      'S:6109a690.2201 N:6228565 T:0 V:4/3114293 E:00000 C:127.0.0.1/app@shop/[unknown] - idle: ',
      { user: 'app', database: 'shop', host: '127.0.0.1' },
    ],
  ])('%s is known', async (_name, prefix, client) => {
    const lines = [1, 2].map((n) => `${prefix}LOG:  duration: ${n}.500 ms  statement: SELECT 1`);
    expect(await seenIn(lines)).toEqual([1.5, 2.5].map((ms) => ({ sql: 'SELECT 1', ms, ...nobody, ...client })));
  });

  it.each(['2018-09-28 09:59:26.723 UTC', '2018-09-28 09:59:26 CEST'])(
    'one of a time may have no blank after it: %s',
    async (time) => {
      const lines = [
        `${time}LOG:  duration: 1.500 ms  execute a: SELECT $1`,
        `${time}DETAIL:  parameters: $1 = '7'`,
        `${time}ERROR:  relation "x" does not exist at character 15`,
        `${time}STATEMENT:  SELECT * FROM x`,
      ];
      const { executions, source } = await readText(`${lines.join('\n')}\n`);
      const zoned = time.replace(' UTC', 'Z').replace(' CEST', '+02:00');
      expect(executions).toMatchObject([{ sql: 'SELECT $1', parameters: ['7'], at: Date.parse(zoned) }]);
      expect(source.skipped).toEqual({ 'failed statement': 1 });
    },
  );

  it('names may have any marks in them where messages tell of them', async () => {
    const prefix = '2024-01-13 11:04:58.000 UTC [7] web:1@tenant/7 ';
    const lines = [
      `${prefix}LOG:  connection authorized: user=web:1 database=tenant/7 application_name=psql`,
      `${prefix}LOG:  duration: 1.500 ms  statement: SELECT 1`,
      `${prefix}LOG:  duration: 2.500 ms  statement: SELECT 2`,
    ];
    const client = { user: 'web:1', database: 'tenant/7', application: null, host: null };
    expect(await seenIn(lines)).toEqual([1, 2].map((n) => ({ sql: `SELECT ${n}`, ms: n + 0.5, ...client })));
  });
});

describe('Azure’s diagnostics', () => {
  const entry = (properties: object) =>
    JSON.stringify({ time: '2023-08-17T10:00:08.452Z', category: 'PostgreSQLLogs', properties });

  it.each([
    [
      'names in brackets are of nobody yet',
      '2023-02-27 22:21:18.277 UTC [1984] [user=azuresu,db=postgres,app=[unknown]] LOG:  ',
      { user: 'azuresu', database: 'postgres', application: null, host: null },
    ],
    [
      'an application may have brackets in its name',
      '2018-09-27 06:57:02.779 UTC [20194] [user=app,db=shop,app=sidekiq 1.2.3 queues:mail[0 of 50 busy]] LOG:  ',
      { user: 'app', database: 'shop', application: 'sidekiq 1.2.3 queues:mail[0 of 50 busy]', host: null },
    ],
    [
      'a prefix may have no blank at its end',
      '2023-08-17 10:00:08.448 UTC [28218]: [61567-1] xact=0,user=app,db=shop,client=[local], app=[unknown]LOG:  ',
      { user: 'app', database: 'shop', application: null, host: '[local]' },
    ],
    [
      'names may come right after the session’s id',
      '2020-10-01 11:59:26 UTC-12abcd3e.4f5678-user=app,db=shop,app=web,client=127.0.0.1LOG:  ',
      { user: 'app', database: 'shop', application: 'web', host: '127.0.0.1' },
    ],
    [
      'Cosmos DB leaves out the level',
      '2024-08-21 08:48:57.014 UTC [167373] [user=app,db=shop,app=citus] ',
      { user: 'app', database: 'shop', application: 'citus', host: null },
    ],
  ])('%s', async (_name, prefix, client) => {
    const message = `${prefix}duration: 1.611 ms  execute <unnamed>: SELECT 1`;
    const log = [entry({ errorLevel: 'LOG', message, detail: '', prefix: '' })];
    expect(await seenIn(log)).toEqual([{ sql: 'SELECT 1', ms: 1.611, ...client }]);
  });

  it('single servers count their checkpoints', async () => {
    const message = 'checkpoint complete (212): wrote 0 buffers (0.0%); write=0.016 s, sync=0.000 s, total=0.063 s';
    const statement = 'duration: 1.000 ms  statement: SELECT 1';
    const lines = [message, statement].map((text) =>
      entry({ prefix: '2023-02-27 23:26:18 UTC-63fd3286.d4-', message: text, detail: '', errorLevel: 'LOG' }),
    );
    const workload = await collectWorkload([readLog('azure.json', bytesOf(`${lines.join('\n')}\n`))]);
    const { events } = summarize(workload);
    expect(events.map(({ kind, total }) => [kind, total])).toEqual([['checkpoint-complete', 63_000]]);
  });
});

it('a message that something else has taken out of its line is read', async () => {
  const lines = [
    JSON.stringify({
      '@timestamp': '2017-12-15T10:00:00.000Z',
      message: "duration: 0.051 ms  execute <unnamed>: select 'x'",
      severity: 'LOG',
      user: 'app',
      database: 'shop',
    }),
  ];
  const client = { user: 'app', database: 'shop', application: null, host: null };
  expect(await seenIn(lines)).toEqual([{ sql: "select 'x'", ms: 0.051, ...client }]);
});

it('Neon’s compute puts each message on one line', async () => {
  const lines = [
    'PG:2025-02-21 09:44:15.835 GMT [31] LOG:  received SIGHUP, reloading configuration files',
    '',
    '2025-02-21T09:44:16.000000Z  INFO compute_ctl: something of its own',
    "PG:2025-02-21 09:44:15.837 GMT [33] LOG:  duration: 1.500 ms  statement: SELECT 'a\u200bb',\u200b\t       c\u200b\tFROM t",
    '',
  ];
  expect(await seenIn(lines)).toEqual([{ sql: "SELECT 'a\u200bb',\n       c\nFROM t", ms: 1.5, ...nobody }]);
});

it('a log of pgAudit alone is said to be that', async () => {
  const at = '2026-01-01 00:00:00.000 UTC [10] app@shop LOG:';
  const log = `${at}  AUDIT: SESSION,1,1,READ,SELECT,,,SELECT * FROM posts WHERE id = 1;,<not logged>\n`;
  await expect(readText(log)).rejects.toMatchObject({
    message: 'test.log has no statements but in lines of pgAudit (1), which tell no durations',
  });
  await expect(readText(`${log}${at}  duration: 1.511 ms\n`)).rejects.toThrow('in lines of pgAudit (1)');
  const { source } = await readText(`${log}${at}  duration: 1.000 ms  statement: SELECT 1\n`);
  expect(source).toMatchObject({ statements: 1, skipped: { 'line of pgAudit': 1 } });
});

describe('syslog', () => {
  const client = { user: 'app', database: 'shop', application: null, host: null };
  const text = 'user=app,db=shop LOG:  duration: 1.500 ms  statement: SELECT 1';

  it('has the facility’s number after it in some', async () => {
    const at = '2013-11-14T13:12:14.275779+00:00 db7 local3.info<158> postgres[9521]:';
    const lines = [`${at} [13-1] ${text},`, `${at} [13-2] #011       2`, `${at} [14-1] ${text}`];
    expect(await seenIn(lines)).toEqual([
      { sql: 'SELECT 1,\n       2', ms: 1.5, ...client },
      { sql: 'SELECT 1', ms: 1.5, ...client },
    ]);
  });

  it('may have come from Heroku through Papertrail', async () => {
    const lines = [
      'Jun 26 06:36:54 shop app/postgres.29339:  [DATABASE] [39-1] LOG:  duration: 3040.545 ms  execute <unnamed>: SELECT $1',
      "Jun 26 06:36:54 shop app/postgres.29339:  [DATABASE] [39-2] DETAIL:  parameters: $1 = '696'",
    ];
    const { executions, source } = await readText(`${lines.join('\n')}\n`, { writtenAt: Date.UTC(2020, 6) });
    expect(executions).toMatchObject([{ parameters: ['696'], session: '29339', at: Date.UTC(2020, 5, 26, 6, 36, 54) }]);
    expect(source).toMatchObject({ untold: ['year-and-zone'], skipped: {} });
  });

  it('times without a year are of the last one before the log was written, and go on over its end', async () => {
    const times = ['Dec 31 23:59:58', 'Jan  1 00:00:01', 'Dec 31 23:59:59', 'Jan  4 12:00:00'];
    const log = times.map((time, i) => `${time} db1 postgres[7]: [${i + 1}-1] ${text}\n`).join('');
    const atOf = async (options: object) => (await readText(log, options)).executions.map(({ at }) => at);
    const writtenAt = Date.UTC(2026, 0, 4, 13);
    const inUtc = [
      Date.UTC(2025, 11, 31, 23, 59, 58),
      Date.UTC(2026, 0, 1, 0, 0, 1),
      Date.UTC(2025, 11, 31, 23, 59, 59),
      Date.UTC(2026, 0, 4, 12),
    ];
    expect(await atOf({ writtenAt })).toEqual(inUtc);
    expect(await atOf({ writtenAt, timezone: '+05:30' })).toEqual(inUtc.map((at) => at - 5.5 * 3_600_000));
    expect(await atOf({})).toEqual([null, null, null, null]);
    const workload = await collectWorkload([readLog('pg.log', bytesOf(log), { writtenAt })]);
    expect(workload.incomplete).toEqual([
      'pg.log: its times are syslog’s, which have no year: taken is the last one up to when the log was written, and for their zone UTC (for another, pass --log-timezone)',
    ]);
  });

  it('with a prefix that is given, the carrier tells the time all the same', async () => {
    const log = `2026-11-23T13:09:53.322161+00:00 vm postgres[11159]: [19-1] ${text}\n`;
    const { executions, source } = await readText(log, { prefix: 'user=%u,db=%d ' });
    expect(executions).toMatchObject([{ at: Date.UTC(2026, 10, 23, 13, 9, 53, 322), session: '11159' }]);
    expect(source.untold).toBeUndefined();
  });
});

describe('logfmt', () => {
  it('what other programs have in theirs is left out', async () => {
    const lines = [
      'ts=2024-05-01T10:00:00.123Z level=info msg="starting \\"promtail\\"" version=1',
      'ts=2024-05-01T10:00:00.124Z level=info msg="2024-05-01 10:00:00.122 UTC [7] app@shop LOG:  duration: 3.500 ms  statement: SELECT \'a \\"b\\" \\\\\\\\ c\'"',
      'ts=2024-05-01T10:00:00.125Z level=info msg="something else"',
      'ts=2024-05-01T10:00:01.123Z level=info msg="2024-05-01 10:00:01.122 UTC [7] app@shop LOG:  duration: 4.500 ms  statement: SELECT a\\n\\tFROM t"',
    ];
    const client = { user: 'app', database: 'shop', application: null, host: null };
    expect(await seenIn(lines)).toEqual([
      { sql: 'SELECT \'a "b" \\\\ c\'', ms: 3.5, ...client },
      { sql: 'SELECT a\nFROM t', ms: 4.5, ...client },
    ]);
  });
});

it.each([',', ', ', ' ,  '])(
  'a list of JSON on one line may be of any length, its entries parted by %j',
  async (comma) => {
    const texts = ['x', ' },{', '},{\\"a', '},{"'].map((text) => `${text}${'y'.repeat(900_000)}`);
    texts.unshift('short');
    const entries = Array.from({ length: 24 }, (_, i) => {
      const literal = `${'z'.repeat(i)}${texts[i % texts.length]!}},{`;
      const message = `2026-01-01 12:00:00.123 UTC [7] app@shop LOG:  duration: 1.000 ms  statement: SELECT '${literal}'`;
      return JSON.stringify({ message, labels: [{ a: 1 }, { b: 2 }] });
    });
    const { executions, source } = await readText(`[${entries.join(comma)}]`);
    expect(executions.map(({ sql }) => `${sql.length} ${sql.slice(0, 40)}`)).toEqual(
      entries.map((entry) => {
        const sql = (JSON.parse(entry) as { message: string }).message.replace(/^.* {2}statement: /, '');
        return `${sql.length} ${sql.slice(0, 40)}`;
      }),
    );
    expect(source.skipped).toEqual({});
  },
);

it('a list of instances, each with a list of its messages in csvlog', async () => {
  const record = (tag: string) =>
    `2022-01-05 12:00:30.794 UTC,"app","shop",107078,"[local]",61d5885d.1a246,3,"SELECT",2022-01-05 12:00:29 UTC,3/1,0,LOG,00000,"duration: 612.345 ms  statement: SELECT a\nFROM ""t""\nWHERE x = 1",,,,,,,,,"psql","client backend"`.replace(
      'SELECT a',
      `SELECT ${tag}`,
    );
  const messages = ['a', 'b'].map((tag) => ({ time: '2022-01-05T12:00:30.794Z', message: record(tag) }));
  const instances = messages.map((message, i) => ({ name: `db-${i}`, messages: [message] }));
  const client = { user: 'app', database: 'shop', application: 'psql', host: '[local]' };
  for (const indent of [0, 2])
    expect(await seenIn([JSON.stringify({ instances }, null, indent)])).toEqual(
      ['a', 'b'].map((tag) => ({ sql: `SELECT ${tag}\nFROM "t"\nWHERE x = 1`, ms: 612.345, ...client })),
    );
});

it('a table whose quotes are not doubled', async () => {
  const prefix = '2024-01-13 11:04:58.000 UTC [7] app@shop LOG:  duration: 1.500 ms  statement: ';
  const statements = ['SELECT "a", "b" FROM "t"', 'SELECT "a","b"\n\tFROM "t"', "SELECT ''", 'SELECT "é"'];
  const lines = [
    'id,event_message,timestamp',
    ...statements.map((sql, i) => `"x-${i}","${prefix}${sql}",${1_705_143_898_000_000 + i}`),
  ];
  const client = { user: 'app', database: 'shop', application: null, host: null };
  expect(await seenIn(lines)).toEqual(
    statements.map((sql) => ({ sql: sql.replace('\n\t', '\n'), ms: 1.5, ...client })),
  );
});

it('Brazil’s Portuguese', async () => {
  const prefix = '2023-05-05 10:00:00.000 -03 [7] user=app,db=shop,app=[desconhecido] ';
  const lines = [
    `${prefix}LOG:  duração: 2.500 ms  comando: SELECT 1`,
    `${prefix}ERRO:  relação "x" não existe no caracter 15`,
    `${prefix}COMANDO:  SELECT * FROM x`,
    `${prefix}LOG:  duração: 0.100 ms  análise de <unnamed>: SELECT $1`,
    `${prefix}LOG:  duração: 0.100 ms  ligação <unnamed>: SELECT $1`,
    `${prefix}DETALHE:  parâmetros: $1 = '7'`,
    `${prefix}LOG:  duração: 3.500 ms  executar <unnamed>: SELECT $1`,
    `${prefix}DETALHE:  parâmetros: $1 = '7'`,
    `${prefix}LOG:  duração: 0.500 ms  executar busca de c1: SELECT 8`,
  ];
  const { executions, source } = await readText(`${lines.join('\n')}\n`);
  expect(executions).toMatchObject([
    { sql: 'SELECT 1', durationMs: 2.5, calls: 1, user: 'app', application: null },
    { sql: 'SELECT $1', durationMs: 3.5, calls: 1, parameters: ['7'] },
    { sql: 'SELECT 8', durationMs: 0.5, calls: 0 },
  ]);
  expect(source.skipped).toEqual({ 'failed statement': 1, 'parse or bind step': 2 });
});

it('what other programs have in the same container’s log is no part of a statement', async () => {
  const prefix = '2024-01-01 00:00:03.000 UTC [60] app@shop LOG:  duration: 1.500 ms  statement: ';
  const lines = [
    `${prefix}SELECT 1,`,
    '2',
    '[2024-01-01 00:00:02] [INFO] monitoring primary node "pg-0" (ID: 1000) in normal state',
    `${prefix}SELECT 3`,
    'I0101 00:00:03.123456 12345 client.cc:42] retrying',
    `${prefix}SELECT 4`,
    '00:00:03 123 INFO  pg_autoctl keeps running',
    '2024-01-01T00:00:03.000Z\tINFO\tkeeper/main.go:1\tour db requested role is master',
    `${prefix}SELECT 5`,
    '',
    '==> postgresql-2.log <==',
    `${prefix}SELECT 6`,
  ];
  const { executions, source } = await readText(`${lines.join('\n')}\n`);
  expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1,\n2', 'SELECT 3', 'SELECT 4', 'SELECT 5', 'SELECT 6']);
  expect(source.skipped).toEqual({ 'line not recognised': 5 });
});
