import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { syslog, SYSLOG } from '../../src/workload/log/wrappers/syslog.ts';
import { UNHEARD } from '../../src/workload/log/wrappers/unwrapper.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const line = (number: string, text: string) =>
  `Nov 27 00:07:05 vm postgres[7]: [${number}] 2026-11-27 00:07:05.283 UTC [7] a@b ${text}\n`;

it('whole messages that have a number each are records of their own, also after a long one', async () => {
  const long = `SELECT '${'x'.repeat(4_000)}'`;
  const text = [long, 'SELECT 2', `SELECT 3,#012#011${'y'.repeat(900)}`, 'SELECT 4'].map((sql, i) =>
    line(`${259 + i}`, `LOG:  duration: 1.000 ms  statement: ${sql}`),
  );
  const connected = line('258', 'LOG:  connection received: host=[local]').replace('a@b', '[unknown]@[unknown]');
  const { executions } = await readText(connected + text.join(''));
  expect(executions.map(({ sql }) => sql.slice(0, 9))).toEqual(["SELECT 'x", 'SELECT 2', 'SELECT 3,', 'SELECT 4']);
});

it('a message cut before what looks like a record is one still', async () => {
  const begin = line('2-1', `LOG:  duration: 1.000 ms  statement: SELECT '${'x'.repeat(860)}`);
  const { executions } = await readText(`${begin}Nov 27 00:07:05 vm postgres[7]: [2-2]  LOG:  no record', 2\n`);
  expect(executions.map(({ sql }) => sql.slice(-22))).toEqual(["x LOG:  no record', 2"].map((end) => `x${end}`));
});

describe('by the server’s own numbers', () => {
  const at = 'Nov 27 00:07:05 vm postgres[7]:';
  const whole = (number: number) => [
    `${at} [${number}-1] a@b LOG:  duration: 1.000 ms  statement: SELECT a`,
    `${at} [${number}-2] #011 FROM t`,
    `${at} [${number}-3] #011 WHERE b = ${number}`,
  ];
  const read = async (lines: readonly string[]) => {
    const { executions, source } = await readText(`${lines.join('\n')}\n`);
    const places = lines.map((_, i) => Buffer.byteLength(lines.slice(0, i).join('\n')) + (i === 0 ? 0 : 1));
    const lost = source.lostAt!['line not recognised']?.map((place) => places.indexOf(place)) ?? [];
    return { sqls: executions.map(({ sql }) => sql.slice(-5)), lost, skipped: source.skipped };
  };

  it('a message is left out of which a piece has not come', async () => {
    const { sqls, lost, skipped } = await read([...whole(1), ...whole(2).toSpliced(1, 1), ...whole(3)]);
    expect(sqls).toEqual(['b = 1', 'b = 3']);
    expect(lost).toEqual([4]);
    expect(skipped).toEqual({ 'line not recognised': 1 });
  });

  it.each([
    ['of BSD', (text: string, host: string) => text.replace(' vm ', ` ${host} `)],
    [
      'of RFC 5424',
      (text: string, host: string) => text.replace(at, `<134>1 2026-11-27T00:07:05Z ${host} postgres 7 - -`),
    ],
  ])('two hosts may have the same process id, in heads %s', async (_, from) => {
    const [here, there] = ['db1', 'db2'].map((host, i) => whole(8 + i).map((text) => from(text, host))) as [
      string[],
      string[],
    ];
    const { sqls, lost } = await read(here.flatMap((text, i) => [text, there[i]!]));
    expect(sqls.sort()).toEqual(['b = 8', 'b = 9']);
    expect(lost).toEqual([]);
  });

  it('pieces of a message whose begin has not come are no part of another one', async () => {
    const { sqls, lost } = await read([...whole(1), ...whole(2).slice(1), ...whole(3)]);
    expect(sqls).toEqual(['b = 1', 'b = 3']);
    expect(lost).toEqual([3, 4]);
  });
});

describe('pieces without the server’s TAB', () => {
  const statements = async (lines: readonly string[]) => {
    const { executions } = await readText(`${lines.join('\n')}\n`);
    return executions.map(({ sql }) => sql);
  };

  it('are lines of their own, after a comment too', async () => {
    const at = 'Jan  9 16:16:34 vm postgres[7]:';
    const lines = [
      `${at} [13-1] LOG:  duration: 3617.465 ms  statement: SELECT id -- the id`,
      `${at} [13-2]   FROM orders`,
      `${at} [13-3] WHERE customer_id = 7`,
    ];
    expect(await statements(lines)).toEqual(['SELECT id -- the id\n  FROM orders\nWHERE customer_id = 7']);
  });

  it('are lines of their own in Heroku’s logs, whose prefix begins with a blank', async () => {
    const at = '2017-06-28T15:10:04+00:00 app[postgres.13761]: [DATABASE]';
    const lines = [
      `${at} [9-1]  sql_error_code = 00000 LOG:  duration: 22.012 ms  statement: DELETE FROM orders -- only old ones`,
      `${at} [9-2]         WHERE customer_id = 8`,
    ];
    expect(await statements(lines)).toEqual(['DELETE FROM orders -- only old ones\nWHERE customer_id = 8']);
  });

  it('go on with a line where the server must have cut it: at the last blank within 900 bytes', async () => {
    const head = 'LOG:  duration: 1.000 ms  statement: SELECT ';
    const at = 'Jan  9 16:16:34 vm postgres[7]:';
    const filled = `${head}${'a, '.repeat(300)}`.slice(0, 895).trimEnd();
    const word = `'${'x'.repeat(890)}'`;
    expect(await statements([`${at} [1-1] ${filled}`, `${at} [1-2]  bcdefghi -- it`, `${at} [1-3]  FROM t`])).toEqual([
      `${filled.slice(head.length - 7)} bcdefghi -- it\n FROM t`,
    ]);
    // A word that is too long for what is left of a piece, and then one that no piece can hold.
    expect(await statements([`${at} [2-1] ${head.trimEnd()}`, `${at} [2-2]  ${word}`])).toEqual([`SELECT ${word}`]);
    const longer = `SELECT '${'x'.repeat(1_600)}'`;
    const [begin, rest] = [longer.slice(6, 906), longer.slice(906)];
    expect(await statements([`${at} [3-1] ${head.trimEnd()}`, `${at} [3-2] ${begin}`, `${at} [3-3] ${rest}`])).toEqual([
      longer,
    ]);
  });

  it('are lines of plans', async () => {
    const at = '2024-08-26T20:18:44+00:00 app[postgres.24]: [DATABASE]';
    const lines = [
      `${at} [66-1]  sql_error_code = 00000 LOG:  duration: 3.353 ms  plan:`,
      `${at} [66-2]  Query Text: SELECT a FROM t WHERE b = $1`,
      `${at} [66-3]  Query Parameters: $1 = '7'`,
      `${at} [66-4]  Gather  (cost=0.00..12.50 rows=5 width=4)`,
      `${at} [66-5]    ->  Seq Scan on t  (cost=0.00..12.50 rows=5 width=4)`,
      `${at} [66-6]          Filter: (b = 7)`,
    ];
    const plans: string[] = [];
    for await (const event of readLog('pg.log', bytesOf(`${lines.join('\n')}\n`)))
      if (event.type === 'plan') plans.push(event.plan.text);
    expect(plans).toEqual([
      [
        'Gather  (cost=0.00..12.50 rows=5 width=4)',
        '  ->  Seq Scan on t  (cost=0.00..12.50 rows=5 width=4)',
        '        Filter: (b = 7)',
      ].join('\n'),
    ]);
    expect(await statements(lines)).toEqual(['SELECT a FROM t WHERE b = $1']);
  });
});

it('may have lost the names of host and program', async () => {
  const at = (second: number) => `Sep 16 14:11:2${second} [104663]:`;
  const head = 'db=shop,user=app LOG:  duration: 879.786 ms  execute <unnamed>:';
  const log = [`${at(0)} [3-1] ${head} SELECT a`, `${at(0)} [3-2] #011FROM b`, `${at(1)} [4-1] ${head} SELECT c`];
  const { executions } = await readText(`${log.join('\n')}\n`, { writtenAt: Date.UTC(2024, 9, 1) });
  expect(executions).toMatchObject([
    { sql: 'SELECT a\nFROM b', user: 'app', database: 'shop', at: Date.UTC(2024, 8, 16, 14, 11, 20) },
    { sql: 'SELECT c', session: '104663', at: Date.UTC(2024, 8, 16, 14, 11, 21) },
  ]);
});

it('a line that completes what two processes have lost is named once', async () => {
  const log = [7, 8].map((pid) => `Nov 27 00:07:05 vm postgres[${pid}]: [1-1] a@b LOG:  duration: 1.000 ms\n`);
  const source = readLog(
    'pg.log',
    bytesOf(line('1-1', 'LOG:  duration: 1.000 ms  statement: SELECT 1') + log.join('')),
  );
  const { incomplete } = await collectWorkload([source]);
  expect(incomplete.join()).toMatch(/2 × duration without its statement \(at byte [\d,]+\)/);
});

it('what journalctl says itself, with -x of each message that it knows, is no line of the log', async () => {
  const line = (second: number, text: string) => `Nov 27 08:39:0${second} vm postgres[7]: ${text}\n`;
  const at = (second: number) => `[${second}-1] 2026-11-27 08:39:0${second} CET [7] app@shop`;
  const notes = [
    '-- Subject: Unit postgresql.service has finished start-up',
    '-- Defined-By: systemd',
    '--',
    '-- Reboot --',
  ];
  const log = [
    '-- Logs begin at Fri 2026-11-20 14:54:15 CET, end at Fri 2026-11-27 09:00:45 CET. --\n',
    line(1, `${at(1)} LOG:  duration: 1.000 ms  statement: SELECT a`),
    ...notes.map((note) => `${note}\n`),
    line(2, `${at(2)} LOG:  duration: 2.000 ms  statement: SELECT b`),
  ];
  const { executions, source } = await readText(log.join(''));
  expect(executions.map(({ sql }) => sql)).toEqual(['SELECT a', 'SELECT b']);
  expect(source.skipped).toEqual({});
});

it('holds little of a daemon that writes very many lines between the server’s', () => {
  const unwrapper = syslog(SYSLOG)({ ...UNHEARD, addTime: false });
  const lines = 100_000;
  const before = process.memoryUsage().heapUsed;
  let found = 0;
  for (let i = 0; i < lines; i++)
    found += unwrapper.unwrap(`Nov 23 08:00:10 db1 kubelet[900]: ${`volume ${i} `.repeat(100)}`).length;
  expect(found).toBe(0);
  // All of them would be 120 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000);
});
