import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { scanJson } from '../support/scan-json.ts';

let database: TestDatabase;
let folder: string;
const QUERY = "SELECT id FROM note WHERE body ILIKE '%word4711%'";

beforeAll(async () => {
  database = await createDatabase(
    server18,
    `CREATE TABLE note (id bigint PRIMARY KEY, body text NOT NULL);
     INSERT INTO note SELECT i, 'text ' || md5(i::text) || ' word' || i % 5000 FROM generate_series(1, 50000) i;
     ANALYZE;`,
  );
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-trigrams-'));
  writeFileSync(join(folder, 'workload.sql'), `-- calls: 50\n${QUERY};`);
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function scanned() {
  return scanJson('--db', database.url, '--sql', join(folder, 'workload.sql'), '--rule', 'index/missing-composite');
}

async function costOnServer(): Promise<number> {
  const { rows } = await database.client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${QUERY}`,
  );
  return rows[0]!['QUERY PLAN'][0].Plan['Total Cost'];
}

test('without pg_trgm the report says what a trigram index would gain, and with it proposes one', async () => {
  const { findings, unadvised } = await scanned();
  expect(findings).toEqual([]);
  const [, after, before] =
    /; with trigrams it would cost ([\d,.]+) instead of ([\d,]+), by an index of about/.exec(unadvised![0]!.help!) ??
    [];
  const number = (text: string | undefined) => Number(text?.replaceAll(',', ''));
  expect(number(before)).toBeCloseTo(await costOnServer(), -1);

  await database.client.query('CREATE EXTENSION pg_trgm');
  const told = await scanned();
  expect(told.findings.map(({ fix }) => fix?.up.at(-1))).toEqual([
    'CREATE INDEX CONCURRENTLY note_body_idx ON public.note USING gin (body public.gin_trgm_ops)',
  ]);
  await database.client.query('CREATE INDEX note_body_idx ON note USING gin (body gin_trgm_ops)');
  const built = await costOnServer();
  expect(Math.abs(number(after) - built) / built).toBeLessThan(0.25);
});
