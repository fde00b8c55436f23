/** A foreign key without an index costs what the server's own checks cost: they are priced like queries of the workload. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { scanJson } from '../support/scan-json.ts';

const SCHEMA = `
  CREATE TABLE account (id bigint PRIMARY KEY);
  CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE, state text);
  CREATE TABLE audit (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);
  INSERT INTO account SELECT i FROM generate_series(1, 5000) i;
  INSERT INTO invoice SELECT i, i % 5000 + 1, 's' || i % 50 FROM generate_series(1, 30000) i;
  INSERT INTO audit SELECT i, i % 5000 + 1 FROM generate_series(1, 30000) i;
  ANALYZE;`;

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createDatabase(server18, SCHEMA);
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-foreign-key-'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function findingsFor(workload: string) {
  const file = join(folder, 'workload.sql');
  writeFileSync(file, workload);
  const { findings } = await scanJson('--db', database.url, '--sql', file, '--rule', 'index/*');
  return findings.filter(({ fix }) => fix?.kind === 'create-index' || fix === null);
}

test('deletes of the parent make an index worth its cost, with the cost of each check before and after', async () => {
  const findings = await findingsFor('-- calls: 200\nDELETE FROM account WHERE id = 7;');
  const [invoice] = findings.filter(({ object }) => object.table === 'invoice');
  expect(invoice).toMatchObject({ rule: 'index/unindexed-foreign-key', severity: 'error' });
  expect(invoice!.evidence.notes).toContain(
    'the server runs it for each row of account that is deleted: 200 in the time of the workload',
  );
  const [check] = invoice!.evidence.queries;
  expect(check).toMatchObject({ sql: 'DELETE FROM ONLY public.invoice WHERE account_id = $1', calls: 200 });
  expect(check!.costAfter).toBeLessThan(check!.costBefore! / 10);
  expect(invoice!.evidence.benefit).toBeCloseTo(200 * (check!.costBefore! - check!.costAfter!), 0);
  expect(invoice!.evidence.sizeBytes).toBeGreaterThan(0);
  expect(findings.map(({ object }) => object.table).sort()).toEqual(['audit', 'invoice']);
});

test('one index serves the check and a query that begins with the same column', async () => {
  const findings = await findingsFor(
    "-- calls: 200\nDELETE FROM account WHERE id = 7;\n-- calls: 9000\nSELECT * FROM invoice WHERE account_id = 7 AND state = 's1';",
  );
  const onInvoice = findings.filter(({ object }) => object.table === 'invoice');
  expect(onInvoice.filter(({ fix }) => fix !== null)).toHaveLength(1);
});

test('where the referring table is written far more than the parent is deleted from, the finding says that it would not pay', async () => {
  const findings = await findingsFor(
    '-- calls: 2\nDELETE FROM account WHERE id = 7;\n-- calls: 5000000\nINSERT INTO audit VALUES (1, 2);',
  );
  const [audit] = findings.filter(({ object }) => object.table === 'audit');
  const pattern = /^for the workload alone it would not pay: keeping it costs [\d,]+ for 5,000,000 rows inserted/;
  expect(audit!.evidence.notes).toContainEqual(expect.stringMatching(pattern));
});
