import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLog } from '../../src/workload/read-log.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readAnyPrefix } from '../../src/workload/log/any-prefix.ts';
import { prefixChangedTo } from '../../src/workload/log/inference/prefix-changes.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { compilePrefix, type PrefixReader } from '../../src/workload/log/prefix.ts';
import { asStderr, PREFIXES, recordsOf, stderrLines, type JsonRecord } from './as-logged.ts';
import { bytesOf, readText } from './support.ts';

const logged = recordsOf(gunzipSync(await readFile('fixtures/logs/debian.json.gz')).toString('utf8'));
const isOfConnection = ({ message }: JsonRecord) => /^(?:dis)?connection\b/.test(message);
const USERS = ['app_rw', 'reporter', 'alice'];
const DATABASES = ['shop', 'warehouse', 'shop'];

/** The same of several users and databases, each with its connection logged. */
const records: JsonRecord[] = [];
const known = new Set<number>();
for (const record of logged.filter((each) => !isOfConnection(each))) {
  if (record.remote_host === undefined) {
    records.push(record);
    continue;
  }
  const user = USERS[record.pid % 3]!;
  const dbname = DATABASES[record.pid % 3]!;
  const first = { ...record, error_severity: 'LOG', state_code: '00000', user, dbname, application_name: '' };
  for (const part of ['detail', 'hint', 'context', 'statement', 'cursor_position', 'internal_query'] as const)
    delete (first as Record<string, unknown>)[part];
  if (!known.has(record.pid)) {
    const host = `${record.remote_host} port=${record.remote_port ?? ''}`;
    records.push({ ...first, user: '', dbname: '', message: `connection received: host=${host}` });
    records.push({ ...first, message: `connection authorized: user=${user} database=${dbname}` });
    known.add(record.pid);
  }
  records.push({ ...record, user, dbname });
}
const FIELDS = ['session', 'timestamp', 'user', 'database', 'application', 'host'] as const;

function startsOf(of: readonly JsonRecord[], prefix: string): string[] {
  return of.flatMap((record) => stderrLines(record, prefix)).filter((line) => !line.startsWith('\t'));
}

/** What a reader finds of each line that is something else than what the prefix itself says. */
function differences(lines: readonly string[], read: PrefixReader, prefix: string, allowMissing: boolean): string[] {
  const truth = compilePrefix(prefix);
  return lines.flatMap((line) => {
    const expected = truth(line);
    const found = read(line);
    return FIELDS.flatMap((field) => {
      const [a, b] = [expected, found].map((each) => (each?.[field] ?? '').replace(/\(\d+\)$/, '')) as [string, string];
      return a === b || (allowMissing && b === '') ? [] : `${field}: ${b} for ${a} in ${line.slice(0, 120)}`;
    });
  });
}

const CUSTOM = [
  '%t [%p-%l] %q%u@%d [%a] ',
  '%m %h %u %d ',
  '[%t] [%p] [%h] ',
  'user=%u,db=%d,time=%t ',
  '%m [%p] %u %d ',
  '%m [%p] %q%d %u ',
  '%m:%r:%u@%d:[%p]:%a:',
  '%t|%u|%d|%a|%h|%p|',
  '%m [%p] [%a] [%u] [%d] ',
  '%p %t %u %d %a %r ',
  '%m user:%u db:%d pid:%p ',
  '%m [%5p] %-10u %-10d ',
  '%m [%p] %d/%u/%a/%h ',
  '%m;%p;%u;%d;%a;%r;%c;%l;%s;%v;%x;',
  '[%m] {%p} (%u@%d) <%a> ',
  '%q%u@%d %m [%p] ',
  '%m <%d %u %a> ',
  '%m pg [%p] %q%u@%d %a ',
  '%m::%p::%u::%d::',
  '%m [%p] %b %q%u@%d ',
  '%a %u %d %r %h %p %t %m %i %e %c %l %s %v %x ',
  '%r: (%p) [%t] %b,%i, ',
  'epoch=%n,app=%a,pid=%p,qid=%Q,client=%r ',
];

describe('a prefix that is none of the known ones', () => {
  it.each([...CUSTOM, '%-24m¦%8p¦%-12u¦%12d¦%-20a¦', '< %m %u %h >'])(
    'is told from connections that were logged: %j',
    (prefix) => {
      const lines = startsOf(records, prefix);
      const { read } = tellPrefix(lines)!;
      expect(differences(lines, read, prefix, false)).toEqual([]);
    },
  );

  it.each([...CUSTOM, ...PREFIXES])('is not guessed at without: %j', (prefix) => {
    const lines = startsOf(
      records.filter((record) => !isOfConnection(record)),
      prefix,
    );
    const { read } = tellPrefix(lines)!;
    expect(differences(lines, read, prefix, true)).toEqual([]);
  });

  it('is told right or not at all, whatever it is', () => {
    const part = fc.constantFrom('%u', '%d', '%a', '%h', '%r', '%p', '%l', '%c', '%x', '%e', '%m', '%v');
    const mark = fc.constantFrom(' ', ',', '|', ' - ', ':', '] [', ' / ', ';');
    const prefixes = fc
      .tuple(
        fc.uniqueArray(part, { minLength: 1, maxLength: 6 }),
        mark,
        fc.constantFrom(['', ' '], ['[', '] '], ['<', '>']),
      )
      .map(([parts, between, [before, after]]) => `${before}${parts.join(between)}${after}`);
    // Where a name with a blank ends before another field, not even the prefix itself tells.
    const plain = records.filter((each) => !each.application_name?.includes(' '));
    fc.assert(
      fc.property(prefixes, fc.boolean(), (prefix, withConnections) => {
        const lines = startsOf(withConnections ? plain : plain.filter((each) => !isOfConnection(each)), prefix);
        const { read } = tellPrefix(lines)!;
        expect(differences(lines, read, prefix, true)).toEqual([]);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 60) > 60 ? 300 : 60 },
    );
  });

  it.each(['state=%e,pid=%p,ts=%m,app=%a ', '%c|%s|%l|%b|%e|%m|%a> '])(
    'is not guessed at from the marks in some names: %j',
    (prefix) => {
      const application_name = 'puma: cluster worker 0: 17 [shop]';
      const named = records.map((record) => (record.pid % 3 === 0 ? { ...record, application_name } : record));
      const { read } = tellPrefix(startsOf(named, prefix))!;
      expect(differences(startsOf(named, prefix), read, prefix, false)).toEqual([]);
    },
  );

  it('does not go back and forth over lines of many words', () => {
    const words = (n: number, count: number) =>
      Array.from({ length: count }, (_, i) => `w${(n * 7 + i) % 11}x`).join(',');
    const linesWith = (count: number) =>
      Array.from({ length: 40 }, (_, n) => `${words(n, count)},LOG:  duration: ${n}.000 ms`);
    // With so many fields it is no log_line_prefix.
    expect(tellPrefix(linesWith(12))?.prefix).toBeNull();
    const { read } = tellPrefix(linesWith(4))!;
    // Each pass over them would take hours.
    for (const line of [words(1, 4_000), `${words(1, 4_000)} LOG:  ${words(1, 4_000)}`]) {
      expect(read(line)?.user ?? null).toBeNull();
    }
  });

  it('is said to be in part unknown, and how to tell', async () => {
    const text = asStderr(
      records.filter((each) => !isOfConnection(each)),
      '%m [%p] %u %d ',
    );
    const { incomplete } = await collectWorkload([readLog('pg.log', bytesOf(text))]);
    expect(incomplete).toContainEqual(expect.stringContaining('pass --log-prefix to have them'));
    const told = await collectWorkload([readLog('pg.log', bytesOf(text), { prefix: '%m [%p] %u %d ' })]);
    expect(told.incomplete.join()).not.toContain('--log-prefix');
  });

  it('is told although a process id comes again with another user', () => {
    const session = (user: string, database: string) => {
      const at = (u: string, d: string) => `2026-11-23 12:51:46.003 UTC [7] ${u} ${d} LOG:  `;
      return [
        `${at('[unknown]', '[unknown]')}connection received: host=10.0.0.7 port=5`,
        `${at(user, database)}connection authorized: user=${user} database=${database}`,
        `${at(user, database)}duration: 1.000 ms  statement: SELECT 1`,
        `${at(user, database)}disconnection: session time: 0:00:01.000 user=${user} database=${database} host=10.0.0.7`,
      ];
    };
    const lines = [...session('app', 'shop'), ...session('rep', 'wh'), ...session('shop', 'app')];
    expect(tellPrefix(lines)).toMatchObject({ prefix: '%m [%p] %u %d ', isVague: false });
  });

  it('is told by a connection far into the log', async () => {
    const statements = records.filter((each) => !isOfConnection(each) && each.remote_host !== undefined);
    const many = Array.from({ length: 20 }, () => statements).flat();
    const { executions } = await readText(asStderr([...many, ...records], '%m [%p] %u %d '));
    expect(new Set(executions.map(({ user }) => user))).toEqual(new Set(['alice', 'app_rw']));
    expect(new Set(executions.map(({ database }) => database))).toEqual(new Set(['shop']));
  });
});

it.each([
  ['Verbindung autorisiert: Benutzer=app Datenbank=shop', 'Dauer: 1.000 ms  Anweisung'],
  ['接続の認証完了: ユーザー=app データベース=shop', '期間: 1.000 ミリ秒  文'],
  ['connexion autorisée : utilisateur=app base de données shop', 'durée : 1.000 ms, instruction '],
])('a connection far into the log tells its prefix in any language: %s', async (connected, duration) => {
  const line = (message: string, n = 7) => `2026-11-23 12:51:46.003 UTC [${n}] app shop LOG:  ${message}\n`;
  const statement = line(`${duration}: SELECT a FROM t WHERE b = 1`);
  const { executions } = await readText(statement.repeat(2_000) + line(connected) + statement);
  expect(executions).toHaveLength(2_001);
  expect(executions[0]).toMatchObject({ user: 'app', database: 'shop' });
});

it('tells the address of the server from that of the client', () => {
  const line = (message: string) => `2026-11-23 12:51:46.003 UTC [7] 127.0.0.1 LOG:  ${message}`;
  const lines = [line('connection received: host=10.0.0.7 port=5'), line('duration: 1.000 ms  statement: SELECT 1')];
  expect(tellPrefix(lines)?.prefix).not.toContain('%h');
  expect(tellPrefix(lines.map((each) => each.replace('127.0.0.1', '10.0.0.7')))?.prefix).toBe('%m [%p] %h ');
});

it('is not told where a log has several, none of which most of its lines have', async () => {
  const statement = 'LOG:  duration: 1.000 ms  statement: SELECT a FROM t';
  const prefixes = [
    '2026-11-23 12:51:46.003 UTC [7] ann@shop ',
    '2026-11-23 12:51:46 UTC:10.0.0.1(5):ann@shop:[7]:',
    'Nov 23 12:51:46 vm postgres[7]: [3-1] 2026-11-23 12:51:46.003 UTC [7] ',
  ];
  const text = prefixes.map((prefix) => `${prefix}${statement}\n`.repeat(30)).join('');
  const { executions, source } = await readText(text);
  expect(executions).toHaveLength(90);
  expect(executions.every(({ at, session }) => at !== null && session === '7')).toBe(true);
  expect(source.untold).toBeUndefined();
});

it('takes parts of a prefix with a slash between them for no database', () => {
  const line = (app: string) => `2026-11-23 12:51:46.003 UTC [7] app@shop/${app}/localhost LOG:  duration: 1.000 ms`;
  expect(tellPrefix(['psql', 'pgbench', 'psql'].map(line))?.read(line('psql'))).toMatchObject({
    database: 'shop',
    application: 'psql',
  });
});

describe('a log that tells of its own prefix', () => {
  const statement = (prefix: string) => `${prefix}LOG:  duration: 1.000 ms  statement: SELECT a FROM t WHERE b = 1\n`;
  const before = statement('2026-11-23 12:51:46.003 UTC [21200] ').repeat(1_500);
  const change = '2026-11-23 12:51:47.003 UTC [1] LOG:  parameter "log_line_prefix" changed to "%m [%p] %d~%u~ "\n';
  const after = statement('2026-11-23 12:51:48.003 UTC [21200] shop~app~ ').repeat(3);

  it('is read by it from then on, however far into the log', async () => {
    const { executions } = await readText(before + change + after);
    expect(executions).toHaveLength(1_503);
    expect(executions.slice(-3)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ user: 'app', database: 'shop', session: '21200' })),
    );
  });

  it('says so in whatever language', () => {
    expect(prefixChangedTo('Parameter »log_line_prefix« auf »%m [%p] « gesetzt')).toBe('%m [%p] ');
    expect(prefixChangedTo('paramètre « log_line_prefix » modifié par « %t  »')).toBe('%t ');
    expect(prefixChangedTo('parameter "work_mem" changed to "4MB"')).toBeNull();
    expect(prefixChangedTo('parameter "log_line_prefix" changed to "%y"')).toBeNull();
  });

  it('is not fooled by what a function raises', async () => {
    const raised =
      '2026-11-23 12:51:47.003 UTC [7] LOG:  parameter "log_line_prefix" changed to "%m [%p] %u "\n' +
      '2026-11-23 12:51:47.003 UTC [7] CONTEXT:  PL/pgSQL function f() line 1 at RAISE\n';
    const { executions } = await readText(before + raised + statement('2026-11-23 12:51:48.003 UTC [7] x '));
    expect(executions.at(-1)).toMatchObject({ user: null });
  });
});

it('readAnyPrefix leaves names alone that are of more than one field', () => {
  expect(readAnyPrefix('2026-11-23 12:51:46.003 UTC [1] x LOG:  y')).toMatchObject({ user: null, database: null });
});

it('a prefix may look like JSON', async () => {
  const text = records.flatMap((record) => stderrLines(record, '{"pid":%p,"at":"%m","by":"%u"} ')).join('\n');
  const { executions, source } = await readText(`${text}\n`);
  expect(source.format).toBe('stderr');
  expect(executions.every(({ session, at }) => session !== null && at !== null)).toBe(true);
});

it('reads backends and commands of several words as one field', () => {
  const read = compilePrefix('%m %b %i %u ');
  const line = (words: string) => read(`2026-11-23 12:51:46.003 UTC ${words} LOG:  x`)?.user;
  expect(line('client backend CREATE TABLE app')).toBe('app');
  expect(line('client backend idle in transaction app')).toBe('app');
  expect(line('pg_cron SELECT app')).toBe('app');
});

it('reads names that the tag follows without a blank', async () => {
  const at = '2013-03-20 11:51:27 CDT [unknown] app app_development';
  const { executions } = await readText(
    `${at}LOG:  duration: 74.915 ms  statement: SELECT a FROM t WHERE b = 1\n` +
      `${at}LOG:  connection authorized: user=app database=app_development\n` +
      `${at}ERROR:  relation "x" does not exist\n${at}STATEMENT:  SELECT x\n`,
  );
  expect(executions).toEqual([
    expect.objectContaining({ user: 'app', database: 'app_development', durationMs: 74.915 }),
  ]);
});

describe('sessions that log their connections', () => {
  const session = (
    pid: number,
    [user, database, application, host]: readonly string[],
    prefix: (line: number, application: string) => string,
  ) => [
    `${prefix(1, '[unknown]').replace(`${user}@${database}`, '[unknown]@[unknown]')}connection received: host=${host} port=4000`,
    `${prefix(2, '[unknown]')}connection authorized: user=${user} database=${database} application_name=${application}`,
    `${prefix(3, application!)}statement: SELECT ${pid}`,
    `${prefix(4, application!)}duration: ${pid}.000 ms`,
    `${prefix(5, application!)}disconnection: session time: 0:00:05.000 user=${user} database=${database} host=${host} port=4000`,
  ];
  const clients = [
    ['app', 'shop', 'web 7 [shop]', '10.0.0.1'],
    ['bob', 'dwh', 'psql', '10.0.0.2'],
    ['app', 'shop', 'cron', '10.0.0.3'],
  ];
  const expected = clients.map(([user, database, application], i) => {
    return { sql: `SELECT ${501 + i}`, durationMs: 501 + i, user, database, application };
  });
  const seenIn = async (lines: readonly string[]) => {
    const { executions } = await readText(`${lines.join('\n')}\n`);
    return [...executions].sort((a, b) => a.sql.localeCompare(b.sql));
  };

  it.each(['', '00000: '])('tell an application from a host: LOG:  %s…', async (state) => {
    const lines = clients.flatMap((client, i) =>
      session(501 + 90 * i, client, (_, application) => {
        return `2024-03-05 10:00:00.000 UTC [${501 + 90 * i}] ${client[0]}@${client[1]} ${application} LOG:  ${state}`;
      }),
    );
    expect(await seenIn(lines)).toMatchObject(
      expected.map((each, i) => ({ ...each, sql: `SELECT ${501 + 90 * i}`, durationMs: 501 + 90 * i, host: null })),
    );
  });

  it.each([
    ['[501]: [1-1]', (pid: number, line: number) => `[${pid}]: [${line}-1] `],
    ['[501-1]', (pid: number, line: number) => `[${pid}-${line}] `],
    ['501 1', (pid: number, line: number) => `${pid} ${line} `],
    ['1 501', (pid: number, line: number) => `${line} ${pid} `],
  ])('of process ids in a row do not take those for lines’ numbers: %s', async (_, ids) => {
    const sessions = clients.map((client, i) =>
      session(501 + i, client, (line) => `2024-03-05 10:00:00.000 UTC ${ids(501 + i, line)}LOG:  `),
    );
    const inTurn = sessions[0]!.flatMap((_, line) => sessions.map((lines) => lines[line]!));
    expect(await seenIn(inTurn)).toMatchObject(expected.map(({ sql, durationMs }) => ({ sql, durationMs })));
    const withoutConnections = inTurn.filter((line) => !line.includes('connection'));
    expect(await seenIn(withoutConnections)).toMatchObject(
      expected.map(({ sql, durationMs }) => ({ sql, durationMs })),
    );
  });
});
