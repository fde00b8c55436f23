import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { logSources } from '../../src/cli/log-inputs.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { collectSources, collectWorkload } from '../../src/workload/collect.ts';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import { openInput } from '../../src/workload/files.ts';
import { firstTimeOf } from '../../src/workload/first-time.ts';
import type { Workload } from '../../src/workload/model.ts';
import { readLog, type LogSource } from '../../src/workload/read-log.ts';
import { familyOf, inOrderOfWriting } from '../../src/workload/rotation.ts';

beforeAll(() => loadParser());

const never = () => Promise.reject(new Error('names tell'));

describe('the files of one log', () => {
  it.each([
    ['of logrotate', ['postgresql.log.2.gz', 'postgresql.log.1', 'postgresql.log'].map((name) => `/l/${name}`)],
    ['of logrotate, more than nine', ['l.log.11.gz', 'l.log.10.gz', 'l.log.9.gz', 'l.log.1', 'l.log']],
    ['that was renamed once', ['l.log.old', 'l.log']],
    ['with logrotate’s dateext', ['l.log-20261121.gz', 'l.log-20261122', 'l.log']],
    [
      'of log_filename',
      ['l-2026-11-21_000000.log', 'l-2026-11-21_101530.log', 'l-2026-11-22_000000.csv.gz'].map((name) =>
        name.replace('.csv', '.log'),
      ),
    ],
    ['by date and number', ['l-2026-11-21.log.2', 'l-2026-11-21.log.1', 'l-2026-11-21.log', 'l-2026-11-22.log']],
  ])('%s are put in the order of their writing', async (_, names) => {
    expect(await inOrderOfWriting(names.toSorted(), never)).toEqual(names);
    expect(await inOrderOfWriting(names.toReversed(), never)).toEqual(names);
    expect(new Set(names.map(familyOf)).size).toBe(1);
  });

  it('are ordered by their first times where the names come again and again', async () => {
    const times: Record<string, string | null> = { 'p-Fri.log': '2', 'p-Mon.log': '3', 'p-Thu.log': '1' };
    const ordered = await inOrderOfWriting(Object.keys(times), (path) => Promise.resolve(times[path]!));
    expect(ordered).toEqual(['p-Thu.log', 'p-Fri.log', 'p-Mon.log']);
    expect(await inOrderOfWriting(Object.keys(times), () => Promise.resolve(null))).toEqual(Object.keys(times));
    const begun = (path: string) => Promise.resolve(path === 'p-Fri.log' ? null : times[path]!);
    expect(await inOrderOfWriting(Object.keys(times), begun)).toEqual(['p-Thu.log', 'p-Mon.log', 'p-Fri.log']);
  });

  it.each([
    ['%H', ['server_log.23', 'server_log.00', 'server_log.1']],
    ['%H%M', ['server_log.2300', 'server_log.0900.gz', 'server_log.1000']],
    ['%H%M, and the format after it', ['pg-2345.csv', 'pg-0000.csv']],
    ['%H%M%S', ['pg-234500.log', 'pg-090000.log', 'pg-091500.log']],
    ['%y%m%d', ['postgresql-261128.log', 'postgresql-261129.log']],
    ['%y%m%d_%H%M%S', ['postgresql-261128_234500.log', 'postgresql-261129_000000.log']],
    ['%m%d', ['postgresql-1231.log', 'postgresql-0101.log']],
  ])('are ordered by their first times where log_filename has %s', async (_, names) => {
    const firstTime = (path: string) => Promise.resolve(String(names.indexOf(path)));
    expect(await inOrderOfWriting(names.toSorted(), firstTime)).toEqual(names);
    expect(await inOrderOfWriting(names.toReversed(), firstTime)).toEqual(names);
    expect(new Set(names.map(familyOf)).size).toBe(1);
  });

  it.each([
    ['the day of the week', 'postgresql-1.csv', 'postgresql-7.csv'],
    ['the day of the month', 'postgresql-09.log', 'postgresql-31.log'],
    ['day and hour', 'postgresql-09-23.log', 'postgresql-10-00.log'],
    ['the day of the week in words', 'postgresql-Mon.log', 'postgresql-Tue.log.gz'],
  ])('are one log where their names have %s', (_, one, other) => {
    expect(familyOf(one)).toBe(familyOf(other));
  });

  it('are apart from those of other logs, which stay where they were named', async () => {
    const names = ['b/x.log', 'a/x.log.1', '-', 'a/x.log', 'b/x.log.1', 'a/y.log'];
    expect(await inOrderOfWriting(names, never)).toEqual([
      'b/x.log.1',
      'b/x.log',
      'a/x.log.1',
      'a/x.log',
      '-',
      'a/y.log',
    ]);
    expect(familyOf('postgresql-15-main.log')).not.toBe(familyOf('postgresql-16-main.log'));
    expect(familyOf('postgresql-5432.log')).not.toBe(familyOf('postgresql-5433.log'));
    expect(familyOf('db1.log')).not.toBe(familyOf('db2.log'));
    expect(familyOf('-')).toBeNull();
  });
});

describe('a session that goes on in the next file', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-'))));
  afterAll(() => rm(folder, { recursive: true }));

  async function follow(log: string) {
    const ender = new AbortController();
    let reads = 0;
    const ended = collectWorkload(await logSources({ log: [log] }, {}, () => reads++, ender.signal));
    return {
      async untilRead(count: number) {
        for (let tries = 0; reads < count && tries < 500; tries++) await pause(10);
      },
      end() {
        ender.abort();
        return ended;
      },
    };
  }

  it('is one session, in whatever order the files are named', async () => {
    const line = (n: number) =>
      `2026-11-23 12:51:46.${String(n * 10).padStart(3, '0')} UTC [1] LOG:  duration: 1.000 ms  statement: SELECT * FROM t WHERE a = ${n}\n`;
    const lines = (from: number) => [0, 1, 2, 3, 4, 5, 6].map((i) => line(from + i)).join('');
    await writeFile(join(folder, 'p.log.2.gz'), gzipSync(lines(0)));
    await writeFile(join(folder, 'p.log.1'), lines(7));
    await writeFile(join(folder, 'p.log'), lines(14));
    const names = ['p.log', 'p.log.1', 'p.log.2.gz'].map((name) => join(folder, name));
    expect(await firstTimeOf(names[2]!)).toBe('2026-11-23 12:51:46.000');
    expect(await firstTimeOf(join(folder, 'gone'))).toBeNull();
    const ordered = await inOrderOfWriting(names, firstTimeOf);
    const workload = await collectWorkload(
      ordered.map((name) => readLog(name, openInput(name), { family: familyOf(name) })),
    );
    const [query] = workload.queries;
    expect(workload.statistics!.get(query!.fingerprint)!.runs).toMatchObject({ occurrences: 1, executions: 21 });
  });

  it('has the duration of a statement, and its plan, from the file before', async () => {
    const at = (text: string) => `2026-11-23 12:51:46.000 UTC [1] LOG:  ${text}\n`;
    const own = join(folder, 'apart');
    await mkdir(own);
    await writeFile(join(own, 'p.log.2'), at('statement: SELECT a FROM t WHERE b = 1'));
    await writeFile(join(own, 'p.log.1'), at('checkpoint starting: time'));
    await writeFile(
      join(own, 'p.log'),
      at('duration: 7.000 ms') + at('statement: SELECT a FROM t WHERE b = 2') + at('duration: 1.000 ms'),
    );
    await writeFile(join(own, 'q.log'), at('duration: 9.000 ms  statement: SELECT c FROM q'));
    const workload = await collectWorkload(await logSources({ log: [own] }, {}, () => {}, undefined));
    expect(workload.queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs])).toEqual([
      ['SELECT c FROM q', 1, 9],
      ['SELECT a FROM t WHERE b = $1', 2, 8],
    ]);
  });

  it('goes on in the last file by clock time, and in one that is begun while that is followed', async () => {
    const own = join(folder, 'clock');
    await mkdir(own);
    const at = (time: string, text: string) => `2026-11-23 ${time}.000 UTC [1] LOG:  ${text}\n`;
    await writeFile(join(own, 'server_log.0900'), at('09:59:59', 'statement: SELECT a FROM t'));
    await writeFile(join(own, 'server_log.1000'), at('10:59:59', 'duration: 10.000 ms'));
    const following = await follow(own);
    await following.untilRead(2);
    await writeFile(join(own, 'server_log.1100'), at('11:00:00', 'duration: 2.000 ms  statement: SELECT b FROM t'));
    await following.untilRead(3);
    const { queries, incomplete } = await following.end();
    expect(incomplete).toEqual([]);
    expect(queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs])).toEqual([
      ['SELECT a FROM t', 1, 10],
      ['SELECT b FROM t', 1, 2],
    ]);
  });

  it('is followed under its name, and not in what it was renamed to or compressed', async () => {
    const own = join(folder, 'renamed');
    await mkdir(own);
    const asks = (table: string) =>
      `2026-11-23 12:51:46.000 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT a FROM ${table}\n`.repeat(2);
    await writeFile(join(own, 'p.log'), asks('one'));
    const following = await follow(own);
    await following.untilRead(1);
    await rename(join(own, 'p.log'), join(own, 'p.log.1'));
    await pause(1_200);
    await writeFile(join(own, 'p.log'), asks('two'));
    await writeFile(join(own, 'p.log.2.gz'), gzipSync(asks('older')));
    await following.untilRead(2);
    await pause(1_200);
    await writeFile(join(own, 'p.log'), asks('three'), { flag: 'a' });
    await following.untilRead(3);
    const { queries } = await following.end();
    expect(queries.map(({ sql, calls }) => [sql, calls]).toSorted()).toEqual([
      ['SELECT a FROM one', 2],
      ['SELECT a FROM three', 2],
      ['SELECT a FROM two', 2],
    ]);
  });

  it.each(['truncated', 'appended to'])('is followed into a name that the server uses again, %s', async (how) => {
    const own = join(folder, how);
    await mkdir(own);
    const asks = (day: number, table: string) =>
      `2026-11-${day} 12:51:46.000 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT a FROM ${table}\n`.repeat(2);
    const flag = how === 'truncated' ? 'w' : 'a';
    await writeFile(join(own, 'p-Mon.log'), asks(16, 'old'));
    await writeFile(join(own, 'p-Sun.log'), asks(22, 'one'));
    const following = await follow(own);
    await following.untilRead(2);
    await pause(1_200);
    await writeFile(join(own, 'p-Mon.log'), asks(23, 'two'), { flag });
    await following.untilRead(3);
    await writeFile(join(own, 'p-Sun.log'), asks(29, 'three'), { flag });
    await following.untilRead(4);
    const { queries } = await following.end();
    expect(queries.map(({ sql, calls }) => [sql, calls]).toSorted()).toEqual([
      ['SELECT a FROM old', 2],
      ['SELECT a FROM one', 2],
      ['SELECT a FROM three', 2],
      ['SELECT a FROM two', 2],
    ]);
  });

  it('is not read again in its copy when it is truncated, but for what was written meanwhile', async () => {
    const own = join(folder, 'copied');
    await mkdir(own);
    const asks = (table: string) =>
      `2026-11-23 12:51:46.000 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT a FROM ${table}\n`;
    await writeFile(join(own, 'p.log'), asks('one').repeat(2));
    const following = await follow(own);
    await following.untilRead(1);
    await pause(1_200);
    await writeFile(join(own, 'p.log.1'), asks('one').repeat(2) + asks('late').repeat(2));
    await writeFile(join(own, 'p.log'), asks('two').repeat(2));
    await following.untilRead(3);
    const { queries } = await following.end();
    expect(queries.map(({ sql, calls }) => [sql, calls]).toSorted()).toEqual([
      ['SELECT a FROM late', 2],
      ['SELECT a FROM one', 2],
      ['SELECT a FROM two', 2],
    ]);
  });

  it('has the statement of a file all the same where the next one cannot be read', async () => {
    const own = join(folder, 'damaged');
    await mkdir(own);
    await writeFile(
      join(own, 'p.log.1'),
      '2026-11-23 12:51:46.000 UTC [1] LOG:  statement: SELECT a FROM t WHERE b = 1\n',
    );
    await writeFile(join(own, 'p.log'), 'no log at all\n');
    const failed = await collectWorkload(await logSources({ log: [own] }, {}, () => {}, undefined));
    expect(failed.queries).toMatchObject([{ sql: 'SELECT a FROM t WHERE b = $1', calls: 1 }]);
  });
});

describe('a file of a log that has no statements', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const at = (text: string) => `2026-11-23 12:51:46.000 UTC [1] LOG:  ${text}\n`;
  const checkpoint = at('checkpoint starting: time');
  const failed = '2026-11-23 12:51:46.000 UTC [1] ERROR:  no\n2026-11-23 12:51:46.000 UTC [1] STATEMENT:  SELECT 1\n';
  const asks = (n: number) => at(`duration: 1.000 ms  statement: SELECT a FROM t WHERE b = ${n}`);
  const noStatements = (name: string) =>
    expect.stringMatching(`/${name} has no statements: the server did not log any`);

  async function collect(files: Readonly<Record<string, string>>): Promise<Workload> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return collectWorkload(await logSources({ log: [folder] }, {}, () => {}, undefined));
  }

  it('is no error beside others that have some: its events and counts are taken', async () => {
    const { incomplete, sources, events, queries } = await collect({
      'p.log.3': checkpoint,
      'p.log.2': asks(1),
      'p.log.1': failed,
      'p.log': '',
    });
    expect(incomplete).toEqual([]);
    expect(queries.map(({ calls }) => calls)).toEqual([1]);
    expect(events!.totals.map(({ kind, count }) => [kind, count])).toEqual([
      ['checkpoint', 1],
      ['error', 1],
    ]);
    expect(sources.map(({ name, lines, statements, skipped }) => [basename(name), lines, statements, skipped])).toEqual(
      [
        ['p.log', 0, 0, {}],
        ['p.log.1', 2, 0, { 'failed statement': 1 }],
        ['p.log.2', 1, 1, {}],
        ['p.log.3', 1, 0, {}],
      ],
    );
  });

  it('is not said to leave out what statements have', async () => {
    const named = (text: string) => `2026-11-23 12:51:46.000 UTC [1] bob shop ${text}\n`;
    const { incomplete } = await collect({
      'p.log.1': named('ERROR:  no') + named('STATEMENT:  SELECT 1'),
      'p.log': named('LOG:  duration: 1.000 ms  statement: SELECT a FROM t').repeat(2),
    });
    expect(incomplete).toEqual([expect.stringMatching('/p.log: whether the words before its messages are users')]);
  });

  it('does not end the sessions that go on after it', async () => {
    const several = (from: number) => [0, 1, 2, 3, 4, 5, 6].map((i) => asks(from + i)).join('');
    const { statistics, queries } = await collect({
      'p.log.4': several(0),
      'p.log.3': checkpoint,
      'p.log.2': several(7) + at('statement: SELECT c FROM t'),
      'p.log.1': '',
      'p.log': at('duration: 5.000 ms') + several(14),
    });
    expect(queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs])).toEqual([
      ['SELECT a FROM t WHERE b = $1', 21, 21],
      ['SELECT c FROM t', 1, 5],
    ]);
    const { runs } = statistics!.get(queries[0]!.fingerprint)!;
    expect(runs).toMatchObject({ occurrences: 1, executions: 21 });
  });

  it('has the statement of a file before it, whose duration never came', async () => {
    const { queries, incomplete } = await collect({ 'p.log.1': at('statement: SELECT c FROM t'), 'p.log': '' });
    expect(queries.map(({ sql, calls, totalMs }) => [sql, calls, totalMs])).toEqual([['SELECT c FROM t', 1, 0]]);
    expect(incomplete).toEqual([]);
  });

  it('is one where none of them has any, and beside other logs', async () => {
    const { incomplete, sources } = await collect({
      'a.log': checkpoint,
      'p.log.1': checkpoint,
      'p.log': '',
      'q.log': asks(1),
    });
    expect(incomplete).toEqual([
      noStatements('a.log'),
      expect.stringMatching('/p.log is empty'),
      noStatements('p.log.1'),
    ]);
    expect(sources.map(({ name }) => basename(name))).toEqual(['q.log']);
    await rm(join(folder, 'q.log'));
    await expect(collect({})).rejects.toThrow(/a\.log has no statements/);
  });

  it('is among the sources while the next one is read', async () => {
    await writeFile(join(folder, 'p.log.1'), checkpoint);
    await writeFile(join(folder, 'p.log'), asks(1));
    const [quiet, source] = (await logSources({ log: [folder] }, {}, () => {}, undefined)) as LogSource[];
    let soFar: () => WorkloadDocument;
    const names: string[][] = [];
    const watched = {
      ...source!,
      readInto: (sink) => {
        names.push(soFar().sources.map(({ name }) => basename(name)));
        return source!.readInto(sink);
      },
    } satisfies LogSource;
    await collectSources([quiet!, watched], undefined, (tell) => (soFar = tell));
    expect(names).toEqual([['p.log.1']]);
  });

  it('names the file of another format that is left out for it', async () => {
    const csv = (message: string) =>
      `2026-11-23 12:49:50.740 UTC,"u","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"${message}",,,,,,,,,"psql","client backend",,1\n`;
    const { sources, incomplete } = await collect({
      'p-2026-11-23.csv': csv('checkpoint starting: time'),
      'p-2026-11-23.log': checkpoint,
      'p-2026-11-24.csv': csv('duration: 1.000 ms  statement: SELECT a FROM t'),
    });
    expect(incomplete).toEqual([]);
    expect(sources.map(({ name, sameLog }) => [basename(name), sameLog?.map((each) => basename(each))])).toEqual([
      ['p-2026-11-23.csv', ['p-2026-11-23.log']],
      ['p-2026-11-24.csv', undefined],
    ]);
  });
});
