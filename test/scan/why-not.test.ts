/** Costly queries that no index is proposed for: each has its reason, in JSON and at a terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/report/model.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { scanJson } from '../support/scan-json.ts';

const SCHEMA = `
  CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, city text NOT NULL);
  CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, placed_at timestamptz NOT NULL, note text);
  CREATE TABLE country (code text PRIMARY KEY, name text);
  CREATE TABLE queue (id bigint PRIMARY KEY, state text NOT NULL, worker int NOT NULL, due timestamptz NOT NULL);
  CREATE TABLE letter (id bigint PRIMARY KEY, subject text NOT NULL, body text NOT NULL, day int NOT NULL);
  CREATE INDEX orders_customer_id_idx ON orders (customer_id);
  INSERT INTO customer SELECT i, 'u' || i || '@example.com', 'c' || i % 50 FROM generate_series(1, 20000) i;
  INSERT INTO orders SELECT i, i % 20000 + 1, timestamptz '2026-01-01' + i * interval '1 minute', 'n' || i % 7
    FROM generate_series(1, 60000) i;
  INSERT INTO country SELECT 'k' || i, 'n' || i FROM generate_series(1, 100) i;
  INSERT INTO queue SELECT i, 's' || i % 3, i % 200, now() FROM generate_series(1, 20000) i;
  INSERT INTO letter SELECT i, 'l' || md5(i::text), repeat(md5((-i)::text), 8), i / 1000 FROM generate_series(1, 20000) i;
  CREATE TABLE reading (device int NOT NULL, at date NOT NULL, value int, note text) PARTITION BY RANGE (at);
  CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
  CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
  CREATE TABLE reading_3 PARTITION OF reading FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');
  CREATE INDEX reading_device_idx ON reading (device);
  INSERT INTO reading SELECT i % 1000, date '2026-01-01' + i % 90, i, repeat('n', 90) FROM generate_series(1, 45000) i;
  CREATE TABLE visit (tenant int, id int, path text, PRIMARY KEY (tenant, id)) PARTITION BY HASH (tenant);
  ${Array.from({ length: 12 }, (_, i) => `CREATE TABLE visit_${i} PARTITION OF visit FOR VALUES WITH (MODULUS 12, REMAINDER ${i});`).join('\n')}
  CREATE INDEX visit_id_idx ON visit (id);
  INSERT INTO visit SELECT i % 50, i, repeat('p', 90) FROM generate_series(1, 45000) i;
  VACUUM ANALYZE;`;

const WORKLOAD = `
-- calls: 100
SELECT count(*) FROM orders WHERE date(placed_at) = '2026-01-07';
-- calls: 20000
SELECT * FROM orders WHERE id = 42;
-- calls: 100
SELECT note, count(*) FROM orders GROUP BY note;
-- calls: 100
SELECT count(*) FROM customer;
-- calls: 5000
SELECT code FROM country WHERE name = 'n7';
-- calls: 1
SELECT id FROM customer WHERE city || email = 'x';
-- calls: 100
SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders);
-- calls: 2
SELECT id FROM queue WHERE worker = 7;
-- calls: 1000000
UPDATE queue SET worker = 3, state = 's1' WHERE id = 7;
-- calls: 100
SELECT id FROM letter WHERE day >= 8 AND subject LIKE '%7f7f7f%';
-- calls: 100
SELECT note, sum(device) FROM reading WHERE value > 9 GROUP BY note;
-- calls: 100
SELECT count(*) AS late FROM reading WHERE value > 9 AND at >= '2026-02-10';
-- calls: 2000
SELECT * FROM reading WHERE device = 7;
-- calls: 2000
SELECT path FROM visit WHERE id = 7;
-- calls: 2000
SELECT id FROM visit WHERE id = 7 AND tenant IN (SELECT worker FROM queue WHERE id = 3);
-- calls: 5
SELECT * FROM missing;
-- calls: 100000
INSERT INTO country VALUES ('x', 'y');
`;

let database: TestDatabase;
let folder: string;
let report: Report;

beforeAll(async () => {
  database = await createDatabase(server18);
  for (const statement of SCHEMA.split(';')) if (statement.trim()) await database.client.query(statement);
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-why-not-'));
  writeFileSync(join(folder, 'workload.sql'), WORKLOAD);
  report = await scanJson('--db', database.url, '--sql', join(folder, 'workload.sql'), '--min-calls', '2');
}, 60_000);
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function reasonOf(start: string) {
  const found = report.unadvised!.find(({ sql }) => sql.startsWith(start));
  return found && [found.reason, found.message, found.help];
}

describe('a costly query that no index is proposed for', () => {
  test.each<[string, string, RegExp, RegExp | null]>([
    ['SELECT count(*) FROM orders WHERE date', 'rewrite', /time zone/, /^placed_at >= \$1/],
    ['SELECT * FROM orders', 'served', /^already served: orders_pkey finds its row$/, null],
    ['SELECT note, count(*)', 'reads-most', /^it needs all 60,000 rows of orders/, /materialized view/],
    ['SELECT count(*) FROM customer', 'reads-most', /^it counts all 20,000 rows of customer$/, /reltuples/],
    ['SELECT code FROM country', 'small-table', /^country has 100 rows, fewer than --min-rows 500/, null],
    ['SELECT id FROM customer WHERE id NOT IN', 'rewrite', /anti join/, /^NOT EXISTS/],
    ['UPDATE queue', 'served', /^already served: queue_pkey finds its row$/, null],
    ['SELECT note, sum', 'reads-most', /^it needs nearly all of the 45,000 rows of reading:/, /materialized view/],
    [
      'SELECT count(*) AS late',
      'reads-most',
      /^it needs .* of the 29,[\d]+ rows of 2 partitions of reading:/,
      /materialized/,
    ],
    [
      'SELECT path FROM visit',
      'served',
      /^already served: visit_id_idx is searched in each of the 12 partitions of visit,/,
      /^a condition on tenant, by which visit is partitioned,/,
    ],
    ['SELECT id FROM visit', 'served', /^already served: \w+ finds its \d+ rows$/, null],
    ['SELECT * FROM reading', 'served', /^already served: reading_device_idx finds its 4\d rows$/, null],
  ])('%s: %s', (start, reason, message, help) => {
    const [foundReason, foundMessage, foundHelp] = reasonOf(start)!;
    expect(foundReason).toBe(reason);
    expect(foundMessage).toMatch(message);
    if (help === null) expect(foundHelp).toBeNull();
    else expect(foundHelp).toMatch(help);
  });

  test('is declined in numbers where its table is written far more than it is read', () => {
    const asked = report.silences.find(({ object }) => object.table === 'queue');
    const pattern = /keeping it costs [\d,]+ for 1,000,000 rows updated, more than the [\d,]+ that it saves/;
    expect(asked!.reason).toMatch(pattern);
    expect(
      report.findings.filter(({ object, fix }) => object.table === 'queue' && fix?.kind === 'create-index'),
    ).toEqual([]);
  });

  test('is one too that an index helps little, where another way would help more', () => {
    const letters = report.unadvised!.find(({ sql }) => sql.startsWith('SELECT id FROM letter'))!;
    expect(letters).toMatchObject({
      reason: 'rewrite',
      help: expect.stringMatching(/^a GIN index on subject/) as unknown,
    });
    expect(letters.costAfter).toBeGreaterThan(letters.cost! / 2);
    expect(letters.costAfter).toBeLessThan(letters.cost!);
  });

  test('comes with the others in the order of their share, and none is among those that an index helps much', () => {
    const shares = report.unadvised!.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    const helped = report.findings.flatMap(({ evidence }) =>
      evidence.benefit === undefined ? [] : evidence.queries.map(({ fingerprint }) => fingerprint),
    );
    const isMuch = ({ fingerprint, costAfter }: { fingerprint: string; costAfter?: number }) =>
      helped.includes(fingerprint) && costAfter === undefined;
    expect(report.unadvised!.filter(isMuch)).toEqual([]);
  });

  test('shows no value of the workload', () => {
    expect(JSON.stringify(report.unadvised)).not.toMatch(/2026-01-07|n7/);
  });
});
