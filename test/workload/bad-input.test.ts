import { execFileSync } from 'node:child_process';
import { appendFileSync, truncateSync } from 'node:fs';
import { link as linkTo, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWorkloadBuilder } from '../../src/workload/builder.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { expandInputs, openInput } from '../../src/workload/files.ts';
import { readLog, type LogSource } from '../../src/workload/read-log.ts';
import { readSqlFile } from '../../src/workload/read-sql.ts';
import { bytesOf, drain, readText, totalUs } from './support.ts';

const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [21200] postgres@shop ${rest}\n`;
const select = (n: number) => at(`LOG:  duration: ${n}.000 ms  statement: SELECT ${n}`);

/** The head of a member, and its text. */
function tarOf(text: string): Buffer {
  const head = Buffer.alloc(512);
  head.write('log/postgresql.log', 0);
  head.write('ustar', 257);
  return Buffer.concat([head, Buffer.from(text), Buffer.alloc(512)]);
}

describe('a log of which nothing can be made says why, and what to do', () => {
  it.each([
    ['empty', '', 'test.log is empty', 'log_directory'],
    ['zip', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]), 'a zip archive', 'unzip -d'],
    ['tar', tarOf(select(1)), 'a tar archive', 'tar -C'],
    ['tar, compressed', gzipSync(tarOf(select(1))), 'a tar archive', 'tar -C'],
    [
      'Greenplum’s',
      '2018-08-23 15:34:30.004070 CST,"app","shop",p12775,th-1756479360,"127.0.0.1","52802",2018-08-23 15:34:29 CST,0,con7,cmd4,seg-1,,dx4,,sx1,"LOG","00000","statement: SELECT 1",,,,,,"SELECT 1",0,,"postgres.c",1590,\n',
      'a csvlog of Greenplum or Cloudberry',
      'advises on PostgreSQL',
    ],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 10, 0, 0]), 'binary data', 'stderr, csvlog or jsonlog'],
    ...(
      [
        ['with \\x', '-[ RECORD 1 ]---+-----\nqueryid | 5\nquery   | SELECT 1\ncalls   | 2\ntotal_exec_time | 0.1\n'],
        ['as JSON', '[{"userid":10,"queryid":5,"query":"SELECT 1","calls":2,"mean_exec_time":0.1}]\n'],
        ['as COPY writes it', '10\t5\tt\t-4550631380659917448\tSELECT 1\t0\t0\t0\n'],
        ['as CSV without a header', '10,5,-4550631380659917448,"SELECT 1, 2",0,0\n'],
        ['without times', 'query,calls\nSELECT 1,2\n'],
      ] as const
    ).map(
      ([form, text]) =>
        [`of pg_stat_statements ${form}`, text, 'holds pg_stat_statements, but not as', 'CSV HEADER'] as const,
    ),
    ['no log', 'Dear diary,\ntoday I did nothing.\n', 'not recognised as a PostgreSQL log', 'lc_messages'],
    [
      'without statements',
      at('LOG:  checkpoint starting: time'),
      'has no statements',
      'log_min_duration_statement = 0',
    ],
    [
      'durations only',
      at('LOG:  duration: 1.000 ms').repeat(3),
      '3 durations but no statements',
      'log_min_duration_statement',
    ],
    ['in another language', at('LOG:  délka: 1.000 ms  příkaz: SELECT 1'), 'language', "lc_messages = 'C'"],
    // Whether or not its program is installed.
    ['damaged zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0]), 'is compressed, and', 'ecompress it'],
    [
      'of Redshift',
      "'2020-03-07T16:09:43Z UTC [ db=dev user=rdsdb pid=16929 userid=1 xid=7382 ]' LOG: SELECT 1\n".repeat(2),
      'Amazon Redshift, which holds no durations',
      'PostgreSQL',
    ],
    [
      'of PgBouncer',
      '2023-12-19 03:06:13.586 CET [10384] LOG C-0x7f3bd6c47f40: shop/api@10.0.0.80:38296 closing because: client close request (age=5s)\n',
      'PgBouncer, which holds no statements',
      'server behind it',
    ],
    [
      'of journalctl, for people to read',
      'Mon 2026-11-23 12:00:00 UTC [s=1;i=2]\n    _PID=7\n    MESSAGE=2026-11-23 12:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT 1\n'.repeat(
        9,
      ),
      'journalctl -o verbose',
      '-o export',
    ],
    [
      'of Cloud Logging in YAML',
      "---\ninsertId: s=1\ntextPayload: '2026-11-23 12:00:00.000 UTC [7]: LOG:  duration: 1.000 ms  statement: SELECT 1'\n".repeat(
        9,
      ),
      'YAML',
      '--format=json',
    ],
    [
      'of PgBouncer through syslog',
      'Nov 23 13:09:53 vm pgbouncer[99]: C-0x5623: pgbench/u@127.0.0.1:43866 login attempt: db=pgbench\n',
      'PgBouncer',
      'server behind it',
    ],
    [
      'of PgBouncer that has just started',
      '2023-12-19 03:06:13.586 UTC [1] LOG listening on 0.0.0.0:6432\n2023-12-19 03:06:13.586 UTC [1] LOG process up: PgBouncer 1.21.0\n',
      'PgBouncer',
      'server behind it',
    ],
    [
      'of Pgpool-II',
      '2023-05-16 06:45:11.123: my app pid 120: LOG:  DB node id: 0 backend pid: 4312 statement: SELECT 1\n',
      'Pgpool-II, which holds no durations',
      'server behind it',
    ],
    [
      'of an older Pgpool-II through syslog',
      'Mar 21 23:15:23 vm pgpool[1380]: DB node id: 1 backend pid: 3455 statement: SELECT 1\n',
      'Pgpool-II',
      'server behind it',
    ],
    [
      'of Patroni',
      '2023-05-16 06:45:11,123 INFO: no action. I am (pg-0), the leader with the lock\n',
      'Patroni, which holds no statements',
      'server that it runs',
    ],
    [
      'of Fluent Bit, for people to read',
      '[0] kube.db: [[1700000000.000000001, {}], {"log"=>"2026-11-23 12:51:46.003 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT 1"}]\n',
      'Fluent Bit',
      'json_lines',
    ],
    [
      'of Logstash, for people to read',
      '{\n       "message" => "2026-11-23 12:51:46.003 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT 1",\n    "@timestamp" => 2026-11-23T12:51:46.003Z\n}\n',
      'Logstash',
      'json_lines',
    ],
    [
      'of Windows’ events in XML',
      "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><EventData><Data>2026-11-23 12:51:46.003 CET [7] LOG:  duration: 1.000 ms  statement: SELECT 1\n</Data></EventData></Event></Events>\n",
      'Windows event log in XML',
      'Export-Csv',
    ],
    [
      'of Windows’ events as text',
      'Information\t23/11/2026 12:51:46\tPostgreSQL\t0\tNone\t"2026-11-23 12:51:46.003 CET [7] LOG:  duration: 1.000 ms  statement: SELECT 1\n "\n',
      'Windows event log as text',
      'Export-Csv',
    ],
    ['a workload file', '{"format":"idx-advisor/workload","version":1}\n', 'a workload file', '--workload'],
    ['a file of SQL', '-- all of them\nSELECT 1;\n', 'file of SQL statements', '--sql'],
    ['no queries', at('LOG:  duration: 1.000 ms  statement: BEGIN'), 'has no query, only BEGIN', 'hours'],
    [
      'failures alone',
      at('ERROR:  relation "x" does not exist') + at('STATEMENT:  SELECT 1 FROM x'),
      'no statements but 1 that failed',
      'log_min_duration_statement',
    ],
    [
      'nearly all of another program',
      `${at('LOG:  checkpoint starting: time')}${'hello\0\n'.repeat(9)}`,
      '9 of its 10 lines are not recognised',
      '--log-prefix',
    ],
    ['another kind of JSON', '{"a":1}\n{"b":2}\n', 'not recognised', 'jsonlog'],
  ])('%s', async (_, content, message, hint) => {
    await expect(readText(content)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });
});

it('reads what the server writes to one log with another program', async () => {
  const other = '2023-05-16 06:45:11,123 INFO: no action. I am (pg-0), the leader with the lock\n';
  const { executions } = await readText(other.repeat(9) + at('LOG:  duration: 1.000 ms  statement: SELECT 1'));
  expect(executions).toHaveLength(1);
});

describe('a log that is damaged', () => {
  it('may begin and end inside a record', async () => {
    const { executions, source } = await readText(`\t  FROM half\n${select(1)}${select(2).slice(0, -12)}`);
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1']);
    expect(source.skipped).toMatchObject({ 'line not recognised': 1 });
  });

  it('may have carriage returns, a byte order mark and NUL bytes', async () => {
    const text = `\ufeff${select(1)}\0\0\0\n${select(2)}`.replaceAll('\n', '\r\n');
    const { executions, source } = await readText(text);
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 2']);
    expect(source.skipped).toEqual({ 'line not recognised': 1 });
  });

  it('may have one blank where the server writes two', async () => {
    const { executions } = await readText(
      '2021-05-27 17:00:00 UTC:10.1.91.65:user@my_db:[24743]:LOG: duration: 0.054 ms statement: SELECT * FROM t1;\n' +
        '2021-05-27 17:00:00 UTC:10.1.91.65:user@my_db:[24743]:LOG: duration: 0.050 ms execute S_1: SELECT $1\n' +
        "2021-05-27 17:00:00 UTC:10.1.91.65:user@my_db:[24743]:DETAIL: parameters: $1 = '7'\n",
    );
    expect(executions.map(({ durationMs, parameters }) => [durationMs, parameters])).toEqual([
      [0.054, []],
      [0.05, ['7']],
    ]);
  });

  it('may be a csvlog that an export has quoted anew', async () => {
    const { executions } = await readText(
      '"2026-05-16 05:11:50.269 UTC","u","d","1001","192.0.2.10:54321","6a000001.3e9","1","SELECT","2026-05-16 05:00:00 UTC","1/1","0","LOG","00000","duration: 6.283 ms  execute s/p: SELECT a FROM t","","","","","","","","","app","client backend","0"\n' +
        '2026-05-16 05:20:03.994 UTC,u,d,1002,192.0.2.20:54322,6a000002.3ea,2,idle,2026-05-16 05:00:00 UTC,2/2,0,LOG,00000,duration: 1.000 ms  statement: SELECT b,,,,,,,,,app,client backend,,0\n',
    );
    expect(executions).toEqual([
      expect.objectContaining({ user: 'u', database: 'd', session: '6a000001.3e9', durationMs: 6.283 }),
      expect.objectContaining({ user: 'u', host: '192.0.2.20', sql: 'SELECT b', durationMs: 1 }),
    ]);
  });

  it('may hold Latin-1', async () => {
    const { executions } = await readText(
      Buffer.concat([
        Buffer.from(select(1)),
        Buffer.from(at("LOG:  duration: 2.000 ms  statement: SELECT 'caf\u00e9'"), 'latin1'),
      ]),
    );
    expect(executions[1]!.sql).toBe("SELECT 'café'");
  });

  it('may be a gzip file cut short', async () => {
    const zipped = gzipSync(
      Buffer.from(Array.from({ length: 20_000 }, (_, i) => select((i * 7919) % 20_000)).join('')),
    );
    const { executions, source } = await readText(zipped.subarray(0, zipped.length / 2));
    expect(executions.length).toBeGreaterThan(8_000);
    expect(source.skipped).toMatchObject({ 'compressed data cut short': 1 });
  });

  it('may be several gzip members, padded with zeros', async () => {
    const members = [select(1), select(2)].map((text) => gzipSync(Buffer.from(text)));
    const whole = await readText(Buffer.concat(members));
    expect(whole.executions.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 2']);
    expect(whole.source.skipped).toEqual({});
    const padded = await readText(Buffer.concat([...members, Buffer.alloc(512)]));
    expect(padded.executions).toEqual(whole.executions);
  });

  it('may end in the middle of a character', async () => {
    const text = Buffer.from(select(1) + at("LOG:  duration: 2.000 ms  statement: SELECT 'né"));
    const { executions, source } = await readText(text.subarray(0, -2));
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1', "SELECT 'n\u00c3"]);
    expect(source.statements).toBe(2);
  });

  it('may change its prefix, and its clock may jump', async () => {
    const other = (n: number) =>
      `2026-11-22 01:00:00 UTC [7]: [4-1] user=u,db=d,app=a,client=10.0.0.9 LOG:  duration: ${n}.000 ms  statement: SELECT ${n}\n`;
    const { executions, source } = await readText(
      [1, 2, 3].map(select).join('') + [4, 5].map(other).join('') + select(6),
    );
    expect(executions.map(({ sql }) => sql)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `SELECT ${n}`));
    expect(executions[3]).toMatchObject({ user: 'u', database: 'd', application: 'a', host: '10.0.0.9', session: '7' });
    expect(source.skipped).toEqual({});
  });

  it('may be all of NUL bytes after a crash of the host, and go on', async () => {
    const { executions, source } = await readText(
      Buffer.concat([Buffer.from(select(1)), Buffer.alloc(8192), Buffer.from(`\n${select(2)}`)]),
    );
    expect(executions).toHaveLength(2);
    expect(source.lostAt).toEqual({ 'line not recognised': [select(1).length] });
  });

  it('may hold bytes of no encoding (SQL_ASCII)', async () => {
    const bytes = Buffer.concat([
      Buffer.from(select(1).slice(0, -1)),
      Buffer.from([0x20, 0x27, 0xff, 0xfe, 0x80, 0x27, 10]),
      Buffer.from(select(2)),
    ]);
    const { executions } = await readText(bytes);
    expect(executions.map(({ sql }) => sql)).toEqual(["SELECT 1 '\u00ff\u00fe\u0080'", 'SELECT 2']);
  });

  it('may lose a csv record', async () => {
    const record = (sql: string) =>
      `2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: ${sql}",,,,,,,,,"psql","client backend",,1\n`;
    const { executions, source } = await readText(
      `${record('SELECT 1')}${record('SELECT 2').slice(0, 150)}\n${record('SELECT ""x"",\n3')}`,
    );
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT "x",\n3']);
    expect(source.skipped).toEqual({ 'malformed record': 1 });
  });

  it('may be without its TABs', async () => {
    const { executions } = await readText(
      `${at('LOG:  duration: 1.000 ms  statement: SELECT 1,')}       2\n${select(3)}`,
    );
    expect(executions[0]!.sql).toBe('SELECT 1,\n       2');
  });
});

describe('what is lost is named by its place', () => {
  const lost = async (parts: readonly (string | Buffer)[]) => {
    const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    const { source } = await readText(content);
    const at = (offset: number) => content.subarray(offset, content.indexOf(10, offset)).toString('latin1');
    return Object.fromEntries(
      Object.entries(source.lostAt!).map(([reason, offsets]) => [reason, offsets.map((offset) => at(offset))]),
    );
  };

  it('in a stderr log, after lines of other encodings', async () => {
    const latin = Buffer.from(at("LOG:  duration: 2.000 ms  statement: SELECT 'caf\u00e9 \u00fc'"), 'latin1');
    const parts = [
      '\tbegins here\n',
      select(1),
      latin,
      'é in UTF-8\n',
      select(2),
      '\0\0\0\n',
      at('LOG:  duration: 7.000 ms'),
    ];
    expect(await lost([...parts, '\u00e9\0\n', at('LOG:  délka: 1.000 ms  příkaz: SELECT 1')])).toEqual({
      'line not recognised': ['\tbegins here', '\u00c3\u00a9 in UTF-8', '\0\0\0', '\u00c3\u00a9\0'],
      'duration without its statement': [at('LOG:  duration: 7.000 ms').slice(0, -1)],
      'message in an unknown language': [expect.stringContaining('d\u00c3\u00a9lka')],
    });
  });

  it('in a csvlog and a jsonlog', async () => {
    const record = (sql: string) =>
      `2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: ${sql}",,,,,,,,,"psql","client backend",,1\n`;
    const cut = `${record('SELECT\n 2').slice(0, 155)}\n`;
    expect(await lost([record('SELECT 1'), cut, record('SELECT 3'), 'rubbish\n'])).toEqual({
      'malformed record': [cut.slice(0, cut.indexOf('\n'))],
      'line not recognised': ['rubbish'],
    });
    const json = `{"timestamp":"2026-11-23 12:49:51.864 UTC","pid":1,"session_id":"6b04366e.4ba9","error_severity":"LOG","message":"duration: 1.000 ms  statement: SELECT 1"}\n`;
    expect(await lost([json, json.slice(0, 50), '\n', 'x\n', json])).toEqual({
      'malformed record': [json.slice(0, 50)],
      'line not recognised': ['x'],
    });
  });

  it('at most five times for each kind, however much is lost', async () => {
    const { source } = await readText(`${select(1)}${'\0\n'.repeat(1_000)}${select(2)}`);
    expect(source.skipped).toEqual({ 'line not recognised': 1_000 });
    expect(source.lostAt!['line not recognised']).toEqual([0, 2, 4, 6, 8].map((i) => select(1).length + i));
    const workload = await collectWorkload([readLog('a.log', bytesOf(`${select(1)}\0\n${select(2)}`))]);
    expect(workload.incomplete).toEqual([`a.log: 1 × line not recognised (at byte ${select(1).length})`]);
  });

  it('in the decompressed data of a compressed log, and where that ends', async () => {
    const text = `${select(1)}\0\n${select(2).repeat(3_000)}`;
    const zipped = gzipSync(Buffer.from(text));
    const workload = await collectWorkload([readLog('a.gz', bytesOf(zipped.subarray(0, -20)))]);
    const at = /^a\.gz: the compressed data is cut short or damaged \(at byte [\d,]+ of the decompressed log\)$/;
    expect(workload.incomplete).toEqual([
      expect.stringMatching(/^a\.gz: 1 × last line without its end \(at byte [\d,]+ of the decompressed log\)$/),
      `a.gz: 1 × line not recognised (at byte ${select(1).length} of the decompressed log)`,
      expect.stringMatching(at),
    ]);
  });

  it('an entry of JSON that is too long to hold', async () => {
    const message = at(`LOG:  duration: 1.000 ms  statement: SELECT '${'x'.repeat(18_000_000)}'`);
    await expect(readText(`[${JSON.stringify({ message })}]`)).rejects.toMatchObject({
      message: expect.stringContaining('lines longer than 16 MB'),
    });
  });

  it('a line too long to hold, and the lines after it', async () => {
    const long = Buffer.alloc(20 * 1024 * 1024, 'x');
    const workload = await collectWorkload([
      readLog(
        'a.log',
        bytesOf(Buffer.concat([Buffer.from(select(1)), long, Buffer.from(`\n${select(2)}\0\n${select(3)}`)])),
      ),
    ]);
    expect(workload.queries[0]).toMatchObject({ calls: 3 });
    const second = select(1).length + long.length + 1 + select(2).length;
    expect(workload.incomplete).toEqual([
      `a.log: 1 × line not recognised (at byte ${second.toLocaleString('en')})`,
      `a.log: 1 × line too long (at byte ${select(1).length})`,
    ]);
  });
});

describe('what is too long to hold', () => {
  const MORE = 17_000_000;
  const records = (first: number) => Array.from({ length: 5 }, (_, i) => select(first + i)).join('');
  const json = (sql: string) =>
    `{"timestamp":"2026-11-23 12:49:51.864 UTC","pid":1,"session_id":"6b04366e.4ba9","error_severity":"LOG","message":"duration: 1.000 ms  statement: ${sql}"}\n`;
  const csv = (sql: string) =>
    `2026-11-23 12:51:46.003 UTC,"app","shop",21200,"[local]",6b.1,1,"SELECT",2026-11-23 12:50:00 UTC,3/1,0,LOG,00000,"duration: 1.000 ms  statement: ${sql}",,,,,,,,,"psql","client backend",,0\n`;
  const insert = at('LOG:  duration: 1.000 ms  statement: INSERT INTO t VALUES').trimEnd();
  const x = (count: number) => 'x'.repeat(count);
  const values = (head: string, bytes: number) => `${head}(1, '${x(80)}'),\n`.repeat(bytes / (88 + head.length));

  it.each([
    ['a line that is none of a log', `${x(MORE)}\n`, records(1)],
    ['several of them', `${x(MORE)}\n${x(2 * MORE)}\n`, records(1)],
    ['a record of stderr', `${insert} ('${x(MORE)}')\n\t, (2)\n\t, (3)\n`, records(1)],
    ['one of csvlog', csv(`INSERT INTO t VALUES ('${x(MORE)}',\n\n'x')`), csv('SELECT 1').repeat(5)],
    ['one of jsonlog', json(`SELECT '${x(MORE)}'`), json('SELECT 1').repeat(5)],
  ])('may be a log’s first line: %s', async (_, long, rest) => {
    const { executions, source } = await readText(long + rest);
    expect(executions).toHaveLength(5);
    const lost = long.split('\n').filter((line) => line.length >= MORE);
    expect(source.skipped).toEqual({ 'line too long': lost.length });
    expect(source.lostAt!['line too long']).toEqual([0, MORE + 1].slice(0, lost.length));
    expect(source.lines).toBe((long + rest).split('\n').length - 1);
  });

  it('is no binary file, of which nothing more is read', async () => {
    let read = 0;
    async function* chunks() {
      for (; read < 1_000; read++) yield await Promise.resolve(Buffer.alloc(65_536, '\x7fELF\0\x01'));
    }
    await expect(drain(readLog('a.log', chunks()))).rejects.toThrow('a.log is no text log: it holds binary data');
    expect(read).toBeLessThan(300);
  });

  it.each([
    ['at a log’s begin', ''],
    ['after records', records(1)],
  ])('are not NULs that a crash left %s: what comes after them on their line is read', async (_, before) => {
    const { executions, source } = await readText(`${before}${'\0'.repeat(20_000_000)}${records(1)}`);
    expect(executions.slice(-5)).toEqual((await readText(records(1))).executions);
    expect(executions).toHaveLength((before + records(1)).split('\n').length - 1);
    expect(source.lostAt).toMatchObject({ 'line with NUL bytes': [before.length] });
    expect(source.skipped['line with NUL bytes']).toBe(1);
  });

  it.each([
    ['a stderr log', `${insert}\n`, values('\t', 2 * MORE), at('DETAIL:  parameters: $1 = 1'), select],
    ['a csvlog', csv('INSERT INTO t VALUES\n').slice(0, -50), values('', 2 * MORE), '\n\n"\n', csv],
  ])('may be a record of many lines, which is one loss of %s', async (_, head, lines, end, record) => {
    const before = record(1 as never);
    const text = `${before}${head}${lines}${end}${record(2 as never)}garbage\n${record(3 as never)}`;
    const { executions, source } = await readText(text);
    expect(executions).toHaveLength(3);
    expect(source.skipped).toEqual({ 'line not recognised': 1, 'record too long': 1 });
    expect(source.lostAt).toEqual({
      'line not recognised': [text.indexOf('garbage')],
      'record too long': [before.length],
    });
    expect(source.lines).toBe(text.split('\n').length - 1);
  });

  it('is no part of the record before it, and none of that is a statement', async () => {
    const long = `${insert}\n\t('${x(MORE)}')\n\t, (2)\n`;
    const { executions, source } = await readText(records(1) + long + records(1));
    expect(executions.map(({ sql }) => sql)).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map((n) => `SELECT ${n}`));
    expect(source.skipped).toEqual({ 'line too long': 1 });
  });
});

describe('what is left out', () => {
  it('are other databases and our own connections', async () => {
    const line = (database: string, app: string) =>
      `2026-11-23 12:51:46.003 UTC [1] user=u,db=${database},app=${app} LOG:  duration: 1.000 ms  statement: SELECT 1\n`;
    const text = line('shop', 'web') + line('other', 'web') + line('shop', 'idx-advisor');
    const { executions, source } = await readText(text, { database: 'shop' });
    expect(executions).toHaveLength(1);
    expect(source.skipped).toEqual({ 'statement in another database': 1, 'statement of idx-advisor itself': 1 });
  });

  it('is all of a log that is of other databases: an error that says so', async () => {
    const line =
      '2026-11-23 12:51:46.003 UTC [1] user=u,db=other,app=x LOG:  duration: 1.000 ms  statement: SELECT 1\n';
    await expect(readText(line, { database: 'shop' })).rejects.toThrow(
      'has no statement of this database: 1 are of others',
    );
  });

  it('is not the duration of several statements in one message', async () => {
    const { executions, source } = await readText(
      at('LOG:  duration: 1.000 ms  statement: BEGIN; SELECT 1; SELECT 2; SELECT 3; COMMIT'),
    );
    expect(executions.map(({ durationMs }) => durationMs)).toEqual([0.334, 0.333, 0.333]);
    expect(totalUs(executions)).toBe(1000);
    expect(source.skipped).toEqual({ 'transaction control': 2 });
  });

  it('is not the query of a cursor or of COPY', async () => {
    const { executions } = await readText(
      at('LOG:  duration: 1.000 ms  statement: DECLARE "c 1" NO SCROLL CURSOR WITH HOLD FOR SELECT 1') +
        at('LOG:  duration: 1.000 ms  statement: COPY (SELECT f(2) FROM t) TO STDOUT'),
    );
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT f(2) FROM t']);
  });

  it('is not a plan of auto_explain without a line of its statement', async () => {
    const plan = at(
      "LOG:  duration: 7.000 ms  plan:\n\tQuery Text: SELECT *\n\tFROM t\n\tWHERE a = $1\n\tQuery Parameters: $1 = 'x'\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)",
    );
    const { executions, source } = await readText(plan + select(1));
    expect(executions.map(({ sql, durationMs, parameters }) => ({ sql, durationMs, parameters }))).toEqual([
      { sql: 'SELECT *\nFROM t\nWHERE a = $1', durationMs: 7, parameters: ['x'] },
      { sql: 'SELECT 1', durationMs: 1, parameters: [] },
    ]);
    expect(source.skipped).toEqual({});
  });
});

describe('files', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'idx-advisor-'));
    await mkdir(join(directory, 'logs'));
    await writeFile(join(directory, 'logs', 'a.log'), select(1));
    await writeFile(join(directory, 'logs', 'b.log'), select(2));
    await writeFile(join(directory, 'logs', 'c.txt'), 'hello\n');
  });
  afterAll(() => rm(directory, { recursive: true }));

  const path = (...parts: string[]) => join(directory, ...parts);

  it('may be named by a pattern or a directory', async () => {
    expect(await expandInputs([path('logs', '*.log'), '-'])).toEqual([
      path('logs', 'a.log'),
      path('logs', 'b.log'),
      '-',
    ]);
    expect(await expandInputs([path('logs')])).toHaveLength(3);
  });

  it('of a folder or a pattern are regular ones, and links to such', async () => {
    await mkdir(path('odd', 'folder'), { recursive: true });
    execFileSync('mkfifo', [path('odd', 'pipe.log')]);
    const links = {
      'a.log': '../logs/a.log',
      'folder.log': 'folder',
      'loop.log': 'loop.log',
      'pipe-link.log': 'pipe.log',
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, path('odd', name));
    // Who reads the loop says what is wrong with it.
    const files = [path('odd', 'a.log'), path('odd', 'loop.log')];
    expect(await expandInputs([path('odd')])).toEqual(files);
    expect(await expandInputs([path('odd', '*.log')])).toEqual(files);
    expect(await expandInputs([path('odd', 'pipe.log')])).toEqual([path('odd', 'pipe.log')]);
  });

  it('may be a pipe, which is waited for', async () => {
    execFileSync('mkfifo', [path('pipe')]);
    const read = text(openInput(path('pipe')));
    await pause(100);
    await writeFile(path('pipe'), select(1).repeat(5000));
    expect(await read).toBe(select(1).repeat(5000));
  });

  it('are there once, whatever they are called, and by the name of no link', async () => {
    const [log, link, hard] = [path('logs', 'a.log'), path('here.log'), path('hard.log')];
    await symlink(log, link);
    await linkTo(log, hard);
    expect(await expandInputs([link, log, `${directory}/./logs/a.log`, '-', hard, '-'])).toEqual([log, '-']);
    expect(await expandInputs([link])).toEqual([link]);
    await Promise.all([rm(link), rm(hard)]);
  });

  it.each(['missing.log', 'logs/*.csv', 'missing/*.log'])('%s is an error', async (name) => {
    await expect(expandInputs([path(name)])).rejects.toMatchObject({ name: 'UserError' });
  });

  it('one that vanished is an error when it is read', async () => {
    await expect(drain(readLog('x', openInput(path('gone.log'))))).rejects.toThrow('there is no such file');
  });

  it('one that is no log does not spoil the others', async () => {
    const files = await expandInputs([path('logs')]);
    const workload = await collectWorkload(files.map((file) => readLog(file, openInput(file))));
    expect(workload.queries.map(({ calls, totalMs }) => ({ calls, totalMs }))).toEqual([{ calls: 2, totalMs: 3 }]);
    expect(workload.sources).toHaveLength(2);
    expect(workload.incomplete).toEqual([expect.stringMatching(/c\.txt is not recognised as a PostgreSQL log/)]);
  });

  it('one that is truncated while it is read says so, and one that grows is read on', async () => {
    const name = path('truncated.log');
    await writeFile(name, select(1).repeat(40_000));
    const source = readLog(name, openInput(name));
    let isCut = false;
    const truncating: LogSource = {
      ...source,
      readInto: (sink) =>
        source.readInto(sink, () => {
          if (!isCut) truncateSync(name, 100);
          isCut = true;
        }),
    };
    const cut = await collectWorkload([truncating]);
    expect(cut.incomplete).toEqual([
      expect.stringMatching(/1 × truncation while the log was read \(at byte [\d,]+\)$/),
    ]);
    let hasGrown = false;
    await writeFile(name, select(1).repeat(40_000));
    const grown = await readLog(name, openInput(name)).readInto(createWorkloadBuilder(), () => {
      if (!hasGrown) appendFileSync(name, select(2));
      hasGrown = true;
    });
    expect(grown).toMatchObject({ statements: 40_001, skipped: {} });
  });

  it('all of which fail are an error', async () => {
    await expect(collectWorkload([readLog('x', openInput(path('logs', 'c.txt')))])).rejects.toThrow('not recognised');
  });

  it('and SQL files make one workload', async () => {
    const workload = await collectWorkload([
      readLog('a', openInput(path('logs', 'a.log'))),
      readSqlFile('b', bytesOf('-- calls: 4\nSELECT 9;')),
    ]);
    expect(workload.queries).toHaveLength(1);
    expect(workload.queries[0]).toMatchObject({ sql: 'SELECT $1', calls: 5, totalMs: 1 });
  });

  it('standard input is read as it comes', async () => {
    const { executions } = await drain(readLog('-', openInput('-', undefined, bytesOf(select(1), 7))));
    expect(executions).toHaveLength(1);
  });
});
