import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findObstacles, statementTree } from '../../src/advisor/obstacles.ts';
import { spell } from '../../src/advisor/obstacles/spell.ts';
import { relationTree } from '../../src/advisor/relation-tree.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { parseExplain } from '../../src/planner/plan.ts';
import { parseExpression } from '../../src/sql/expression.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

const SCHEMA = `
  CREATE EXTENSION citext;
  CREATE TABLE account (id bigint PRIMARY KEY, login citext NOT NULL, doc jsonb NOT NULL);
  INSERT INTO account SELECT i, 'u' || i, '{}' FROM generate_series(1, 2000) i;
  CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, city varchar(40), code char(4), tags text[], score int);
  CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, status text NOT NULL, placed_at timestamptz NOT NULL,
    due timestamp, total numeric NOT NULL, note text);
  INSERT INTO customer SELECT i, 'u' || i, 'c' || i % 50, 'k', ARRAY['t' || i % 9], i FROM generate_series(1, 2000) i;
  INSERT INTO orders SELECT i, i % 2000 + 1, 's' || i % 4, now(), now(), i, 'n' FROM generate_series(1, 6000) i;
  ANALYZE;`;

/** Statement, what stands in the way, and what is to be written instead. */
const CASES: readonly (readonly [string, string, RegExp])[] = [
  ["SELECT id FROM orders WHERE date(placed_at) = '2024-03-01'", 'time-part', /^placed_at >= \$1 AND placed_at < \$1 \+ interval '1 day'/],
  ["SELECT id FROM orders WHERE placed_at::date = '2024-03-01'", 'time-part', /interval '1 day'/],
  ["SELECT id FROM orders WHERE date_trunc('month', due) = '2024-03-01'", 'time-part', /^due >= .* interval '1 month'/],
  ['SELECT id FROM orders WHERE extract(year FROM placed_at) = 2024', 'time-part', /the beginning and the end/],
  ["SELECT id FROM orders WHERE to_char(placed_at, 'YYYY-MM') = '2024-03'", 'time-part', /the beginning and the end/],
  ["SELECT id FROM customer WHERE lower(email) = 'x'", 'function', /an index on lower\(email\); or make email citext/],
  ["SELECT id FROM customer WHERE left(email, 3) = 'abc'", 'function', /email LIKE \$1 \|\| '%'/],
  ["SELECT id FROM customer WHERE md5(email) = 'x'", 'function', /compare email itself; or, if md5 is IMMUTABLE/],
  ["SELECT id FROM customer WHERE to_tsvector(email) @@ to_tsquery('x')", 'function', /name the configuration, to_tsvector\('english', email\)/],
  ["SELECT id FROM customer WHERE email || city = 'ab'", 'function', /email = \$1 AND city = \$2/],
  ["SELECT id FROM customer WHERE email LIKE '%@example.com'", 'leading-wildcard', /reverse\(email\) LIKE reverse\(\$1\) \|\| '%'/],
  ["SELECT id FROM customer WHERE email LIKE '%exam%'", 'leading-wildcard', /gin_trgm_ops, for which pg_trgm must be installed/],
  ["SELECT id FROM customer WHERE city ILIKE 'ab%'", 'leading-wildcard', /gin_trgm_ops/],
  ["SELECT id FROM account WHERE login LIKE '%abc%'", 'leading-wildcard', /^login::text ILIKE \$1, which a GIN index on \(login::text\) gin_trgm_ops serves/],
  ["SELECT id FROM account WHERE jsonb_path_exists(doc, '$.a')", 'function', /^doc @\? \$1, which a GIN index on doc serves/],
  ["SELECT id FROM customer WHERE email ~ 'abc'", 'leading-wildcard', /gin_trgm_ops/],
  ["SELECT id FROM orders WHERE customer_id::text = '7'", 'cast', /compare customer_id itself with a value of its type, bigint/],
  ['SELECT id FROM orders WHERE customer_id = 7.5', 'cast', /pass the value as bigint, or cast it: customer_id = \$1::bigint/],
  ["SELECT id FROM orders WHERE coalesce(note, '') = 'x'", 'null-default', /note = \$1 OR note IS NULL/],
  ['SELECT id FROM orders WHERE total + 10 > 1000', 'arithmetic', /leave total by itself/],
  ["SELECT id FROM customer WHERE 't5' = ANY (tags)", 'array-any', /^tags @> ARRAY\[\$1\]/],
  ["SELECT id FROM orders WHERE note IS NOT DISTINCT FROM 'x'", 'not-distinct', /note = \$1 OR/],
  ["SELECT id FROM orders WHERE status <> 's1'", 'inequality', /status IN/],
  ['SELECT id FROM orders WHERE placed_at < due', 'column-to-column', /partial index/],
  ['SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders)', 'not-in', /NOT EXISTS \(SELECT FROM orders WHERE orders.customer_id = id\)/],
  ['SELECT id FROM orders ORDER BY placed_at DESC OFFSET 5000 LIMIT 20', 'offset', /WHERE placed_at < \$1 ORDER BY/],
  ['SELECT id FROM orders ORDER BY placed_at, id OFFSET 5000 LIMIT 20', 'offset', /WHERE \(placed_at, id\) > \(\$1, \$2\)/],
  ['SELECT id FROM customer ORDER BY random() LIMIT 1', 'random-order', /TABLESAMPLE/],
  ["SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = 5 OR c.email = 'x'", 'or-across-tables', /UNION/],
]; // prettier-ignore

/** An index serves these as they are, or could. */
const CLEAN = [
  "SELECT id FROM customer WHERE city = 'c7'",
  "SELECT id FROM customer WHERE city IN ('c7', 'c8')",
  "SELECT id FROM customer WHERE email LIKE 'abc%'",
  "SELECT id FROM orders WHERE placed_at >= now() - interval '1 day'",
  "SELECT id FROM orders WHERE status = 's1' OR note = 'x'",
  'SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE c.score > 5',
  'SELECT id FROM orders ORDER BY placed_at LIMIT 20 OFFSET 20',
  'SELECT id FROM customer WHERE tags @> ARRAY[$$t1$$]',
  'SELECT id FROM customer c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id)',
];

beforeAll(loadParser);

describe.each(servers.map((server) => [server.major, server] as const))('on PostgreSQL %d', (_, server) => {
  let database: TestDatabase;
  let catalog: Catalog;

  beforeAll(async () => {
    database = await createDatabase(server, SCHEMA);
    const session = await connect({ url: database.url, environment: {} });
    catalog = await introspect(session);
    await session.close();
    // As the twin plans: without workers.
    await database.client.query('SET max_parallel_workers_per_gather = 0');
  });
  afterAll(() => database?.drop());

  async function obstaclesOf(sql: string) {
    const { rows } = await database.client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (VERBOSE, FORMAT JSON) ${sql}`);
    return findObstacles(statementTree(sql), parseExplain(rows[0]!['QUERY PLAN']), catalog, relationTree(catalog));
  }

  test.each(CASES)('%s', async (sql, kind, rewrite) => {
    const [obstacle] = await obstaclesOf(sql);
    expect(obstacle).toMatchObject({ kind });
    expect(obstacle!.rewrite).toMatch(rewrite);
  });

  test.each(CLEAN)('nothing stands in the way of %s', async (sql) => {
    expect(await obstaclesOf(sql)).toEqual([]);
  });

  test('what depends on the time zone can be in no index', async () => {
    const [zoned] = await obstaclesOf("SELECT id FROM orders WHERE date(placed_at) = '2024-03-01'");
    expect(zoned!.message).toBe("no index can hold date(placed_at), which depends on the session's time zone");
    const [plain] = await obstaclesOf("SELECT id FROM orders WHERE date(due) = '2024-03-01'");
    expect(plain!.message).toBe('an index on due does not hold date(due)');
  });

  test('what a view hides shows in the plan', async () => {
    await database.client.query('CREATE VIEW of_day AS SELECT id, date(placed_at) AS day FROM orders');
    const [obstacle] = await obstaclesOf("SELECT id FROM of_day WHERE day = '2024-03-01'");
    expect(obstacle!.message).toContain('date(placed_at)');
  });

  test('where the parameters are not known, one that may be null is told', async () => {
    const sql = 'SELECT id FROM orders WHERE ($1::text IS NULL OR status = $1)';
    await database.client.query('SET plan_cache_mode = force_generic_plan');
    await database.client.query(`PREPARE optional AS ${sql}`);
    const { rows } = await database.client.query<{ 'QUERY PLAN': unknown }>(
      "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE optional ('s1')",
    );
    const root = parseExplain(rows[0]!['QUERY PLAN']);
    expect(findObstacles(statementTree(sql), root, catalog, relationTree(catalog))).toMatchObject([
      { kind: 'optional-parameter' },
    ]);
  });
});

describe('an expression that is told', () => {
  test.each([
    ["coalesce(note, 'secret')", 'COALESCE(note, …)'],
    ["date_trunc('month', due)", "date_trunc('month', due)"],
    ['total + 4711', 'total + …'],
  ])('%s holds no value', (text, told) => {
    expect(spell(parseExpression(text))).toBe(told);
  });

  test('never holds a literal of the statement', () => {
    const literal = fc.stringMatching(/^[A-Z]{6,9}$/);
    fc.assert(
      fc.property(literal, fc.integer({ min: 1_000_000 }), (text, number) => {
        const told = spell(parseExpression(`f(lower(note) || '${text}', ${number}, '${number}'::varchar)`));
        return !told.includes(text) && !told.includes(String(number));
      }),
    );
  });
});
