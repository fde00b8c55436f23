import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { scanJson } from '../support/scan-json.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createDatabase(
    server18,
    `CREATE TABLE message (id bigint PRIMARY KEY, room int NOT NULL, at timestamptz NOT NULL, body text);
     CREATE INDEX message_room_idx ON message (room);
     INSERT INTO message SELECT i, i % 20, timestamptz '2026-01-01' + i * interval '1 minute', repeat('b', 80) FROM generate_series(1, 40000) i;
     ANALYZE;`,
  );
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-widening-'));
  writeFileSync(
    join(folder, 'workload.sql'),
    `-- calls: 500
SELECT * FROM message WHERE room = 7 ORDER BY at DESC LIMIT 20;
-- calls: 10
SELECT count(body) FROM message WHERE room = 7;`,
  );
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('an index that the proposed one begins with is widened to it, and not joined by it', async () => {
  const argv = ['--db', database.url, '--sql', join(folder, 'workload.sql'), '--rule', 'index/missing-composite'];
  const { findings } = await scanJson(...argv);
  expect(findings).toHaveLength(1);
  expect(findings[0]!.evidence.notes).toContain('it widens message_room_idx: built first, then the old one is dropped');
  expect(findings[0]!.fix!.up.slice(-2)).toEqual([
    'CREATE INDEX CONCURRENTLY message_room_at_idx ON public.message USING btree (room, at)',
    'DROP INDEX CONCURRENTLY IF EXISTS public.message_room_idx',
  ]);
  for (const sql of findings[0]!.fix!.up) await database.client.query(sql);
  expect((await scanJson(...argv)).findings).toEqual([]);
});

test('where the old index serves what is asked, the finding does not say that none does', async () => {
  const file = join(folder, 'covered.sql');
  writeFileSync(file, '-- calls: 500\nSELECT author, count(*) FROM reply WHERE status = 7 GROUP BY author;');
  await database.client.query(
    `CREATE TABLE reply (id bigint PRIMARY KEY, status int NOT NULL, author int NOT NULL, body text);
     CREATE INDEX reply_status_idx ON reply (status);
     INSERT INTO reply SELECT i, i % 20, i % 7, repeat('b', 80) FROM generate_series(1, 40000) i;`,
  );
  await database.client.query('VACUUM ANALYZE reply');
  const { findings } = await scanJson('--db', database.url, '--sql', file, '--rule', 'index/missing-composite');
  expect(findings.map(({ message }) => message)).toEqual([
    'reply_status_idx serves the equality on status, and a wider index would serve more',
  ]);
});

test('two of the same keys are both widened, and what is invalid goes with them', async () => {
  await database.client.query(
    `CREATE TABLE visit (id bigint PRIMARY KEY, page int NOT NULL, at timestamptz NOT NULL, agent text);
     CREATE INDEX visit_page_idx ON visit (page);
     CREATE INDEX visit_page_idx1 ON visit (page);
     CREATE INDEX visit_broken_idx ON visit (page);
     UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'visit_broken_idx'::regclass;
     INSERT INTO visit SELECT i, i % 2000, timestamptz '2026-01-01' + i * 7919 % 40000 * interval '1 minute', repeat('b', 80) FROM generate_series(1, 40000) i;`,
  );
  await database.client.query('VACUUM ANALYZE visit');
  const file = join(folder, 'visits.sql');
  writeFileSync(file, '-- calls: 500\nSELECT * FROM visit WHERE page = 7 ORDER BY at DESC LIMIT 5;');
  const argv = ['--db', database.url, '--sql', file, '--include', 'public.visit', '--rule', 'index/*'];
  const { findings } = await scanJson(...argv);
  expect(findings.map(({ rule, fix }) => [rule, fix !== null])).toEqual([
    ['index/invalid', false],
    ['index/duplicate', false],
    ['index/missing-composite', true],
  ]);
  for (const sql of findings.flatMap(({ fix }) => fix?.up ?? [])) await database.client.query(sql);
  const { rows } = await database.client.query(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'visit'::regclass ORDER BY 1",
  );
  expect(rows).toEqual([{ name: 'visit_page_at_idx' }, { name: 'visit_pkey' }]);
  expect((await scanJson(...argv)).findings).toEqual([]);
});
