/** What row-level security asks beside the statements, as on Supabase: an index for `user_id = auth.uid()`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Explain from '../../src/commands/explain.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createDatabase(server18);
  const statements = [
    'CREATE SCHEMA auth',
    `CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
       SELECT (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$`,
    'CREATE TABLE todo (id bigint PRIMARY KEY, user_id uuid NOT NULL, title text NOT NULL, at timestamptz NOT NULL)',
    `INSERT INTO todo SELECT i, md5((i % 3000)::text)::uuid, 'title ' || i, timestamptz '2026-01-01' + i * interval '1 min'
       FROM generate_series(1, 60000) i`,
    'ALTER TABLE todo ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY own ON todo USING (user_id = auth.uid())',
    'CREATE TABLE entry (id bigint PRIMARY KEY, tenant_id int NOT NULL, body text)',
    "INSERT INTO entry SELECT i, i % 1000, repeat('b', 60) FROM generate_series(1, 60000) i",
    'ALTER TABLE entry ENABLE ROW LEVEL SECURITY',
    "CREATE POLICY tenant ON entry USING (tenant_id = current_setting('app.tenant')::int)",
    'VACUUM ANALYZE',
  ];
  for (const statement of statements) await database.client.query(statement);
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-row-security-'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function advised(workload: string, name = 'workload.sql') {
  const file = join(folder, name);
  writeFileSync(file, workload);
  const argv = name.endsWith('.sql') ? ['--sql', file] : ['--log', file];
  const { findings } = await scanJson('--db', database.url, ...argv, '--rule', 'index/missing-composite');
  return findings.map(({ object: { table, columns }, message }) => ({ table, columns, message }));
}

test('the condition of a policy leads the index that its statement needs', async () => {
  expect(await advised('-- calls: 500\nSELECT * FROM todo ORDER BY at DESC LIMIT 20;')).toEqual([
    {
      table: 'todo',
      columns: ['user_id', 'at'],
      message: 'No index serves the equality on user_id with the order of at',
    },
  ]);
});

test('a setting that is only known in a session counts as any value', async () => {
  expect(await advised('-- calls: 500\nSELECT count(*) FROM entry;')).toEqual([
    { table: 'entry', columns: ['tenant_id'], message: 'No index serves the equality on tenant_id' },
  ]);
});

test('a statement that only the owner asks, as the log says, gets no index for the policy', async () => {
  const line = (user: string, at: number) =>
    `2026-01-01 10:00:${String(at).padStart(2, '0')} UTC [${100 + at}] ${user}@shop LOG:  duration: 90.500 ms  statement: SELECT count(*) FROM entry\n`;
  const log = (user: string) => Array.from({ length: 40 }, (_, at) => line(user, at)).join('');
  expect(await advised(log('postgres'), 'owner.log')).toEqual([]);
  expect(await advised(log('web'), 'web.log')).toMatchObject([{ table: 'entry', columns: ['tenant_id'] }]);
});

test('explain shows the condition and whose policies it planned with', async () => {
  const { stdout } = await runCommand(Explain, ['SELECT title FROM todo WHERE at > now()', '--db', database.url]);
  expect(stdout).toContain('(todo.user_id = (InitPlan 1).col1)');
  expect(stdout).toContain(
    'statements on public.todo are planned with the policies of row-level security for any role but its owner',
  );
});
