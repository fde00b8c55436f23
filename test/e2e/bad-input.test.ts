import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fix from '../../src/commands/fix.ts';
import Scan from '../../src/commands/scan.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';

const at = (message: string) => `2026-11-23 12:51:46.003 UTC [21200] app@shop LOG:  ${message}\n`;
const select = at(
  "duration: 12.000 ms  statement: SELECT total FROM invoice WHERE customer = 7 AND paid_at > '2025-01-08'",
);
const PASSWORD = 'hunter2';

describe('input of which nothing can be made', () => {
  const guest = `guest_${process.pid}`;
  let database: TestDatabase;
  let folder: string;
  const path = (name: string) => join(folder, name);
  const urlWith = (change: (url: URL) => void) => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-advisor-e2e-'));
    database = await createDatabase(
      server18,
      `CREATE TABLE invoice (id int PRIMARY KEY, customer int NOT NULL, paid_at timestamptz NOT NULL, total numeric);
       INSERT INTO invoice SELECT i, i % 2000, '2025-01-01'::timestamptz + i * interval '1 min', i
         FROM generate_series(1, 20000) i;
       ANALYZE invoice;
       CREATE ROLE ${guest} LOGIN PASSWORD '${PASSWORD}'`,
    );
    expect(await runCommand(Snapshot, ['--db', database.url, '-o', path('shop.json.gz')])).toMatchObject({
      exitCode: 0,
    });
    const snapshot = await readFile(path('shop.json.gz'));
    const document = JSON.parse(gunzipSync(snapshot).toString('utf8')) as object;
    const { stdout } = await runCommand(Snapshot, ['--db', database.url, '-o', '-']);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(Object.keys(document));
    await writeFile(path('newer.json'), JSON.stringify({ ...document, version: 99 }));
    await writeFile(path('cut.json.gz'), snapshot.subarray(0, snapshot.length / 2));
    await writeFile(path('other.json'), '{"name": "shop"}');
    await writeFile(path('text.json'), 'CREATE TABLE invoice ();');
    await writeFile(path('empty.log'), '');
    await writeFile(path('binary.log'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 10, 0, 0]));
    await writeFile(path('silent.log'), at('checkpoint starting: time').repeat(3));
    await writeFile(path('archive.log.zst'), Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0]));
    await writeFile(path('empty.sql'), '-- nothing here\n');
    await mkdir(path('logs'));
  });
  afterAll(async () => {
    await database.client.query(`DROP OWNED BY ${guest}; DROP ROLE ${guest}`);
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const secretly = (url: URL) => {
    url.username = guest;
    url.password = `not-${PASSWORD}`;
  };
  const offline = (...argv: string[]) => ['--snapshot', path('shop.json.gz'), ...argv];

  test.each<[string, () => string[], RegExp]>([
    [
      'a server that is not there',
      () => ['--db', urlWith((url) => ((url.port = '1'), secretly(url)))],
      /no PostgreSQL server accepts connections on 127\.0\.0\.1:1; check host and port/,
    ],
    [
      'a host that is not there',
      () => ['--db', urlWith((url) => ((url.hostname = 'nowhere.invalid'), secretly(url)))],
      /the host "nowhere\.invalid" cannot be found; check the host name/,
    ],
    [
      'a wrong password',
      () => ['--db', urlWith(secretly)],
      new RegExp(`wrong password for user "${guest}" on 127\\.0\\.0\\.1:\\d+; set PGPASSWORD`),
    ],
    [
      'no password',
      () => ['--db', urlWith((url) => (url.password = ''))],
      /asks for the password of user "postgres"; set PGPASSWORD/,
    ],
    [
      'a database that is not there',
      () => ['--db', urlWith((url) => (url.pathname = '/no_such'))],
      /the database "no_such" does not exist on .*; list the databases with psql -l/,
    ],
    ['an URL that is none', () => ['--db', `postgres://app:${PASSWORD}@[::1/shop`], /--db|URL|connection/],
    ['a log that is not there', () => offline('--log', path('no.log')), /cannot read .*no\.log: there is no such file/],
    ['a glob that matches nothing', () => offline('--log', path('*.gone')), /\*\.gone matches no file/],
    ['an empty folder of logs', () => offline('--log', path('logs')), /logs has no files in it/],
    [
      'a binary log',
      () => offline('--log', path('binary.log')),
      /binary\.log is no text log: it holds binary data; pass a server log/,
    ],
    ['an empty log', () => offline('--log', path('empty.log')), /empty\.log is empty; see where the server logs to/],
    [
      'a log without statements',
      () => offline('--log', path('silent.log')),
      /silent\.log has no statements.*log_min_duration_statement = 0/,
    ],
    [
      'a log in another compression',
      () => offline('--log', path('archive.log.zst')),
      /archive\.log\.zst is compressed.*ecompress it/,
    ],
    ['an SQL file without a statement', () => offline('--sql', path('empty.sql')), /empty\.sql has no SQL statements/],
    ['a snapshot that is not there', () => ['--snapshot', path('no.json')], /cannot read .*no\.json: no such file/],
    [
      'a snapshot of a newer version',
      () => ['--snapshot', path('newer.json')],
      /snapshot of version 99.*; update idx-advisor/,
    ],
    ['some other JSON', () => ['--snapshot', path('other.json')], /other\.json is not a snapshot of idx-advisor/],
    ['no JSON', () => ['--snapshot', path('text.json')], /text\.json is not a snapshot.*not valid JSON/],
    ['a snapshot cut short', () => ['--snapshot', path('cut.json.gz')], /cut\.json\.gz is damaged.*; copy it again/],
    ['a folder for a snapshot', () => ['--snapshot', folder], /cannot read .*: it is a directory/],
    [
      'a file in the way of the report',
      () => offline('-o', path('empty.log/report.json')),
      /cannot write .*: there is no such folder/,
    ],
  ])('%s ends the scan with one line that says what to do', async (_, argv, line) => {
    const { stdout, stderr, exitCode } = await runCommand(Scan, argv());
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^idx-advisor: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain(PASSWORD);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test('a migration of another run ends fix, and stays as it is', async () => {
    await mkdir(path('migrations'));
    await writeFile(path('migrations/0001_other.up.sql'), 'SELECT 1;');
    await writeFile(path('one.log'), select.repeat(3));
    const { stdout, stderr, exitCode } = await runCommand(
      Fix,
      offline('--log', path('one.log'), '-o', path('migrations')),
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/0001_other\.up\.sql is a migration of another run; choose an empty directory/);
    expect(await readFile(path('migrations/0001_other.up.sql'), 'utf8')).toBe('SELECT 1;');
  });

  test('a statement that does not parse, a damaged archive and a bad log cost only themselves', async () => {
    const broken = at('duration: 3.000 ms  statement: SELEC total FROM invoice');
    await writeFile(path('mixed.log'), `${select.repeat(3)}${broken}`);
    const zipped = gzipSync(Buffer.from(select.repeat(5000).replaceAll(/= 7/g, () => `= ${Math.random()}`)));
    await writeFile(path('cut.log.gz'), zipped.subarray(0, zipped.length / 2));
    const logs = ['mixed.log', 'cut.log.gz', 'empty.log'].flatMap((name) => ['--log', path(name)]);
    const report = await scanJson(...offline(...logs));
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        rule: 'index/missing-composite',
        object: expect.objectContaining({ table: 'invoice' }),
      }),
    );
    const incomplete = report.incomplete.join('\n');
    expect(incomplete).toMatch(/1 statement of the workload did not parse/);
    expect(incomplete).toMatch(/cut\.log\.gz: the compressed data is cut short/);
    expect(incomplete).toMatch(/empty\.log is empty/);
  });

  test('a role without privileges on a table gets a report that says what it could not see', async () => {
    await writeFile(path('one.log'), select.repeat(3));
    const url = urlWith((each) => ((each.username = guest), (each.password = PASSWORD)));
    const report = await scanJson('--db', url, '--log', path('one.log'));
    expect(report.incomplete.join('\n')).toMatch(/no SELECT privilege on 1 table.*invoice/);
    expect(report.workload.plannable).toBe(1);
  });
});
