import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Scan from '../../src/commands/scan.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import { createDatabase, servers, type TestDatabase, type TestServer } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';

describe.each(servers)('pg_stat_statements of PostgreSQL $major', (server: TestServer) => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-advisor-e2e-'));
    database = await createDatabase(
      server,
      `CREATE TABLE visit (id int PRIMARY KEY, person int NOT NULL, at timestamptz NOT NULL, note text);
       INSERT INTO visit SELECT i, i % 2000, '2025-01-01'::timestamptz + i * interval '1 min', repeat('x', 60)
         FROM generate_series(1, 20000) i;
       ANALYZE visit`,
    );
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test('must be installed, or the scan says what to run', async () => {
    const { stdout, stderr, exitCode } = await runCommand(Scan, ['--db', database.url, '--statements']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^idx-advisor: the extension pg_stat_statements is not installed .*CREATE EXTENSION .*\n$/);
  });

  test('are a workload, live and from a snapshot', async () => {
    await database.client.query('CREATE EXTENSION pg_stat_statements');
    // More often than the rows were written, or an index would cost more than it saves.
    for (let person = 0; person < 200; person++) {
      await database.client.query(`SELECT note FROM visit WHERE person = ${person} AND at > '2025-01-08'`);
    }
    const live = await scanJson('--db', database.url, '--statements', '--rule', 'index/missing-composite');
    expect(live.workload.sources).toEqual([expect.objectContaining({ kind: 'statements' })]);
    expect(live.findings.map(({ rule, object }) => [rule, object.table, object.columns[0]])).toEqual([
      ['index/missing-composite', 'visit', 'person'],
    ]);
    expect(live.findings[0]!.evidence.queries[0]).toMatchObject({ calls: 200 });
    expect(live.findings[0]!.evidence.queries[0]!.observedMs).toBeGreaterThan(0);

    const file = join(folder, 'visits.json');
    expect(await runCommand(Snapshot, ['--db', database.url, '-o', file, '--statements'])).toMatchObject({
      exitCode: 0,
    });
    const offline = await scanJson('--snapshot', file, '--statements', '--rule', 'index/missing-composite');
    expect(offline.findings.map(({ rule, object, fix }) => ({ rule, object, fix }))).toEqual(
      live.findings.map(({ rule, object, fix }) => ({ rule, object, fix })),
    );
  });

  test('cannot be had from a snapshot without them', async () => {
    const file = join(folder, 'bare.json');
    expect(await runCommand(Snapshot, ['--db', database.url, '-o', file])).toMatchObject({ exitCode: 0 });
    const { stdout, stderr, exitCode } = await runCommand(Scan, ['--snapshot', file, '--statements']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^idx-advisor: the snapshot holds no pg_stat_statements; save it again with .*\n$/);
  });
});
