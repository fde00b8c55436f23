import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redactCatalog } from '../../src/catalog/redact.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { parseExplain } from '../../src/planner/plan.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { cacheDirectory, catalogOf } from './support.ts';

const SQL = `
CREATE TABLE booking (id int PRIMARY KEY, during tsrange, price int4range NOT NULL, open tsmultirange);
INSERT INTO booking
  SELECT g, CASE WHEN g % 10 > 0 THEN tsrange(timestamp '2024-01-01' + g * interval '1 hour', timestamp '2024-01-01' + (g + 1 + g % 50) * interval '1 hour') END,
         CASE WHEN g % 4 = 0 THEN 'empty'::int4range ELSE int4range(g % 500, g % 500 + 1 + g % 7) END,
         tsmultirange(tsrange(timestamp '2024-01-01' + g * interval '1 hour', timestamp '2024-01-01' + (g + 5) * interval '1 hour'))
  FROM generate_series(1, 20000) g;
CREATE INDEX ON booking USING gist (during);
ANALYZE booking;
`;

const CONDITIONS = [
  "during && tsrange('2024-03-01', '2024-03-03')",
  "during @> timestamp '2024-06-01'",
  "during <@ tsrange('2024-05-01', '2024-07-01')",
  "during << tsrange('2024-05-01', '2024-07-01')",
  "during -|- tsrange('2024-05-01', '2024-07-01')",
  'price && int4range(400, 410)',
  'price @> 77',
  "price = 'empty'",
  "open && tsrange('2024-03-01', '2024-03-03')",
];

describe.each(servers)('statistics of ranges on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let catalog: Catalog;
  let twin: TwinEngine;

  beforeAll(async () => {
    database = await createDatabase(server, SQL);
    catalog = await catalogOf(database.client);
    twin = await createTwin(catalog, { cacheDirectory });
  }, 60_000);

  afterAll(async () => {
    await twin?.close();
    await database?.drop();
  });

  test.each(CONDITIONS)('%s is taken to keep as many rows as there', async (condition) => {
    const sql = `SELECT * FROM booking WHERE ${condition}`;
    const { rows } = await database.client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON, VERBOSE) ${sql}`);
    const plan = await twin.plan({ sql }, []);
    expect(plan.rows).toBe(parseExplain(rows[0]!['QUERY PLAN'])['Plan Rows']);
  });

  test('none of them is lost', () => {
    expect(twin.notes.filter((note) => note.includes('statistics'))).toEqual([]);
  });

  test('redacted, bounds are stand-ins, and lengths, which are data too, are left out', () => {
    const [before, after] = [catalog, redactCatalog(catalog, 'secret')].map((one) =>
      one.relations[0]!.columns.map(({ statistics }) => statistics!.range),
    );
    expect(before![1]).toHaveProperty('lengthHistogram', expect.stringMatching(/^\{7200,/));
    expect(after![1]).toMatchObject({ lengthHistogram: null, emptyFraction: 0 });
    expect(after![1]!.boundsHistogram).toMatch(/^\{"\[\\"\d{4}-/);
    expect(after![1]!.boundsHistogram).not.toBe(before![1]!.boundsHistogram);
    // There are no stand-ins for multiranges.
    expect(after![3]).toBeUndefined();
  });

  test('a role that may not read pg_statistic gets what pg_stats shows it', async () => {
    await database.client.query('CREATE ROLE onlooker; GRANT SELECT ON booking TO onlooker; SET ROLE onlooker');
    try {
      const seen = await catalogOf(database.client);
      const { range } = seen.relations[0]!.columns[1]!.statistics!;
      expect(range === undefined).toBe(server.major < 17);
    } finally {
      await database.client.query('RESET ROLE; REVOKE ALL ON booking FROM onlooker; DROP ROLE onlooker');
    }
  });
});
