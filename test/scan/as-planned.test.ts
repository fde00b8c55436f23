/** What a statement's text does not show, its plan does: functions that the planner puts in their place. */
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
    `CREATE TABLE message (id bigint PRIMARY KEY, room int NOT NULL, author text NOT NULL, body text);
     INSERT INTO message SELECT i, i % 20, 'a' || i % 5000, repeat('b', 80) FROM generate_series(1, 40000) i;
     CREATE FUNCTION "By Author"(a text) RETURNS SETOF message LANGUAGE sql STABLE AS 'SELECT * FROM message WHERE author = a';
     CREATE FUNCTION by_room(r int) RETURNS SETOF message LANGUAGE plpgsql STABLE AS
       'BEGIN RETURN QUERY SELECT * FROM message WHERE room = r; END';
     ANALYZE;`,
  );
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-as-planned-'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function advised(sql: string) {
  const file = join(folder, 'workload.sql');
  writeFileSync(file, `-- calls: 500\n${sql};`);
  const { findings } = await scanJson('--db', database.url, '--sql', file, '--rule', 'index/missing-composite');
  return findings.map(({ object, evidence }) => ({ columns: object.columns, queries: evidence.queries.length }));
}

test('a query through an inlined function gets the index that the function needs', async () => {
  expect(await advised(`SELECT id, body FROM "By Author"('a7') ORDER BY id`)).toEqual([
    { columns: ['author'], queries: 1 },
  ]);
});

test('a query through a function that is not inlined gets none', async () => {
  expect(await advised('SELECT id FROM by_room(7)')).toEqual([]);
});
