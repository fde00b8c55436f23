import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Catalog, IndexDefinition } from '../../../src/catalog/model.ts';
import { connect } from '../../../src/connection/connect.ts';
import type { HypotheticalIndex } from '../../../src/planner/engine.ts';
import { createHypopg, type HypopgEngine } from '../../../src/planner/hypopg/engine.ts';
import { accessTo } from '../../../src/planner/plan.ts';
import { createTwin } from '../../../src/planner/twin/engine.ts';
import { createDatabase, server18, type TestDatabase } from '../../support/database.ts';
import { hypopgServer } from '../../support/hypopg.ts';
import { cacheDirectory, catalogOf } from '../support.ts';

const SCHEMA = `
  CREATE SCHEMA "Odd Tools";
  CREATE EXTENSION hypopg SCHEMA "Odd Tools";
  CREATE TABLE orders (id int PRIMARY KEY, customer int, status text, placed timestamptz, tags int[]);
  INSERT INTO orders SELECT g, g % 5000, 's' || g % 7, timestamptz '2024-01-01' + g * interval '1 min', ARRAY[g % 100]
    FROM generate_series(1, 100000) g;
  CREATE TABLE few AS SELECT g AS n, repeat('x', 400) AS filler FROM generate_series(1, 300) g;
  CREATE TABLE events (id int, at int) PARTITION BY RANGE (at);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
  CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20);
  INSERT INTO events SELECT g, g % 20 FROM generate_series(1, 40000) g;
  ANALYZE`;

const orders = { schema: 'public', name: 'orders' };

function index(name: string, column: string, more: Partial<IndexDefinition> = {}): IndexDefinition {
  const key = { expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' } as const;
  return {
    relation: { schema: 'public', name },
    method: 'btree',
    keys: [{ ...key, column }],
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...more,
  };
}

const MB = 1024 * 1024;
const byCustomer = { sql: 'SELECT id FROM orders WHERE customer = 42' };

const server = hypopgServer;
if (server) {
  describe('planning with HypoPG on PostgreSQL 15', () => {
    let database: TestDatabase;
    let catalog: Catalog;
    let engine: HypopgEngine;

    beforeAll(async () => {
      database = await createDatabase(server, SCHEMA);
      catalog = await catalogOf(database.client);
    });
    afterAll(() => database.drop());
    beforeEach(async () => {
      const session = await connect({ url: database.url, environment: {} });
      engine = await createHypopg(session, catalog, { statementTimeoutMs: 5000, lockTimeoutMs: 500 });
    });
    afterEach(() => engine.close());

    it('plans with exactly the indexes that are named', async () => {
      const customer = await engine.addIndex(index('orders', 'customer'), MB);
      const placed = await engine.addIndex(index('orders', 'placed'), 2 * MB);
      const before = await engine.plan(byCustomer, []);
      expect(accessTo(before, orders)).toBe('Seq Scan');
      const after = await engine.plan(byCustomer, [customer, placed]);
      expect(after.hypotheticalIndexes).toEqual([customer.id]);
      expect(after.existingIndexes).toEqual([]);
      expect(after.totalCost).toBeLessThan(before.totalCost / 10);
      expect((await engine.plan(byCustomer, [placed])).totalCost).toBe(before.totalCost);
      expect((await engine.plan(byCustomer, [customer])).totalCost).toBe(after.totalCost);
      expect(engine.usage().calls).toBe(4);
    });

    it('tells existing indexes from hypothetical ones', async () => {
      const plan = await engine.plan({ sql: 'SELECT * FROM orders WHERE id = 7' }, []);
      expect(plan).toMatchObject({ existingIndexes: ['public.orders_pkey'], hypotheticalIndexes: [] });
    });

    it('plans statements whose values are unknown anew with every set', async () => {
      const customer = await engine.addIndex(index('orders', 'customer'), MB);
      const statement = { sql: 'UPDATE orders SET status = $2 WHERE customer = $1' };
      const before = await engine.plan(statement, []);
      const after = await engine.plan(statement, [customer]);
      expect(after.hypotheticalIndexes).toEqual([customer.id]);
      expect((await engine.plan(statement, [])).totalCost).toBe(before.totalCost);
    });

    it('plans partitioned tables and expressions', async () => {
      const event = await engine.addIndex(index('events', 'id'), MB);
      const lower = index('orders', 'x', {
        keys: [{ ...index('orders', 'x').keys[0]!, column: null, expression: 'lower(status)' }],
      });
      const expression = await engine.addIndex(lower, MB);
      const uses = async (sql: string) => (await engine.plan({ sql }, [event, expression])).hypotheticalIndexes;
      expect(await uses('SELECT * FROM events WHERE id = 5')).toEqual([event.id]);
      expect(await uses("SELECT * FROM orders WHERE lower(status) = 'none'")).toEqual([expression.id]);
    });

    it('makes no partial index, which can crash the server', async () => {
      const partial = engine.addIndex(index('orders', 'placed', { predicate: "status = 's1'" }), MB);
      await expect(partial).rejects.toThrow('HypoPG cannot plan partial indexes safely');
    });

    it('comes as near to the given size as a fill factor can', async () => {
      const size = async (wanted: number) => {
        const added = await engine.addIndex(index('orders', 'customer'), wanted);
        return (await engine.plan({ sql: 'SELECT count(*) FROM orders WHERE customer < 1000' }, [added])).totalCost;
      };
      expect(await size(4 * MB)).toBeGreaterThan(await size(MB / 4));
    });

    it('has its indexes taken for what they are to its plans: of no height, in whole pages', async () => {
      const wanted = [index('orders', 'customer'), index('orders', 'status'), index('few', 'n')];
      const twin = await createTwin(catalog, { cacheDirectory });
      const own = await Promise.all(wanted.map((definition) => engine.addIndex(definition, 2 * MB)));
      const used = new Set<number>();
      const believed = (await twin.addIndexes(own.map((one) => engine.believed(one)))) as HypotheticalIndex[];
      for (const sql of [
        byCustomer.sql,
        "SELECT * FROM orders WHERE status = 's1' AND placed < '2024-01-02'",
        'SELECT * FROM orders WHERE customer > 100000',
        'SELECT * FROM few WHERE n = 7',
        'SELECT * FROM orders JOIN few ON customer = n WHERE id < 10',
      ]) {
        const [there, here] = [await engine.plan({ sql }, own), await twin.plan({ sql }, believed)];
        there.hypotheticalIndexes.forEach((id) => used.add(id));
        expect(here.totalCost).toBeCloseTo(there.totalCost, 1);
      }
      expect(used.size).toBe(wanted.length);
      await twin.close();
    });

    it('refuses what HypoPG has no access method for, and goes on', async () => {
      await expect(engine.addIndex(index('orders', 'tags', { method: 'gin' }), MB)).rejects.toThrow(
        'hypopg: access method "gin" is not supported',
      );
      expect((await engine.plan(byCustomer, [])).totalCost).toBeGreaterThan(0);
    });

    it('refuses to leave out an existing index, which this version of HypoPG cannot do', async () => {
      const hiding = engine.plan(byCustomer, [], { hideIndexes: ['public.orders_pkey'] });
      await expect(hiding).rejects.toThrow(/HypoPG 1\.3\.\d cannot plan without an existing index/);
    });

    it('runs nothing: neither a second statement, nor one hidden in a definition, nor a write', async () => {
      const bad = { sql: 'SELECT 1; DELETE FROM orders' };
      await expect(engine.plan(bad, [])).rejects.toThrow('expected one statement, found 2');
      await expect(engine.plan({ sql: 'TRUNCATE orders' }, [])).rejects.toThrow('Truncate statements have no plan');
      await expect(engine.plan({ sql: 'EXPLAIN ANALYZE DELETE FROM orders' }, [])).rejects.toThrow('have no plan');
      const [key] = index('orders', 'customer').keys;
      const injected = index('orders', 'customer', {
        keys: [{ ...key!, column: null, expression: 'id)); DROP TABLE orders; CREATE INDEX ON orders ((id' }],
      });
      await expect(engine.addIndex(injected, MB)).rejects.toThrow('more than one CREATE INDEX');
      await engine.plan({ sql: 'DELETE FROM orders' }, []);
      await database.client.query(`
        CREATE TABLE seen (n int);
        CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'INSERT INTO seen VALUES (1) RETURNING n';
        CREATE FUNCTION lies() RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN writes(); END'`);
      await expect(engine.plan({ sql: 'SELECT * FROM orders WHERE id = lies()' }, [])).rejects.toThrow(
        'cannot execute INSERT in a read-only transaction',
      );
      const { rows } = await database.client.query(
        'SELECT (SELECT count(*) FROM orders) AS n, count(*) AS seen FROM seen',
      );
      expect(rows).toEqual([{ n: '100000', seen: '0' }]);
    });

    it('holds no lock between two plans', async () => {
      await engine.plan(byCustomer, [await engine.addIndex(index('orders', 'customer'), MB)]);
      const { rows } = await database.client.query("SELECT mode FROM pg_locks WHERE relation = 'orders'::regclass");
      expect(rows).toEqual([]);
    });

    it('gives up on a locked table with its reason, and goes on', async () => {
      await database.client.query('BEGIN; LOCK TABLE events');
      try {
        await expect(engine.plan({ sql: 'SELECT * FROM events' }, [])).rejects.toThrow('another session holds a lock');
      } finally {
        await database.client.query('ROLLBACK');
      }
      expect((await engine.plan({ sql: 'SELECT * FROM events' }, [])).rows).toBe(40000);
    });

    it('names what cannot be planned', async () => {
      await expect(engine.plan({ sql: 'SELECT * FROM nothing' }, [])).rejects.toThrow(
        'relation "nothing" does not exist',
      );
      await expect(engine.plan({ sql: 'SELECT $1 IS NULL' }, [])).rejects.toThrow('could not determine data type');
    });
  });
}

it('says what to do where the extension is missing', async () => {
  const database = await createDatabase(server18);
  try {
    const catalog = await catalogOf(database.client);
    const session = await connect({ url: database.url, environment: {} });
    await expect(createHypopg(session, catalog)).rejects.toMatchObject({
      name: 'UserError',
      hint: 'run `CREATE EXTENSION hypopg` there (the server needs its package), or leave --planner out',
    });
    await session.close();
  } finally {
    await database.drop();
  }
});
