import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import { fingerprint } from '../migration/apply.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { buildProgram, startProgram, type Program } from '../support/program.ts';

jest.setTimeout(180_000);
beforeAll(() => buildProgram());

describe('the executable', () => {
  test.each([
    [['--version'], 0, /^idx-advisor\/\d+\.\d+\.\d+ /, /^$/],
    [['--help'], 0, /\n {2}scan +Find missing/, /^$/],
    [[], 0, /\n {2}scan +Find missing/, /^$/],
    [['scan', '--help'], 0, /--fail-on/, /^$/],
    [['help', 'rules', 'show'], 0, /\n {2}\$ idx-advisor rules show /, /^$/],
    [['help', 'sacn'], 2, /^$/, /^idx-advisor: there is no command sacn; did you mean scan\?\n$/],
    [['rules', '--format', 'json'], 0, /^\[\n/, /^$/],
    [['sacn'], 2, /^$/, /^idx-advisor: there is no command sacn; did you mean scan\?\n$/],
    [['scan', '--bogus'], 2, /^$/, /^idx-advisor: there is no flag --bogus; see --help\n$/],
    [['scan', '--follow'], 2, /^$/, /^idx-advisor: a log is followed by the command workload alone; [^\n]*\n$/],
    [
      ['workload', '-', '--follow'],
      2,
      /^$/,
      /^idx-advisor: --follow reads a file that grows, and - is standard input; [^\n]*\n$/,
    ],
    [['scan', '--snapshot', '/no/such.json'], 2, /^$/, /^idx-advisor: cannot read \/no\/such\.json: [^\n]*\n$/],
  ])('%j exits with %d', async (argv, code, stdout, stderr) => {
    const result = await startProgram(...argv).ended;
    expect(result.stdout).toMatch(stdout);
    expect(result.stderr).toMatch(stderr);
    expect(result.exitCode).toBe(code);
  });

  test.each([
    [['workload'], /^idx-advisor: there is no log to read; [^\n]*\n$/],
    [['explain'], /^idx-advisor: there is no statement to explain; [^\n]*\n$/],
    [['rules', 'show'], /^idx-advisor: missing 1 required arg[^\n]*\n$/],
  ])('%j does not take its arguments from standard input', async (argv, stderr) => {
    const { child, ended } = startProgram(...argv);
    child.stdin.on('error', () => {}).end('index/missing-composite\n');
    expect(await ended).toEqual({ stdout: '', stderr: expect.stringMatching(stderr), exitCode: 2 });
  });

  test('reads a workload file from standard input', async () => {
    const log = 'fixtures/logs/debian.log';
    const saved = await startProgram('workload', log, '-o', '-').ended;
    const { child, ended } = startProgram('workload', '--workload', '-', '--format', 'json');
    child.stdin.end(saved.stdout);
    expect(await ended).toEqual(await startProgram('workload', log, '--format', 'json').ended);
    const bad = startProgram('workload', '--workload', '-');
    bad.child.stdin.end('SELECT 1');
    expect(await bad.ended).toMatchObject({
      stderr: expect.stringMatching(/^idx-advisor: standard input is not a workload file of idx-advisor: [^\n]*\n$/),
      exitCode: 2,
    });
  });

  test.each(['--help', 'scan --help', 'rules', 'workload LOG', 'workload LOG --format json', 'workload LOG -o -'])(
    '%s says that the disk is full',
    (line) => {
      const { status, stderr } = spawnSync(
        '/bin/sh',
        ['-c', `"$0" bin/run.js ${line.replace('LOG', 'fixtures/logs/debian.log')} >/dev/full`, process.execPath],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: 'idx-advisor: cannot write to standard output: the disk is full\n',
      });
    },
  );

  test('bears that its reader goes away, as in `| head -1`', async () => {
    const { child, ended } = startProgram('rules', 'show', '*');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ stderr: '', exitCode: 0 });
  });
});

describe('workload --follow', () => {
  test('saves what it has gathered while the log grows and is rotated, and ends well when told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'idx-advisor-follow-'));
    try {
      const [log, output] = [join(folder, 'postgresql.log'), join(folder, 'w.json')];
      const line = (n: number) =>
        `2026-11-23 12:51:46.003 UTC [1] LOG:  duration: ${n}.000 ms  statement: SELECT ${n}\n`;
      const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
      await writeFile(log, lines(0, 40));
      const { child, ended } = startProgram('workload', log, '--follow', '-o', output);
      const callsSoFar = async () => {
        const { statements } = JSON.parse(
          await readFile(output, 'utf8').catch(() => '{"statements":[]}'),
        ) as WorkloadDocument;
        return statements.reduce((sum, { calls }) => sum + calls, 0);
      };
      // The last record may still go on.
      while ((await callsSoFar()) < 39) await pause(100);
      await rename(log, `${log}.1`);
      await writeFile(log, lines(40, 100));
      // Both, as who ends a login session does.
      child.kill('SIGTERM');
      child.kill('SIGHUP');
      expect(await ended).toMatchObject({
        stdout: '',
        exitCode: 0,
        stderr: expect.stringMatching(/w\.json: 100 calls of 1 statement/),
      });
      expect(await callsSoFar()).toBe(100);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('goes on where what its names stand for is away for a while, or for good', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'idx-advisor-follow-'));
    try {
      const [old, first, second, output] = ['old.log', 'postgresql-01.log', 'postgresql-02.log', 'w.json'].map((name) =>
        join(folder, name),
      ) as [string, string, string, string];
      const line = (pid: number) =>
        `2026-11-23 12:51:46.003 UTC [${pid}] LOG:  duration: 1.000 ms  statement: SELECT 1\n`;
      for (const [i, path] of [old, first].entries()) await writeFile(path, line(i).repeat(30));
      const { child, ended } = startProgram(
        'workload',
        old,
        join(folder, 'postgresql-*.log'),
        '--follow',
        '-o',
        output,
      );
      while ((await readFile(output, 'utf8').catch(() => '')) === '') await pause(100);
      await rm(old);
      await rm(first);
      await pause(1_500);
      await writeFile(second, line(2).repeat(40));
      await pause(500);
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({
        exitCode: 0,
        stderr: expect.stringMatching(/w\.json: 100 calls of 1 statement[^\n]*\n$/),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('Ctrl-C', () => {
  let database: TestDatabase;
  let blocker: pg.Client;
  let folder: string;

  const sessions = async () => {
    const { rows } = await database.client.query<{ waiting: boolean }>(
      `SELECT wait_event_type IS NOT DISTINCT FROM 'Lock' AS waiting FROM pg_stat_activity
       WHERE application_name = 'idx-advisor' AND datname = current_database()`,
    );
    return rows;
  };
  const until = async (what: () => Promise<boolean> | boolean, { ended }: Program) => {
    const isOver = Symbol();
    for (;;) {
      if (await what()) return;
      const raced = await Promise.race([ended, pause(50, isOver)]);
      if (raced !== isOver) throw new Error(`it ended early: ${JSON.stringify(raced)}`);
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-advisor-e2e-'));
    database = await createDatabase(
      server18,
      `CREATE TABLE visit (id int PRIMARY KEY, person int NOT NULL, at timestamptz NOT NULL, note text);
       INSERT INTO visit SELECT i, i % 2000, '2025-01-01'::timestamptz + i * interval '1 min', repeat('x', 60)
         FROM generate_series(1, 20000) i;
       ANALYZE visit`,
    );
    blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
  });
  afterAll(async () => {
    await blocker.end();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test('leaves nothing behind on the server while verify waits to build an index', async () => {
    const sql = join(folder, 'queries.sql');
    await writeFile(sql, "SELECT note FROM visit WHERE person = 7 AND at > '2025-01-08';");
    const before = await fingerprint(database.client);
    await blocker.query('BEGIN; LOCK TABLE visit IN ROW EXCLUSIVE MODE');
    const argv = ['verify', '--execute', '--db', database.url, '--sql', sql, '--lock-timeout', '120'];
    const program = startProgram(...argv, '--rule', 'index/missing-composite');
    await until(async () => (await sessions()).some(({ waiting }) => waiting), program);
    program.child.kill('SIGINT');
    expect(await program.ended).toEqual({ stdout: '', stderr: 'idx-advisor: interrupted\n', exitCode: 130 });
    expect(await sessions()).toEqual([]);
    await blocker.query('ROLLBACK');
    expect(await fingerprint(database.client)).toEqual(before);
  });

  test('ends a scan that waits for standard input', async () => {
    const program = startProgram('scan', '--db', database.url, '--log', '-');
    program.child.stdin.write('2026-11-23 12:51:46.003 UTC [21200] app@shop LOG:  checkpoint starting: time\n');
    await pause(3000);
    program.child.kill('SIGINT');
    expect(await program.ended).toEqual({ stdout: '', stderr: 'idx-advisor: interrupted\n', exitCode: 130 });
  });

  test.each(['LOG', '--workload'])('ends the wait for a pipe that nobody writes to, given as %s', async (flag) => {
    const pipe = join(folder, `pipe${flag}`);
    execFileSync('mkfifo', [pipe]);
    const program = startProgram('workload', ...(flag === 'LOG' ? [pipe] : [flag, pipe]));
    await pause(3000);
    program.child.kill('SIGINT');
    expect(await program.ended).toEqual({ stdout: '', stderr: 'idx-advisor: interrupted\n', exitCode: 130 });
  });

  test('ends the wait for a server that does not answer', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const called = new Promise((resolve) => silent.once('connection', resolve));
    const { port } = silent.address() as AddressInfo;
    const program = startProgram('scan', '--db', `postgres://app:secret@127.0.0.1:${port}/shop?sslmode=disable`);
    await Promise.race([called, program.ended]);
    program.child.kill('SIGINT');
    expect(await program.ended).toEqual({ stdout: '', stderr: 'idx-advisor: interrupted\n', exitCode: 130 });
    silent.close();
  });
});
