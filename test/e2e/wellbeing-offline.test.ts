import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import Scan from '../../src/commands/scan.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import Verify from '../../src/commands/verify.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { openInput } from '../../src/workload/files.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { findingKey } from '../../src/lint/finding-order.ts';
import type { Report } from '../../src/report/model.ts';
import { fingerprint } from '../migration/apply.ts';
import { server18, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';
import { createWellbeing, WELLBEING_LOG } from '../support/wellbeing.ts';

jest.setTimeout(240_000);

const LOG = ['--log', WELLBEING_LOG];
const keysOf = ({ findings }: Report) => findings.map((finding) => findingKey(finding));

describe('what is taken away from the server', () => {
  let database: TestDatabase;
  let folder: string;
  const path = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-advisor-e2e-'));
    database = await createWellbeing(server18);
    for (const argv of [['plain.json.gz'], ['redacted.json.gz', '--redact']]) {
      const [name = '', ...flags] = argv;
      const saved = await runCommand(Snapshot, ['--db', database.url, '-o', path(name), ...flags]);
      expect(saved).toMatchObject({ stdout: '', exitCode: 0 });
    }
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test('a redacted snapshot holds no value of the data', async () => {
    const textOf = async (name: string) => gunzipSync(await readFile(path(name))).toString('utf8');
    const [plain, redacted] = [await textOf('plain.json.gz'), await textOf('redacted.json.gz')];
    const values = ['discord', 'processed', 'anticipation', 'channel-1'];
    const user = (
      await database.client.query<{ u: string }>(
        'SELECT user_hash AS u FROM core_message GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
      )
    ).rows[0]!.u;
    for (const value of [...values, user]) {
      expect(plain).toContain(value);
      expect(redacted).not.toContain(value);
    }
  });

  test('a redacted snapshot gives the findings of the plain one, for queries without literals', async () => {
    // As pg_stat_statements has them: the literals of a log cannot match the stand-ins, and the report says so.
    const { queries } = await collectWorkload([readLog(WELLBEING_LOG, openInput(WELLBEING_LOG))]);
    await writeFile(path('queries.sql'), queries.map(({ sql, calls }) => `-- calls: ${calls}\n${sql};\n`).join('\n'));
    const plain = await scanJson('--snapshot', path('plain.json.gz'), '--sql', path('queries.sql'));
    const redacted = await scanJson('--snapshot', path('redacted.json.gz'), '--sql', path('queries.sql'));
    expect(plain.findings.length).toBeGreaterThan(3);
    expect(keysOf(redacted)).toEqual(keysOf(plain));
    expect(redacted.incomplete.join()).toContain('--redact');
  });

  test('scan prints the table without colour into a pipe, and exits with 1 for a finding as severe as --fail-on', async () => {
    const sql = path('recent.sql');
    await writeFile(sql, "-- calls: 100\nSELECT count(*) FROM core_message WHERE created_at >= '2025-08-30';");
    const argv = ['--snapshot', path('plain.json.gz'), '--sql', sql, '--fail-on', 'warning'];
    const { stdout, stderr, exitCode } = await runCommand(Scan, argv);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/);
    expect(stdout).toContain('public.core_channel');
    expect(stdout).toMatch(/CREATE INDEX CONCURRENTLY .* ON public\.core_message/);
  });

  test('verify measures each query before and after, and leaves nothing behind', async () => {
    const before = await fingerprint(database.client);
    const argv = ['--execute', '--runs', '1', '--db', database.url, ...LOG, '--rule', 'query/*'];
    const { stdout, stderr, exitCode } = await runCommand(Verify, argv);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('Medians of 1 run');
    const ratios = [...stdout.matchAll(/ ([\d,.]+)× /g)].map(([, ratio]) => Number(ratio!.replaceAll(',', '')));
    expect(ratios.length).toBeGreaterThan(1);
    expect(Math.max(...ratios)).toBeGreaterThan(2);
    expect(await fingerprint(database.client)).toEqual(before);
    const { rows } = await database.client.query<{ sessions: number }>(
      "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name = 'idx-advisor' AND datname = current_database()",
    );
    expect(rows).toEqual([{ sessions: 0 }]);
  });
});
