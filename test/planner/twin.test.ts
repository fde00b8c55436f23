import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Catalog } from '../../src/catalog/model.ts';
import { accessTo } from '../../src/planner/plan.ts';
import { UnplannableError } from '../../src/planner/engine.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { createDatabase, server18, servers, type TestDatabase } from '../support/database.ts';
import { index } from './fidelity/index.ts';
import { KINDS, QUERIES_ON_KINDS } from './kinds.ts';
import { cacheDirectory, catalogOf } from './support.ts';

const database = new Map<number, TestDatabase>();
let catalog: Catalog;
let twin: TwinEngine;

beforeAll(async () => {
  const created = await createDatabase(server18, KINDS);
  database.set(18, created);
  await created.client.query('VACUUM ANALYZE');
  await created.client.query('SET max_parallel_workers_per_gather = 0');
  catalog = await catalogOf(created.client);
  twin = await createTwin(catalog, { cacheDirectory });
}, 120_000);

afterAll(async () => {
  await twin?.close();
  for (const created of database.values()) await created.drop();
});

async function serverCost(sql: string): Promise<number> {
  const { rows } = await database
    .get(18)!
    .client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(`EXPLAIN (FORMAT JSON) ${sql}`);
  return rows[0]!['QUERY PLAN'][0].Plan['Total Cost'];
}

describe('a twin of a schema with something of every kind', () => {
  test('lacks foreign tables and what reads them, and says why', () => {
    expect(twin.unplannableRelations).toEqual([
      { schema: 'public', name: 'remote', reason: 'a foreign table is planned by its foreign server' },
      {
        schema: 'public',
        name: 'on_remote',
        reason: 'it reads public.remote: a foreign table is planned by its foreign server',
      },
    ]);
    expect(twin.notes).toEqual([]);
  });

  test.each(QUERIES_ON_KINDS)('prices as the server does: %s', async (sql) => {
    const plan = await twin.plan({ sql }, []);
    expect(plan.totalCost).toBeCloseTo(await serverCost(sql), 2);
  });

  test('refuses a query on what it lacks', async () => {
    await expect(twin.plan({ sql: 'SELECT * FROM on_remote' }, [])).rejects.toThrow(
      new UnplannableError(
        'public.on_remote cannot be planned here: it reads public.remote: a foreign table is planned by its foreign server',
      ),
    );
  });
});

test('a table of more partitions than there is time for is unplannable, and the others are not', async () => {
  const parts = [
    { schema: 'public', name: 'part' },
    { schema: 'public', name: 'unl' },
  ];
  const small = await createTwin(catalog, { cacheDirectory, relations: parts, mostPartitions: 1 });
  try {
    await expect(small.plan({ sql: 'SELECT * FROM part' }, [])).rejects.toThrow(
      /^public\.part cannot be planned here: its \d+ partitions are more than can be set up in the time budget$/,
    );
    expect((await small.plan({ sql: 'SELECT count(*) FROM unl' }, [])).totalCost).toBeGreaterThan(0);
  } finally {
    await small.close();
  }
});

test('plans what opens more tables and indexes than PostgreSQL has locks for by default', async () => {
  const wide = await createDatabase(
    server18,
    `CREATE TABLE big (a int NOT NULL, b int) PARTITION BY RANGE (a);
     DO $$ BEGIN
       FOR i IN 1..100 LOOP EXECUTE format('CREATE INDEX ON big (b) WHERE a = %s', i); END LOOP;
       FOR i IN 1..60 LOOP EXECUTE format('CREATE TABLE big_%s PARTITION OF big FOR VALUES FROM (%s) TO (%s)', i, i, i + 1); END LOOP;
     END $$`,
  );
  try {
    const partitioned = await createTwin(await catalogOf(wide.client), { cacheDirectory });
    try {
      const made = await partitioned.addIndex(index('public.big', ['b']), 60 * 8192);
      const sql = 'SELECT * FROM big WHERE b = 1';
      const bare = await partitioned.plan({ sql }, []);
      expect((await partitioned.plan({ sql }, [made])).totalCost).toBeLessThan(bare.totalCost);
    } finally {
      await partitioned.close();
    }
  } finally {
    await wide.drop();
  }
}, 120_000);

describe('hypothetical indexes', () => {
  const sql = `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE "select" = 'v, {"5'`;

  test('take part only in the plans that name them', async () => {
    const bare = await twin.plan({ sql }, []);
    const one = await twin.addIndex(index('Odd Schema.Weird "Table"', ['select']), 200_000);
    const other = await twin.addIndex(index('Odd Schema.Weird "Table"', ['p', 'm']), 200_000);
    expect(await twin.plan({ sql }, [])).toEqual(bare);
    const better = await twin.plan({ sql }, [one]);
    expect(better.hypotheticalIndexes).toEqual([one.id]);
    expect(better.totalCost).toBeLessThan(bare.totalCost);
    expect(await twin.plan({ sql }, [other])).toEqual(bare);
    expect(await twin.plan({ sql }, [other, one])).toEqual(better);
    expect(await twin.plan({ sql }, [])).toEqual(bare);
  });

  test('stay as named, whatever else is made or fails in between', async () => {
    const ofOne = 'SELECT * FROM unl WHERE id = 5';
    const both = `${sql} AND EXISTS (${ofOne})`;
    const base = await twin.plan({ sql: both }, []);
    const hideIndexes = ['public.unl_pkey'];
    const one = await twin.addIndex(index('Odd Schema.Weird "Table"', ['select']), 200_000);
    const id = await twin.addIndex(index('public.unl', ['id']), 200_000);
    const best = await twin.plan({ sql: both }, [one, id], { hideIndexes });
    expect(best.hypotheticalIndexes).toEqual([one.id, id.id]);
    expect(best.existingIndexes).toEqual([]);
    for (const between of [
      () => twin.addIndex(index('Odd Schema.Weird "Table"', ['p', 'select']), 200_000),
      () => twin.addIndex(index('public.unl', ['v', 'id']), 200_000),
      () => expect(twin.plan({ sql: 'SELECT 1 / 0 FROM unl' }, [id])).rejects.toThrow('division by zero'),
      () => expect(twin.addIndex(index('public.unl', ['nope']), 8192)).rejects.toThrow('does not exist'),
      () => twin.plan({ sql: 'SELECT count(*) FROM part' }, []),
      () => twin.plan({ sql: ofOne }, [], { hideIndexes }),
    ]) {
      expect(await twin.plan({ sql: both }, [])).toEqual(base);
      expect(await twin.plan({ sql: both }, [one, id], { hideIndexes })).toEqual(best);
      await between();
      expect(await twin.plan({ sql: both }, [one, id], { hideIndexes })).toEqual(best);
      await between();
      expect(await twin.plan({ sql: both }, [])).toEqual(base);
    }
  });

  test('on a partitioned table stand for those of its partitions', async () => {
    const at = await twin.addIndex(index('public.part', ['at', 'id']), 600_000);
    const plan = await twin.plan({ sql: "SELECT id FROM part WHERE at BETWEEN '2024-05-30' AND '2024-06-02'" }, [at]);
    expect(plan.hypotheticalIndexes).toEqual([at.id]);
    expect(accessTo(plan, { schema: 'public', name: 'part_b' })).toContain(' using part_b_at_id_idx');
    expect((await twin.plan({ sql: 'SELECT count(*) FROM part' }, [])).totalCost).toBe(
      await serverCost('SELECT count(*) FROM part'),
    );
  });

  test('are refused with the reason of the server, which loses nothing by it', async () => {
    const cost = (await twin.plan({ sql }, [])).totalCost;
    await expect(twin.addIndex(index('Odd Schema.Weird "Table"', ['nope']), 8192)).rejects.toThrow(
      'column "nope" does not exist',
    );
    await expect(
      twin.addIndex(index('Odd Schema.Weird "Table"', ['j'], { predicate: 'p > now()' }), 8192),
    ).rejects.toThrow(UnplannableError);
    await expect(twin.addIndex(index('public.nothing', ['a']), 8192)).rejects.toThrow(
      'the twin has no table public.nothing',
    );
    expect((await twin.plan({ sql }, [])).totalCost).toBe(cost);
  });

  test('are made together, and one that is refused costs the others nothing', async () => {
    const wanted = [['select'], ['nope'], ['p', 'm']].map((keys) => ({
      definition: index('Odd Schema.Weird "Table"', keys),
      sizeBytes: 200_000,
    }));
    const [one, refused, other] = await twin.addIndexes(wanted);
    expect(refused).toEqual(new UnplannableError('column "nope" does not exist'));
    if (!one || !other || one instanceof UnplannableError || other instanceof UnplannableError)
      throw new Error('refused');
    const alone = await twin.addIndex(index('Odd Schema.Weird "Table"', ['select']), 200_000);
    const plan = await twin.plan({ sql }, [one, other]);
    expect(plan.hypotheticalIndexes).toEqual([one.id]);
    expect((await twin.plan({ sql }, [alone])).totalCost).toBe(plan.totalCost);
  });

  test('may be many gigabytes large, on tables as large', async () => {
    const large = {
      ...catalog,
      relations: catalog.relations.map((relation) =>
        relation.name === 'unl'
          ? { ...relation, pages: 1e6, tuples: 2e8, sizeBytes: 8192e6, allVisiblePages: 1e6 }
          : relation,
      ),
    };
    const twinOfLarge = await createTwin(large, { cacheDirectory, relations: [{ schema: 'public', name: 'unl' }] });
    try {
      const count = { sql: 'SELECT count(*) FROM unl' };
      const before = await twinOfLarge.plan(count, []);
      expect(before.root).toMatchObject({ Plans: [{ 'Node Type': 'Seq Scan', 'Plan Rows': 2e8, 'Total Cost': 3e6 }] });
      const v = await twinOfLarge.addIndex(index('public.unl', ['v']), 3e9);
      expect(await twinOfLarge.plan(count, [])).toEqual(before);
      expect((await twinOfLarge.plan({ sql: 'SELECT max(v) FROM unl' }, [v])).hypotheticalIndexes).toEqual([v.id]);
      const again = await twinOfLarge.addIndex(index('public.unl', ['v', 'id']), 4e9);
      expect(
        (await twinOfLarge.plan({ sql: 'SELECT v, id FROM unl WHERE v = 5 ORDER BY id' }, [again])).hypotheticalIndexes,
      ).toEqual([again.id]);
    } finally {
      await twinOfLarge.close();
    }
  });
});

describe('existing indexes', () => {
  test('can be planned without', async () => {
    const sql = 'SELECT * FROM unl WHERE id = 5';
    expect((await twin.plan({ sql }, [])).existingIndexes).toEqual(['public.unl_pkey']);
    expect((await twin.plan({ sql }, [], { hideIndexes: ['public.unl_pkey'] })).existingIndexes).toEqual([]);
    expect((await twin.plan({ sql }, [])).existingIndexes).toEqual(['public.unl_pkey']);
  });

  test('of a partitioned table go with those of its partitions', async () => {
    const sql = "SELECT * FROM part WHERE k = 'x' AND at = '2024-03-03'";
    expect((await twin.plan({ sql }, [])).existingIndexes).toEqual(['public.part_a1_k_idx']);
    expect((await twin.plan({ sql }, [], { hideIndexes: ['public.part_k'] })).existingIndexes).not.toContain(
      'public.part_a1_k_idx',
    );
  });
});

describe('statements', () => {
  test.each([
    ['SELECT 1; SELECT 2', 'expected one statement, found 2'],
    ['DO $$ BEGIN END $$', 'Do statements have no plan'],
    ['CREATE TABLE x AS SELECT 1', 'CreateTableAs statements have no plan'],
    ['SELECT 1 INTO x', 'SELECT INTO creates a table'],
    ['EXPLAIN ANALYZE SELECT 1', 'Explain statements have no plan'],
    ['SELEC 1', 'syntax error at or near "SELEC"'],
    ['SELECT * FROM nowhere', 'relation "nowhere" does not exist'],
    [`SELECT ${'NOT ('.repeat(9_000)}true${')'.repeat(9_000)}`, 'memory exhausted at or near'],
  ])('that have no plan are refused (%#)', async (sql, reason) => {
    await expect(twin.plan({ sql }, [])).rejects.toBeInstanceOf(UnplannableError);
    await expect(twin.plan({ sql }, [])).rejects.toThrow(reason);
    expect((await twin.plan({ sql: 'SELECT * FROM unl' }, [])).totalCost).toBe(15);
  });

  test('without values get a generic plan', async () => {
    const plan = await twin.plan({ sql: 'SELECT * FROM unl WHERE id = $1 AND v > $2' }, []);
    expect(accessTo(plan, { schema: 'public', name: 'unl' })).toBe('Index Scan using unl_pkey');
  });

  test('that break the embedded server are unplannable, and the twin goes on with its hypothetical indexes', async () => {
    const v = await twin.addIndex(index('public.unl', ['v']), 40_000);
    const nested = `SELECT * FROM ${'(SELECT * FROM '.repeat(400)} unl ${Array.from({ length: 400 }, (_, i) => `) s${i}`).join('')}`;
    const reason = 'the embedded PostgreSQL broke down: the statement is nested too deeply';
    await expect(twin.plan({ sql: nested }, [])).rejects.toThrow(reason);
    await expect(twin.plan({ sql: nested }, [])).rejects.toThrow(reason);
    expect((await twin.plan({ sql: 'SELECT * FROM unl WHERE v = 5' }, [v])).hypotheticalIndexes).toEqual([v.id]);
  });
});

describe('a catalog that the embedded server cannot follow', () => {
  test('loses the tables of missing types, with whatever needs them, and no others', async () => {
    const broken: Catalog = {
      ...catalog,
      extensions: [...catalog.extensions, { name: 'postgis', version: '3.4', schema: 'public' }],
      relations: catalog.relations.map((relation) => ({
        ...relation,
        columns: relation.columns.map((column) =>
          relation.name === 'part_b' && column.name === 'k' ? { ...column, type: 'nowhere.geometry' } : column,
        ),
        indexes: relation.indexes.map((one) =>
          one.name === 'child_inh_id_idx' ? { ...one, definition: 'CREATE INDEX x ON child_inh USING rum (id)' } : one,
        ),
      })),
    };
    const partial = await createTwin(broken, { cacheDirectory });
    try {
      const reasons = new Map(partial.unplannableRelations.map(({ name, reason }) => [name, reason]));
      expect([...reasons.keys()].sort()).toEqual(
        ['a_upon', 'barrier', 'on_remote', 'part', 'part_a', 'part_a1', 'part_a2', 'part_b', 'remote', 'z_base'].sort(),
      );
      expect(reasons.get('part_b')).toBe('schema "nowhere" does not exist (not available here: extension postgis)');
      expect(reasons.get('part')).toContain('its child public.part_b cannot be planned');
      expect(reasons.get('z_base')).toContain('it reads public.part');
      expect(partial.notes).toEqual([
        expect.stringContaining(
          'index public.child_inh_id_idx of public.child_inh is missing from the twin: access method "rum"',
        ),
      ]);
      expect((await partial.plan({ sql: 'SELECT * FROM unl' }, [])).totalCost).toBe(15);
    } finally {
      await partial.close();
    }
  });

  test('keeps a table without the checks that it cannot have', async () => {
    const unl = catalog.relations.find(({ name }) => name === 'unl')!;
    const check = {
      ...unl.constraints[0]!,
      name: 'odd',
      kind: 'check' as const,
      definition: 'CHECK (gone(v) > 3)',
      index: null,
    };
    const oddTwin = await createTwin(
      { ...catalog, relations: [{ ...unl, constraints: [...unl.constraints, check] }] },
      { cacheDirectory },
    );
    try {
      expect(oddTwin.notes).toEqual([
        'public.unl is without its checks and generated columns in the twin: function gone(integer) does not exist',
      ]);
      expect((await oddTwin.plan({ sql: 'SELECT * FROM unl' }, [])).totalCost).toBe(15);
    } finally {
      await oddTwin.close();
    }
  });

  test('keeps the columns whose statistics do not fit, without them', async () => {
    const unl = catalog.relations.find(({ name }) => name === 'unl')!;
    const statistics = { ...unl.columns[0]!.statistics!, histogramBounds: '{a,b,c}' };
    const odd = {
      ...unl,
      columns: unl.columns.map((column) => (column.name === 'v' ? { ...column, statistics } : column)),
    };
    const oddTwin = await createTwin({ ...catalog, relations: [odd] }, { cacheDirectory });
    try {
      expect(oddTwin.notes).toEqual(['the statistics of public.unl v could be restored only in part']);
      expect((await oddTwin.plan({ sql: 'SELECT * FROM unl WHERE v = 3' }, [])).rows).toBe(1);
    } finally {
      await oddTwin.close();
    }
  });

  test('is rebuilt only as far as asked for', async () => {
    const one = await createTwin(catalog, { cacheDirectory, relations: [{ schema: 'Odd Schema', name: 'barrier' }] });
    try {
      expect((await one.plan({ sql: 'SELECT * FROM "Odd Schema".barrier' }, [])).totalCost).toBeCloseTo(
        await serverCost('SELECT * FROM "Odd Schema".barrier'),
        2,
      );
      await expect(one.plan({ sql: 'SELECT * FROM unl' }, [])).rejects.toThrow('relation "unl" does not exist');
    } finally {
      await one.close();
    }
  });
});

const server15 = servers.find(({ major }) => major === 15);

(server15 ? test : test.skip)('a twin of a PostgreSQL 15 server prices as that server does', async () => {
  const old = await createDatabase(server15!, KINDS);
  database.set(15, old);
  await old.client.query('VACUUM ANALYZE');
  const twinOfOld = await createTwin(await catalogOf(old.client), { cacheDirectory });
  try {
    expect(twinOfOld.unplannableRelations.map(({ name }) => name)).toEqual(['remote', 'on_remote']);
    for (const sql of [
      'SELECT * FROM part WHERE id = 7',
      'SELECT * FROM parent_inh WHERE id = 500',
      'SELECT * FROM mv',
    ]) {
      const { rows } = await old.client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
        `EXPLAIN (FORMAT JSON) ${sql}`,
      );
      const cost = rows[0]!['QUERY PLAN'][0].Plan['Total Cost'];
      expect(Math.abs((await twinOfOld.plan({ sql }, [])).totalCost - cost) / cost).toBeLessThan(0.05);
    }
  } finally {
    await twinOfOld.close();
  }
});
