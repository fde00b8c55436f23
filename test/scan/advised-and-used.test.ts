/** What `explain` advises for statements of many kinds, built on a server: its own planner must choose it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlannerEngine } from '../../src/planner/engine.ts';
import { nodesOf, parseExplain } from '../../src/planner/plan.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { explainStatement } from '../../src/scan/explain.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { cacheDirectory, catalogOf } from '../planner/support.ts';

const SCHEMA = [
  'CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm',
  `CREATE TYPE state AS ENUM ('draft', 'open', 'paid', 'void');
   CREATE DOMAIN address AS citext;
   CREATE TABLE person (
     id bigint PRIMARY KEY, tenant_id int NOT NULL, email address NOT NULL, name text NOT NULL, code text COLLATE "C" NOT NULL, phone text,
     data jsonb NOT NULL, pairs hstore NOT NULL, path ltree NOT NULL, created timestamptz NOT NULL, score int, tags text[] NOT NULL,
     folded text GENERATED ALWAYS AS (lower(name)) STORED
   );
   CREATE TABLE orders (
     id bigint PRIMARY KEY, person_id bigint NOT NULL REFERENCES person, tenant_id int NOT NULL, state state NOT NULL, total numeric(10,2) NOT NULL,
     placed timestamptz NOT NULL, shipped timestamptz
   );
   CREATE TABLE event (tenant_id int NOT NULL, kind text NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
   CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
   CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
   CREATE TABLE base (owner_id int); CREATE TABLE child (more text) INHERITS (base);
   CREATE TABLE stage (person_id bigint, total numeric)`,
  `INSERT INTO person SELECT i, 1 + i * 7919::bigint % 200, 'User' || i || '@Example.org', initcap(substr(md5(i::text), 1, 12)), substr(md5(i::text), 1, 10), '+1' || i * 37,
     jsonb_build_object('ref', 'r' || i, 'n', i % 1000, 'tags', jsonb_build_array('t' || i % 500)) || CASE WHEN i % 200 = 0 THEN '{"vip": true}' ELSE '{}' END::jsonb,
     hstore('sku', 'S' || i % 2000), ('top.a' || i % 20 || '.b' || i % 300)::ltree, timestamptz '2023-01-01' + i * interval '5 minutes',
     CASE WHEN i % 10 > 0 THEN i * 31 % 9973 END, ARRAY['tag' || i % 700, 'tag' || i % 90]
   FROM generate_series(1, 30000) i`,
  `INSERT INTO orders SELECT i, 1 + i * 7919::bigint % 30000, 1 + i * 104729::bigint % 200, (ARRAY['draft', 'open', 'paid', 'paid', 'paid', 'void']::state[])[1 + i * 31 % 6], i % 1000,
     timestamptz '2023-01-01' + i * interval '3 minutes', CASE WHEN i % 15 > 0 THEN timestamptz '2023-01-02' + i * interval '3 minutes' END
   FROM generate_series(1, 60000) i;
   INSERT INTO event SELECT i % 500, 'k' || i % 3, timestamptz '2024-01-01' + i * interval '80 seconds' FROM generate_series(1, 60000) i;
   INSERT INTO child SELECT i % 2000, md5(i::text) FROM generate_series(1, 40000) i;
   INSERT INTO stage SELECT i * 50, i FROM generate_series(1, 300) i`,
  `CREATE MATERIALIZED VIEW daily AS SELECT tenant_id, date_trunc('day', placed AT TIME ZONE 'UTC') AS day, id FROM orders;
   CREATE VIEW open_orders AS SELECT o.*, p.email FROM orders o JOIN person p ON p.id = o.person_id WHERE o.state = 'open';
   CREATE VIEW recent AS SELECT * FROM open_orders WHERE placed > '2023-02-01';
   CREATE VIEW barred WITH (security_barrier) AS SELECT * FROM person WHERE score > 10;
   CREATE FUNCTION unshipped(int) RETURNS SETOF orders STABLE LANGUAGE sql AS 'SELECT * FROM orders WHERE tenant_id = $1 AND shipped IS NULL'`,
  'VACUUM ANALYZE',
];

/** A statement, and how the indexes that it is to have begin. */
const ADVISED: readonly (readonly [string, readonly string[]])[] = [
  ['SELECT * FROM recent WHERE tenant_id = 7', ['orders USING btree (tenant_id, state, placed']],
  ['SELECT * FROM barred WHERE tenant_id = 7 AND score > 9900', ['person USING btree (tenant_id, score)']],
  ['SELECT * FROM unshipped(7)', ['orders USING btree (']],
  ["SELECT * FROM person WHERE email = 'user500@example.org'", ['person USING btree (email)']],
  ["SELECT * FROM person WHERE email IN ('user5@example.org', 'user6@example.org')", ['person USING btree (email)']],
  ['MERGE INTO orders o USING (SELECT * FROM stage WHERE total = 7) s ON o.person_id = s.person_id WHEN MATCHED THEN UPDATE SET total = s.total', ['orders USING btree (person_id)']],
  ["UPDATE orders SET total = s.total FROM stage s WHERE orders.person_id = s.person_id AND s.total = 7", ['orders USING btree (person_id)']],
  ['DELETE FROM orders USING stage s WHERE orders.person_id = s.person_id AND s.total = 7', ['orders USING btree (person_id)']],
  ['SELECT * FROM event WHERE tenant_id = 7 ORDER BY at DESC LIMIT 10', ['ONLY public.event USING btree (tenant_id, at) INCLUDE (kind)']],
  ['SELECT * FROM base WHERE owner_id = 7', ['child USING btree (owner_id)']],
  ["SELECT * FROM daily WHERE tenant_id = 7 AND day >= '2023-03-01' ORDER BY day", ['daily USING btree (tenant_id, day) INCLUDE (id)']],
  ['SELECT p.id, x.* FROM person p, LATERAL (SELECT * FROM orders o WHERE o.person_id = p.id ORDER BY placed DESC LIMIT 1) x WHERE p.id < 5', ['orders USING btree (person_id, placed)']],
  ['SELECT DISTINCT ON (tenant_id) tenant_id, placed FROM orders ORDER BY tenant_id, placed DESC', ['orders USING btree (tenant_id, placed DESC)']],
  ["SELECT * FROM orders WHERE (placed, id) > ('2023-02-01', 1000) ORDER BY placed, id LIMIT 50", ['orders USING btree (placed)']],
  ["SELECT * FROM orders WHERE (tenant_id, placed) > (200, '2023-04-01')", ['orders USING btree (tenant_id, placed)']],
  ["SELECT * FROM orders WHERE state = 'void' AND (2, 30000) > (tenant_id, id)", ['orders USING btree (state, tenant_id, id)']],
  ['SELECT * FROM person ORDER BY score DESC NULLS LAST LIMIT 10', ['person USING btree (score NULLS FIRST)']],
  ["SELECT * FROM person WHERE phone = '+1500' OR score = 77", ['person USING btree (phone)', 'person USING btree (score)']],
  ['SELECT * FROM orders WHERE person_id = ANY (ARRAY[5, 6, 7])', ['orders USING btree (person_id)']],
  ["SELECT * FROM person WHERE lower(code) = 'c4ca4238a0' LIMIT 1", ['person USING btree (lower(code))']],
  ["SELECT * FROM person WHERE lower(code) = 'c4ca4238a0' ORDER BY id LIMIT 1", ['person USING btree (lower(code))']],
  ["SELECT EXISTS (SELECT 1 FROM person WHERE lower(code) = 'c4ca4238a0' LIMIT 1)", ['person USING btree (lower(code))']],
  [`SELECT * FROM person WHERE data['ref'] = '"r500"'`, ["person USING btree (((data)['ref'::text]))"]],
  [`SELECT * FROM person WHERE data -> 'ref' = '"r500"'`, ["person USING btree (((data -> 'ref'::text)))"]],
  ["SELECT * FROM person WHERE data ->> 'ref' = 'r500'", ["person USING btree (((data ->> 'ref'::text)))"]],
  [`SELECT * FROM person WHERE data @> '{"ref": "r500"}'`, ['person USING gin (data jsonb_path_ops)']],
  ["SELECT * FROM person WHERE data ? 'vip'", ['person USING gin (data)']],
  [`SELECT * FROM person WHERE data @@ '$.ref == "r500"'`, ['person USING gin (data jsonb_path_ops)']],
  ["SELECT * FROM person WHERE data -> 'tags' ? 't5'", ["person USING gin (((data -> 'tags'::text)))"]],
  ["SELECT * FROM person WHERE pairs @> 'sku=>S55'", ['person USING gin (pairs)']],
  ["SELECT * FROM person WHERE pairs -> 'sku' = 'S55'", ["person USING btree (((pairs -> 'sku'::text)))"]],
  ["SELECT * FROM person WHERE path <@ 'top.a5.b25'", ['person USING gist (path)']],
  ["SELECT * FROM person WHERE path ~ 'top.a5.b25.*'", ['person USING gist (path)']],
  ["SELECT * FROM person WHERE path @ 'a5 & b25'", ['person USING gist (path)']],
  ["SELECT * FROM person WHERE path ? ARRAY['top.a5.b25.*', '*.b99']::lquery[]", ['person USING gist (path)']],
  ["SELECT * FROM person ORDER BY name <-> 'Abcdef' LIMIT 5", ['person USING gist (name public.gist_trgm_ops)']],
  ["SELECT * FROM person WHERE name % 'Abcdef012345'", ['person USING gin (name public.gin_trgm_ops)']],
  ["SELECT * FROM person WHERE 'abcdef01' <% name", ['person USING gin (name public.gin_trgm_ops)']],
  ["SELECT * FROM person WHERE name ILIKE '%c4ca%'", ['person USING gin (name public.gin_trgm_ops)']],
  ["SELECT * FROM person WHERE name ILIKE ANY (ARRAY['%c4ca%', '%c81e%'])", ['person USING gin (name public.gin_trgm_ops)']],
  ["SELECT * FROM person WHERE name LIKE 'C4ca%'", ['person USING btree (name text_pattern_ops)']],
  ["SELECT * FROM person WHERE code LIKE 'c4ca%'", ['person USING btree (code)']],
  ['SELECT * FROM person ORDER BY name COLLATE "C" LIMIT 10', ['person USING btree (((name COLLATE "C")))']],
  ["SELECT * FROM person WHERE date_trunc('day', created AT TIME ZONE 'UTC') = '2023-03-05'", ["person USING btree (date_trunc('day', (created AT TIME ZONE 'UTC')))"]],
  ["SELECT * FROM person WHERE folded = 'abc'", ['person USING btree (folded)']],
  ["SELECT max(placed) FROM orders WHERE tenant_id = 7", ['orders USING btree (tenant_id, placed)']],
  ["SELECT * FROM person WHERE tags @> ARRAY['tag155']", ['person USING gin (tags)']],
  ["SELECT * FROM person WHERE tags = ARRAY['tag155', 'tag65']", ['person USING gin (tags)']],
  ["SELECT * FROM person WHERE tags[1] = 'tag155'", ["person USING btree (((tags)[1]))"]],
  ["SELECT * FROM person WHERE nullif(phone, '') = '+1500'", ["person USING btree ((NULLIF(phone, ''))"]],
  ["SELECT id FROM orders WHERE CASE WHEN shipped IS NULL THEN placed ELSE shipped END > '2023-05-05'", ['orders USING btree ((']],
  ["SELECT id FROM orders WHERE coalesce(shipped, placed) > '2023-05-05'", ['orders USING btree ((COALESCE(shipped, placed)))']],
  ["SELECT id FROM orders WHERE tstzrange(placed, shipped) && '[2023-01-01, 2023-01-02)'", ['orders USING gist (tstzrange(placed, shipped))']],
]; // prettier-ignore

beforeAll(loadParser);

describe.each(servers)('on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let catalog: Catalog;
  let twin: PlannerEngine;

  beforeAll(async () => {
    database = await createDatabase(server);
    for (const statement of SCHEMA) await database.client.query(statement);
    await database.client.query('SET max_parallel_workers_per_gather = 0');
    catalog = await catalogOf(database.client);
    twin = await createTwin(catalog, { cacheDirectory });
  }, 120_000);
  afterAll(async () => {
    await twin?.close();
    await database?.drop();
  });

  async function advisedFor(sql: string): Promise<readonly string[]> {
    const engine = new Proxy(twin, {
      get(target, name) {
        const value: unknown = name === 'close' ? () => Promise.resolve() : Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const { indexes } = await explainStatement({
      catalog,
      sql,
      advice: { minImprovement: 0.05, minCalls: 1, minTableRows: 1000, storageBudgetBytes: null, maxIndexColumns: 4, timeBudgetMs: null },
      toolVersion: '0',
      openPlanner: () => Promise.resolve(engine),
      onProgress: () => undefined,
    }); // prettier-ignore
    // The first of each: that of a partitioned table's parent, where there are more.
    return indexes.flatMap((index) => (index.sql ?? '').split(/;\n/).find((one) => /^CREATE INDEX/.test(one)) ?? []);
  }

  /** Index scans of the server's own plan with these indexes built, by their number. */
  async function readWith(sql: string, built: readonly string[]): Promise<readonly string[]> {
    const { client } = database;
    await client.query('BEGIN');
    try {
      const before = new Set((await indexNames()).map(({ name }) => name));
      for (const one of built) await client.query(one.replace(' CONCURRENTLY', '').replace(' ON ONLY ', ' ON '));
      await client.query('ANALYZE person, orders');
      const created = new Map((await indexNames()).map(({ name, top }) => [name, top] as const));
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) ${sql}`);
      const read = nodesOf(parseExplain(rows[0]!['QUERY PLAN'])).flatMap((node) => node['Index Name'] ?? []);
      return [...new Set(read.filter((name) => !before.has(name)).map((name) => created.get(name)!))];
    } finally {
      await client.query('ROLLBACK');
    }
  }

  /** Of a partition's index, `top` is the parent's. */
  async function indexNames() {
    const { rows } = await database.client.query<{ name: string; top: string }>(
      `SELECT c.relname AS name, coalesce(p.relname, c.relname) AS top FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
       LEFT JOIN pg_class p ON p.oid = i.inhparent WHERE c.relkind IN ('i', 'I')`,
    );
    return rows;
  }

  // One of four is enough on an older server.
  const some = server.major === 18 ? ADVISED : ADVISED.filter((_, position) => position % 4 === 0);

  test.each(some)('%s', async (sql, expected) => {
    const built = await advisedFor(sql);
    const told = built.map((one) => one.replace(/^.* ON (public\.)?/, '').replace(/;$/, ''));
    for (const index of expected) expect(told).toContainEqual(expect.stringContaining(index));
    expect(await readWith(sql, built)).toHaveLength(built.length);
  });
});
