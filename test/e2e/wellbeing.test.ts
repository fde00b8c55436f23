import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import Fix from '../../src/commands/fix.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import type { Report } from '../../src/report/model.ts';
import { fingerprint } from '../migration/apply.ts';
import { servers, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';
import { createWellbeing, WELLBEING_LOG } from '../support/wellbeing.ts';
import { applyFolder } from './apply.ts';
import { breaches } from './report-contract.ts';

// Each scan plans about 1,500 times.
jest.setTimeout(240_000);

const RULES = ['constraint/non-unique-external-key', 'index/missing-composite', 'query/unindexed-aggregate-filter'];
const LOG = ['--log', WELLBEING_LOG, ...RULES.flatMap((rule) => ['--rule', rule])];

describe.each(servers)('the application of the original analysis on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let folder: string;
  let live: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-advisor-e2e-'));
    database = await createWellbeing(server);
    live = await scanJson('--db', database.url, ...LOG);
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test('scan finds what each of the three rules is for, and reports it as the contract says', () => {
    expect(breaches(live)).toEqual([]);
    expect(live.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(RULES));
    expect(live.findings).toContainEqual(
      expect.objectContaining({
        rule: 'constraint/non-unique-external-key',
        object: expect.objectContaining({ table: 'core_channel', columns: ['type', 'external_id'] }),
        fix: expect.objectContaining({ kind: 'add-unique' }),
      }),
    );
    expect(live.findings.filter(({ fix }) => !fix?.up.length || !fix.down.length)).toEqual([]);
    expect({ incomplete: live.incomplete, unplannable: live.unplannable }).toEqual({ incomplete: [], unplannable: [] });
  });

  test('every index that scan proposes makes the queries it names cheaper', () => {
    expect(live.workload.costAfter).toBeLessThan(live.workload.costBefore / 2);
    for (const { fix, evidence } of live.findings.filter(({ fix }) => fix?.kind === 'create-index')) {
      expect(evidence.queries).not.toEqual([]);
      expect(evidence.sizeBytes).toBeGreaterThan(0);
      for (const query of evidence.queries) expect(query.costAfter!).toBeLessThan(query.costBefore!);
      expect(fix!.up.join('\n')).toContain('CONCURRENTLY');
    }
  });

  test('scanning a snapshot gives the report of the live scan', async () => {
    const file = join(folder, 'wellbeing.json.gz');
    expect(await runCommand(Snapshot, ['--db', database.url, '-o', file])).toMatchObject({ stdout: '', exitCode: 0 });
    const offline = await scanJson('--snapshot', file, ...LOG);
    const untimed = ({ planner, ...report }: Report) => ({ ...report, planner: { ...planner, ms: 0 } });
    expect(untimed(offline)).toEqual(untimed(live));
  });

  test('fix writes a migration that mends what scan found, and that can be undone', async () => {
    const before = await fingerprint(database.client);
    const migrations = join(folder, 'migrations');
    const written = await runCommand(Fix, ['-o', migrations, '--db', database.url, ...LOG, '--time-budget', '600']);
    expect(written.exitCode).toBe(0);
    const fixes = new Set(live.findings.map(({ fix }) => fix!.up.join('\n')));
    expect(written.stdout.trim().split('\n')).toHaveLength(2 * fixes.size);
    expect(written.stdout).toMatch(new RegExp(`^${migrations}/0001_`));

    await applyFolder(database, migrations, 'up');
    const mended = await scanJson('--db', database.url, ...LOG);
    expect(mended.findings).toEqual([]);
    // Each fix builds one; an index that is widened goes.
    const dropped = live.findings.flatMap(({ fix }) => fix!.up.filter((sql) => sql.startsWith('DROP INDEX')));
    expect(dropped.length).toBeGreaterThan(0);
    expect(mended.database.indexes).toBe(live.database.indexes + fixes.size - new Set(dropped).size);

    await applyFolder(database, migrations, 'down');
    expect(await fingerprint(database.client)).toEqual(before);
  });
});
