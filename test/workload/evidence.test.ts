import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import type { StatementStatistics, Workload } from '../../src/workload/model.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

interface Line {
  readonly level: 'LOG' | 'ERROR';
  readonly message: string;
  readonly detail?: string;
  readonly statement?: string;
  readonly state?: string;
}

const COMMENT = "/*controller='posts',action='index',traceparent='00-1'*/";
const execute = (sql: string, ...values: string[]): Line => ({
  level: 'LOG',
  message: `duration: 0.400 ms  execute <unnamed>: ${sql}`,
  ...(values.length > 0 && { detail: `Parameters: ${values.map((value, i) => `$${i + 1} = '${value}'`).join(', ')}` }),
});

/** What two sessions log in turn: a list, its rows one by one, and an insert that another session was faster with. */
const SESSION: readonly Line[] = [
  { level: 'LOG', message: 'connection authorized: user=app database=shop' },
  execute(`SELECT id, author_id FROM post ORDER BY id LIMIT 20 ${COMMENT}`),
  ...Array.from({ length: 12 }, (_, i) => execute(`SELECT name FROM author WHERE id = $1 ${COMMENT}`, String(i))),
  execute('SELECT id FROM subscriber WHERE email = $1', 'a@b.c'),
  {
    level: 'ERROR',
    message: 'duplicate key value violates unique constraint "subscriber_email_key"',
    detail: 'Key (email)=(a@b.c) already exists.',
    statement: 'INSERT INTO subscriber (email) VALUES ($1)',
    state: '23505',
  },
  execute('SELECT id FROM subscriber WHERE email = $1', 'd@e.f'),
  execute('INSERT INTO subscriber (email) VALUES ($1)', 'd@e.f'),
  { level: 'LOG', message: 'disconnection: session time: 0:00:00.219 user=app database=shop host=10.0.0.7 port=4' },
];

/** Line by line in turn, as sessions that run at the same time write. */
const ALL = SESSION.flatMap((line, i) => [7, 8].map((pid) => ({ ...line, pid, at: i * 10 })));
const stamp = (at: number) => `2026-11-23 12:00:0${Math.floor(at / 1000)}.${String(at % 1000).padStart(3, '0')} UTC`;
const quoted = (text: string | undefined) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);

const LOGS: Readonly<Record<string, string>> = {
  stderr: ALL.map(({ pid, at, level, message, detail, statement }) =>
    [
      [level, message],
      ['DETAIL', detail],
      ['STATEMENT', statement],
    ]
      .filter(([, text]) => text !== undefined)
      .map(([tag, text]) => `${stamp(at)} [${pid}] app@shop ${tag}:  ${text}\n`)
      .join(''),
  ).join(''),
  csvlog: ALL.map(({ pid, at, level, message, detail, statement, state = '00000' }, line) =>
    [
      ...[stamp(at), '"app"', '"shop"', pid, '"10.0.0.7:4444"', `655e.${pid}`, line, '"SELECT"'],
      ...['2026-11-23 12:00:00 UTC', '3/1', 0, level, state, quoted(message), quoted(detail), '', '', '', ''],
      ...[quoted(statement), '', '', '"web"', '"client backend"', '', 0],
    ].join(','),
  ).join('\n'),
  jsonlog: ALL.map(({ pid, at, level, message, detail, statement, state }) =>
    JSON.stringify({
      ...{ timestamp: stamp(at), user: 'app', dbname: 'shop', pid, remote_host: '10.0.0.7', session_id: `655e.${pid}` },
      ...{ error_severity: level, state_code: state, message, detail, statement, application_name: 'web' },
    }),
  ).join('\n'),
};

async function workloadOf(format: string): Promise<Workload> {
  return collectWorkload([readLog(`a.${format}`, bytesOf(LOGS[format]!))]);
}

describe.each(Object.keys(LOGS))('what the sessions of a %s log tell', (format) => {
  let workload: Workload;
  const statisticsOf = (part: string): [fingerprint: string, StatementStatistics] => {
    const { fingerprint } = workload.queries.find(({ sql }) => sql.includes(part))!;
    return [fingerprint, workload.statistics!.get(fingerprint)!];
  };

  it('is the run of lookups after the list, with its tags', async () => {
    workload = await workloadOf(format);
    expect(workload.sources).toMatchObject([{ format }]);
    const [post] = statisticsOf('FROM post');
    const [, author] = statisticsOf('FROM author');
    expect(author.runs).toEqual({
      ...{ occurrences: 2, executions: 24, longest: 12, totalMs: 9.6 },
      parents: [{ fingerprint: post, occurrences: 2, executions: 24 }],
    });
    expect(author.tags.map(({ key, values }) => [key, values[0]?.value, values[0]?.calls])).toEqual([
      ['action', 'index', 24],
      ['controller', 'posts', 24],
    ]);
    expect(author).toMatchObject({
      timedCalls: 24,
      p95Ms: 0.4,
      standardDeviationMs: 0,
      users: [{ value: 'app', calls: 24 }],
    });
  });

  it('is the row that was looked up, and inserted by another', async () => {
    workload = await workloadOf(format);
    const [look] = statisticsOf('FROM subscriber');
    const [insert, { failed, after }] = statisticsOf('INSERT INTO subscriber');
    expect({ failed, after }).toEqual({ failed: 2, after: [{ fingerprint: look, occurrences: 2 }] });
    expect(workload.events!.groups).toMatchObject([
      {
        ...{ kind: 'unique-violation', subject: 'subscriber_email_key', statement: insert, count: 2 },
        after: [{ statement: look, count: 2 }],
      },
    ]);
    expect(workload.events!.totals.map(({ kind, count, total }) => [kind, total ?? count])).toEqual([
      ['connection', 2],
      ['session', 438_000],
      ['unique-violation', 2],
    ]);
  });
});
