import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Catalog } from '../../src/catalog/model.ts';
import type { HypotheticalIndex } from '../../src/planner/engine.ts';
import { estimateBtreeHeight } from '../../src/planner/twin/btree-pages.ts';
import { pivotKeyBytes } from '../../src/planner/twin/pivot-key-bytes.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { index } from './fidelity/index.ts';
import { cacheDirectory, catalogOf } from './support.ts';

const SQL = `
CREATE EXTENSION pageinspect;
CREATE TABLE h (a int, b bigint, t text, u uuid, l text, s smallint);
INSERT INTO h SELECT g % 1000, g, md5(g::text), md5(g::text)::uuid, repeat(md5(g::text), 4), g % 7 FROM generate_series(1, 150000) g;
CREATE INDEX h_a ON h (a);
CREATE INDEX h_b ON h (b);
CREATE INDEX h_l ON h (l);
CREATE INDEX h_ab ON h (a, b);
CREATE INDEX h_at ON h (a, t);
CREATE INDEX h_s ON h (s);
CREATE INDEX h_tl ON h (t, l);
CREATE INDEX h_la ON h (l) INCLUDE (a, b);
CREATE INDEX h_u ON h (u);
CREATE TABLE few AS SELECT g AS id FROM generate_series(1, 200) g;
CREATE INDEX few_id ON few (id);
`;

describe('the height of a B-tree', () => {
  let database: TestDatabase;
  let catalog: Catalog;

  beforeAll(async () => {
    database = await createDatabase(server18, SQL);
    await database.client.query('VACUUM ANALYZE');
    catalog = await catalogOf(database.client);
  });

  afterAll(() => database?.drop());

  test('is as on the server, from its pages and the width of its keys', async () => {
    const { rows } = await database.client.query<{ name: string; level: number }>(
      `SELECT c.relname AS name, (bt_metap(c.relname)).fastlevel::int AS level FROM pg_class c
       WHERE c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const estimated = catalog.relations.flatMap((relation) =>
      relation.indexes.map((one) => ({
        name: one.name,
        level: estimateBtreeHeight(one.sizeBytes / 8192, pivotKeyBytes(relation, one)),
      })),
    );
    expect(estimated.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(rows);
    expect(new Set(rows.map(({ level }) => level)).size).toBeGreaterThan(2);
  });

  test('is charged for each descent, and the ends of an index can be looked up', async () => {
    const twin = await createTwin(catalog, { cacheDirectory });
    try {
      for (const sql of ['SELECT * FROM h WHERE b = 7', 'SELECT max(b) FROM h']) {
        const { rows } = await database.client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
          `EXPLAIN (FORMAT JSON) ${sql}`,
        );
        expect((await twin.plan({ sql }, [])).totalCost).toBeCloseTo(rows[0]!['QUERY PLAN'][0].Plan['Total Cost'], 1);
      }
      // The planner walks to the end of h_b for the greatest value, and finds none.
      expect((await twin.plan({ sql: 'SELECT * FROM h WHERE b > 1000000' }, [])).existingIndexes).toEqual([
        'public.h_b',
      ]);
      const least = await twin.addIndexes([{ definition: index('public.few', ['id']), sizeBytes: 0, treeHeight: -1 }]);
      const beyond = { sql: 'SELECT * FROM few WHERE id > 100000' };
      const hideIndexes = ['public.few_id'];
      expect((await twin.plan(beyond, least as HypotheticalIndex[], { hideIndexes })).rows).toBe(1);
      const small = await twin.addIndex(index('public.h', ['u', 'a']), 8192 * 100);
      const large = await twin.addIndex(index('public.h', ['u', 's']), 8192 * 100_000);
      const cost = async (one: typeof small): Promise<number> =>
        (
          await twin.plan({ sql: "SELECT * FROM h WHERE u = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'" }, [one], {
            hideIndexes: ['public.h_u'],
          })
        ).totalCost;
      // Two levels more, at 50 cpu_operator_cost each.
      expect((await cost(large)) - (await cost(small))).toBeCloseTo(0.25, 2);
      const { definition, sizeBytes } = small;
      const [unknown] = await twin.addIndexes([{ definition, sizeBytes, treeHeight: -1 }]);
      // A level and the leaf.
      expect((await cost(small)) - (await cost(unknown as typeof small))).toBeCloseTo(0.25, 2);
    } finally {
      await twin.close();
    }
  });
});

test('a B-tree grows with its pages and with the width of its keys, by a level at a time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 1, max: 500 }), (pages, keyBytes) => {
      const height = estimateBtreeHeight(pages, keyBytes);
      expect(estimateBtreeHeight(pages + 1, keyBytes) - height).toBeGreaterThanOrEqual(0);
      expect(estimateBtreeHeight(pages + 1, keyBytes) - height).toBeLessThanOrEqual(1);
      expect(estimateBtreeHeight(pages, keyBytes + 8)).toBeGreaterThanOrEqual(height);
    }),
  );
  expect(estimateBtreeHeight(1, 8)).toBe(0);
  expect(estimateBtreeHeight(2, 8)).toBe(0);
  expect(estimateBtreeHeight(3, 8)).toBe(1);
});
