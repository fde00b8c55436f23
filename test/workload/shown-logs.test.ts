import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import type { WorkloadSource } from '../../src/workload/model.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

/* Logs as programs show them that know nothing of them: terminals, editors, pagers, `cat -n`; and csvlog behind words and in logfmt. */

async function workloadOf(text: string) {
  const { sources, queries, statistics, events, unparsable } = await collectWorkload([readLog('same', bytesOf(text))]);
  const [{ skipped, format }] = sources as [WorkloadSource];
  return { queries, statistics, events, unparsable, skipped, format };
}

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
const eachLine = (change: (line: string, i: number) => string) => (text: string) =>
  linesOf(text)
    .map((line, i) => `${change(line, i)}\n`)
    .join('');
/** expand(1). */
const expanded = (width: number) =>
  eachLine((line) => {
    const [first = '', ...others] = line.split('\t');
    return others.reduce((text, part) => `${text}${' '.repeat(width - (text.length % width))}${part}`, first);
  });
const stderr: readonly (readonly [string, string])[] = [
  ['debian', await readFile('fixtures/logs/debian.log', 'utf8')],
  ...(await Promise.all(
    ['auto-explain', 'pg18', 'japanese'].map(
      async (name) => [name, gunzipSync(await readFile(`fixtures/logs/${name}.log.gz`)).toString('utf8')] as const,
    ),
  )),
];

it.each(
  stderr.flatMap(([name, log]) => [
    [name, 'cat -n', log, eachLine((line, i) => `${String(i + 1).padStart(6)}\t${line}`)] as const,
    [name, 'less -N', log, eachLine((line, i) => `${String(i + 40).padStart(7)} ${line}`)] as const,
    [
      name,
      'grep -nA',
      log,
      eachLine(
        (line, i) =>
          `${i % 9 === 8 && !line.startsWith('\t') ? '--\n' : ''}${i + 1}${line.startsWith('\t') ? '-' : ':'}${line}`,
      ),
    ] as const,
    [
      name,
      'grep -HnA',
      log,
      eachLine((line, i) => `pg-05.log${line.startsWith('\t') ? `-${i + 1}-` : `:${i + 1}:`}${line}`),
    ] as const,
    [name, 'what quotes it', log, eachLine((line) => `    ${line}`)] as const,
    [name, 'an editor, which has indented by 4', log, eachLine((line) => line.replace(/^\t/, '    '))] as const,
  ]),
)('%s is the same as shown by %s', async (_name, _program, log, show) => {
  expect(await workloadOf(show(log))).toEqual(await workloadOf(log));
});

it('blanks that expand(1) has made of TABs are the server’s and the statement’s', async () => {
  const [[, log]] = stderr as [readonly [string, string]];
  const { queries, skipped } = await workloadOf(expanded(8)(log));
  const bare = await workloadOf(log);
  expect(queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs])).toEqual(
    bare.queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs]),
  );
  expect(skipped).toEqual(bare.skipped);
});

const csv = await readFile('fixtures/logs/debian.csv', 'utf8');
const begins = (line: string) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC,/.test(line);
const inLogfmt = (message: string) => `ts=2026-11-23T12:49:51.1Z level=info msg=${JSON.stringify(message)}\n`;

it.each<[string, (log: string) => string]>([
  ['cat -n', eachLine((line, i) => `${String(i + 1).padStart(6)}\t${line}`)],
  ['words', eachLine((line) => `shop-0 postgres ${line}`)],
  [
    'logcli’s time and labels',
    eachLine((line, i) => `2026-11-23T12:49:51.${i}Z {app="db", pod="db-${i % 3}"} ${line}`),
  ],
  ['times, process ids and words', eachLine((line, i) => `2026-11-23T12:49:51.${i}Z pod-${i % 7} fra ${line}`)],
  [
    'names of several streams',
    eachLine((line, i) => `2026-11-23T12:49:51.1+00:00 shop.${'abc'.charAt(i % 3)} ${line}`),
  ],
  ['syslog, each line', eachLine((line) => `Nov 23 12:49:51 vm postgres[7]: ${line}`)],
  [
    'syslog, the first line of each record',
    eachLine((line) => (begins(line) ? `Nov 23 12:49:51 vm postgres[7]: ${line}` : line)),
  ],
  [
    'ISO 8601 and a program, the first line of each record',
    eachLine((line) => (begins(line) ? `2026-11-23T12:49:51.1Z vm logger[99]: ${line}` : line)),
  ],
  ['aws logs tail', eachLine((line) => (begins(line) ? `2026-11-23T12:49:51.1+00:00 shop.0 ${line}` : line))],
  ['docker compose logs, in colours', eachLine((line) => `\x1b[36mdb-1   | \x1b[0m${line}`)],
  ['logfmt, a line each', (log) => linesOf(log).map(inLogfmt).join('')],
  [
    'logfmt, a record each',
    (log) =>
      log
        .trimEnd()
        .split(/\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC,)/)
        .map(inLogfmt)
        .join(''),
  ],
])('a csvlog is the same behind %s', async (_, carry) => {
  expect(await workloadOf(carry(csv))).toEqual(await workloadOf(csv));
});

it('a csvlog in a literal is no csvlog behind words', async () => {
  const [record] = linesOf(csv) as [string];
  const line = `2026-11-23 12:51:46.003 UTC [7] app@shop LOG:  duration: 1.000 ms  statement: SELECT 'x ${record.replaceAll("'", "''")}'\n`;
  const { queries, format } = await workloadOf(line.repeat(3));
  expect([queries, format]).toMatchObject([[{ sql: 'SELECT $1', calls: 3 }], 'stderr']);
});

it.each([',', ', '])('a list of messages on one line may be of any length, parted by %j', async (comma) => {
  const prefix = '2026-01-01 12:00:00.123 UTC [7] app@shop LOG:  duration: 1.000 ms  statement: ';
  const texts = ['"a", "b"', 'ends in a backslash \\', `long ${'y'.repeat(900_000)}`, '",', 'short'];
  const sqls = Array.from({ length: 60 }, (_, i) => `SELECT '${'z'.repeat(i)}${texts[i % texts.length]!}',\n\t"id"`);
  const log = `[${sqls.map((sql) => JSON.stringify(`${prefix}${sql}`)).join(comma)}]`;
  const { queries, skipped } = await workloadOf(log);
  expect(queries).toMatchObject([{ sql: 'SELECT $1, "id"', calls: 60 }]);
  expect(skipped).toEqual({});
});

const HEAD = '2026-01-01 12:00:00.123 UTC [7] app@shop LOG:  duration: 1.000 ms  statement: ';

it.each([
  ['TABs too', String.raw`SELECT a,\n\t\tb FROM t\tWHERE c = 'C:\temp\new' OR c = E'x\ny'`],
  ['TABs lost', String.raw`SELECT a,\n  b FROM t\nWHERE c = 'C:\temp' OR c = 'x'`],
])('escaped newlines, %s, are those outside of literals', async (_, sql) => {
  const { queries, skipped } = await workloadOf(`${HEAD}${sql}\n`.repeat(2));
  expect(queries).toMatchObject([{ sql: 'SELECT a, b FROM t WHERE c = $1 OR c = $2', calls: 2 }]);
  expect(queries[0]!.samples[0]!.sql.endsWith(sql.slice(sql.indexOf('c = ')))).toBe(true);
  expect(skipped).toEqual({});
});

it('an escaped newline before what looks like a record begins none', async () => {
  const spoofed = `/* \\n${HEAD}SELECT 2 */ SELECT a,\\n\\tb, E'\\n${HEAD}SELECT 3'`;
  const detail = `\\n${HEAD.replace(/LOG.*/, '')}DETAIL:  parameters: $1 = '7'`;
  const { queries } = await workloadOf(`${HEAD}${spoofed}, $1${detail}\n`);
  expect(queries).toMatchObject([{ calls: 1, samples: [{ parameters: ['7'] }] }]);
  expect(queries).toHaveLength(1);
});

it.each([
  ['newlines of literals', String.raw`SELECT E'a\n\tb'`],
  ['HTML in literals', `SELECT '&lt;p&gt; &amp;', "a" = 1`],
])('%s are no carrier’s', async (_, sql) => {
  const { queries } = await workloadOf(`${HEAD}${sql}\n`);
  expect(queries[0]!.samples[0]!.sql).toBe(sql);
});

describe('psql', () => {
  const shown = async (name: string) => gunzipSync(await readFile(`fixtures/logs/${name}.txt.gz`)).toString('utf8');

  it.each([
    ['psql-columns', csv],
    ['psql-lines', stderr[0]![1]],
  ])('shows the same log as %s, but for blanks in place of TABs', async (name, log) => {
    const [found, expected] = await Promise.all([shown(name).then(workloadOf), workloadOf(log)]);
    const withoutSamples = (queries: typeof found.queries) => queries.map((query) => ({ ...query, samples: null }));
    expect(withoutSamples(found.queries)).toEqual(withoutSamples(expected.queries));
    expect(found.statistics).toEqual(expected.statistics);
    expect(found.unparsable).toEqual(expected.unparsable);
    expect(found.skipped).toEqual(expected.skipped);
  });

  it('shows a row that was cut off, which is named', async () => {
    const text = await shown('psql-columns');
    const at = text.search(/\+\|[^\n]*\n[ |]*FROM users u/);
    const { skipped } = await workloadOf(text.slice(0, text.indexOf('\n', at) + 1));
    expect(skipped).toMatchObject({ 'line not recognised': 1 });
  });
});

describe('a pod’s log from TrueNAS, with nothing between its times and the lines', () => {
  const at = (n: number) => `2024-02-15 12:18:3${n}.05107${n}-06:00`;

  it.each([
    ['the server’s own times', '2024-02-15 18:18:36.050 UTC [17] ', '\t', Date.UTC(2024, 1, 15, 18, 18, 36, 50)],
    ['no other times', '', '\t', Date.UTC(2024, 1, 15, 18, 18, 36, 51)],
    ['blanks for TABs', '', '        ', Date.UTC(2024, 1, 15, 18, 18, 36, 51)],
  ])('is read with %s', async (_, prefix, tab, time) => {
    const lines = [
      `${at(6)}${prefix}LOG:  duration: 12.000 ms  statement: SELECT a,`,
      `${at(6)}${tab}  b FROM t`,
      `2024-02-15 12:18:37-06:00${prefix}LOG:  duration: 13.000 ms  statement: SELECT 2`,
    ];
    const { executions, source } = await readText(`${lines.join('\n')}\n`);
    expect(executions.map(({ durationMs }) => durationMs)).toEqual([12, 13]);
    expect(executions[0]).toMatchObject({
      sql: expect.stringMatching(/^SELECT a,\n\s+b FROM t$/),
      at: time,
    });
    expect(source.skipped).toEqual({});
  });

  it('is read where an operator’s JSON is in it', async () => {
    const record = {
      log_time: '2024-02-15 18:18:36.050 UTC',
      process_id: '17',
      error_severity: 'LOG',
      message: 'duration: 12.000 ms  statement: SELECT 1',
    };
    const text = `${at(6)}${JSON.stringify({ level: 'info', logger: 'postgres', msg: 'record', record })}\n`;
    const { executions } = await readText(text.repeat(2));
    expect(executions).toMatchObject([{ sql: 'SELECT 1' }, { sql: 'SELECT 1' }]);
  });
});
