/** explain on what is no plain table: partitions, children, views, and what has no plan here. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Explain from '../../src/commands/explain.ts';
import type { Explanation } from '../../src/report/explanation.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';

const SCHEMA = [
  `CREATE TABLE ev (id bigint NOT NULL, at timestamptz NOT NULL, device int NOT NULL, value float8, PRIMARY KEY (id, at, device))
     PARTITION BY RANGE (at)`,
  "CREATE TABLE ev_q1 PARTITION OF ev FOR VALUES FROM ('2025-01-01Z') TO ('2025-02-01Z')",
  "CREATE TABLE ev_q2 PARTITION OF ev FOR VALUES FROM ('2025-02-01Z') TO ('2025-04-01Z') PARTITION BY LIST (device)",
  'CREATE TABLE ev_q2_a PARTITION OF ev_q2 DEFAULT',
  'CREATE TABLE ev_q2_b PARTITION OF ev_q2 FOR VALUES IN (1, 2, 3)',
  "INSERT INTO ev SELECT i, timestamptz '2025-01-01Z' + i * interval '1 min', i % 1000, i FROM generate_series(1, 80000) i",
  'CREATE TABLE base (id int PRIMARY KEY, kind text, v int)',
  'CREATE TABLE child () INHERITS (base)',
  "INSERT INTO base SELECT i, 'b' || i % 10, i % 500 FROM generate_series(1, 10000) i",
  "INSERT INTO child SELECT i, 'c' || i % 10, i % 500 FROM generate_series(1, 20000) i",
  'CREATE VIEW barrier WITH (security_barrier) AS SELECT id, device, value FROM ev WHERE value > 100',
  'CREATE MATERIALIZED VIEW daily AS SELECT device, at::date AS day, avg(value) AS value FROM ev GROUP BY 1, 2',
  'CREATE EXTENSION postgres_fdw',
  'CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw',
  'CREATE FOREIGN TABLE far (id int) SERVER elsewhere',
  'VACUUM ANALYZE',
];

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase(server18);
  for (const statement of SCHEMA) await database.client.query(statement);
});
afterAll(() => database?.drop());

async function explained(sql: string): Promise<Explanation> {
  const { stdout, stderr } = await runCommand(Explain, ['--db', database.url, '--format', 'json', sql]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Explanation;
}

describe('on a partitioned table', () => {
  test.each([
    'SELECT value FROM ev WHERE device = 77',
    'SELECT value FROM ev_q1 WHERE device = 77',
    'WITH few AS MATERIALIZED (SELECT value FROM ev WHERE device = $1) SELECT sum(value) FROM few',
  ])('the index is made on the parent, and without locking it on each partition: %s', async (sql) => {
    const { indexes, after, before } = await explained(sql);
    expect(indexes.map((index) => index.sql!.replaceAll(' INCLUDE (value)', '').split(';\n'))).toEqual([
      [
        'CREATE INDEX ev_device_idx ON ONLY public.ev USING btree (device)',
        'CREATE INDEX CONCURRENTLY ev_q1_device_idx ON public.ev_q1 USING btree (device)',
        'ALTER INDEX public.ev_device_idx ATTACH PARTITION public.ev_q1_device_idx',
        'CREATE INDEX ev_q2_device_idx ON ONLY public.ev_q2 USING btree (device)',
        'CREATE INDEX CONCURRENTLY ev_q2_a_device_idx ON public.ev_q2_a USING btree (device)',
        'ALTER INDEX public.ev_q2_device_idx ATTACH PARTITION public.ev_q2_a_device_idx',
        'CREATE INDEX CONCURRENTLY ev_q2_b_device_idx ON public.ev_q2_b USING btree (device)',
        'ALTER INDEX public.ev_q2_device_idx ATTACH PARTITION public.ev_q2_b_device_idx',
        'ALTER INDEX public.ev_device_idx ATTACH PARTITION public.ev_q2_device_idx',
      ],
    ]);
    expect(after!.newIndexes).toEqual(['ev_device_idx']);
    expect(after!.cost).toBeLessThan(before.cost / 10);
  });

  test('a view with security_barrier is seen through', async () => {
    const { indexes } = await explained('SELECT id FROM barrier WHERE device = 77');
    expect(indexes.map(({ relation }) => relation.name)).toEqual(['ev']);
    expect(indexes[0]!.sql).toContain('(device');
  });
});

test('on a parent of inheritance each table gets an index of its own', async () => {
  const { indexes } = await explained('SELECT * FROM base WHERE v = 7');
  expect(indexes.map(({ relation }) => relation.name).sort()).toEqual(['base', 'child']);
});

test('a materialized view takes an index as a table does', async () => {
  const { indexes } = await explained('SELECT * FROM daily WHERE device = 77');
  expect(indexes.map(({ sql }) => sql)).toEqual([
    'CREATE INDEX CONCURRENTLY daily_device_idx ON public.daily USING btree (device) INCLUDE (day, value)',
  ]);
});

test('of a foreign table one line says whose plan it is', async () => {
  const { stderr, exitCode } = await runCommand(Explain, ['--db', database.url, 'SELECT * FROM far']);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'idx-advisor: the statement cannot be planned: public.far cannot be planned here: a foreign table is planned by its foreign server\n',
  );
});
