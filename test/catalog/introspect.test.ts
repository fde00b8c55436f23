import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { findRelation, indexCatalog, type CatalogIndex } from '../../src/catalog/lookup.ts';
import type { Catalog, Relation } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { SHOP, SHOP_15, SHOP_18 } from './shop.ts';

async function read(url: string): Promise<Catalog> {
  const session = await connect({ url, environment: {} });
  try {
    return await readOnly(session, introspect);
  } finally {
    await session.close();
  }
}

describe.each(servers)('the catalog of PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let catalog: Catalog;
  let index: CatalogIndex;
  const table = (name: string, schema = 'app'): Relation => findRelation(index, { schema, name })!;
  const columnOf = (relation: string, name: string) => table(relation).columns.find((column) => column.name === name);
  const indexOf = (relation: string, name: string) => table(relation).indexes.find((one) => one.name === name);
  const constraintOf = (relation: string, name: string) => table(relation).constraints.find((one) => one.name === name);

  beforeAll(async () => {
    database = await createDatabase(server, SHOP + SHOP_15 + (server.major >= 18 ? SHOP_18 : ''));
    // Counters reach the view up to a second late, unless asked to (15 and later).
    await database.client.query('SELECT pg_stat_force_next_flush()');
    catalog = await read(database.url);
    index = indexCatalog(catalog);
  });
  afterAll(() => database.drop());

  it('names the server, the role, the search path and the settings', () => {
    expect(Math.floor(catalog.database.serverVersionNum / 10_000)).toBe(server.major);
    expect(catalog.database).toMatchObject({
      encoding: 'UTF8',
      collate: 'C.UTF-8',
      localeProvider: 'c',
      inRecovery: false,
    });
    expect(catalog.role).toEqual({ name: 'postgres', superuser: true });
    expect(catalog.searchPath).toEqual(['public']);
    expect(catalog.settings.random_page_cost).toEqual({ value: '4', unit: null, source: 'default' });
    expect(catalog.settings.shared_buffers?.unit).toBe('8kB');
    expect(catalog.takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('lists every kind of relation, and neither system, temporary nor TOAST tables', () => {
    expect(catalog.relations.map(({ schema, name, kind }) => `${schema}.${name} ${kind}`)).toEqual(
      expect.arrayContaining([
        'Odd "Schema.Select table',
        'app.base table',
        'app.event partitioned-table',
        'app.event_2024 partitioned-table',
        'app.event_2024_low table',
        'app.nothing table',
        'app.rich view',
        'app.totals materialized-view',
      ]),
    );
    expect(new Set(catalog.relations.map(({ schema }) => schema))).toEqual(new Set(['Odd "Schema', 'app']));
  });

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  it('reads columns in attnum order, without dropped ones', () => {
    expect(table('customer').columns.map(({ number, name, type }) => `${number} ${name} ${type}`)).toEqual([
      '1 id bigint',
      '3 email app.work_email',
      '4 moods app.mood[]',
      '5 code character varying(20)',
      '6 name text',
      '7 full_name text',
      '8 balance numeric(15,2)',
      '9 serial_no integer',
    ]);
    expect(table('nothing').columns).toEqual([]);
  });

  it('looks through domains over domains', () => {
    expect(columnOf('customer', 'email')).toMatchObject({ baseType: 'character varying', comment: 'where to write' });
  });

  it('tells defaults, identity, generated columns, collations and statistics targets', () => {
    expect(columnOf('customer', 'id')).toMatchObject({ identity: 'by-default', notNull: true, default: null });
    expect(columnOf('customer', 'name')).toMatchObject({
      default: "'nobody'::text",
      collation: null,
      statisticsTarget: 500,
    });
    expect(columnOf('customer', 'full_name')).toMatchObject({
      default: null,
      generated: { kind: 'stored', expression: 'upper(name)' },
    });
    expect(columnOf('customer', 'code')?.collation).toEqual({ schema: 'pg_catalog', name: 'C' });
    expect(columnOf('customer', 'serial_no')?.default).toBe("nextval('app.customer_serial_no_seq'::regclass)");
    expect(columnOf('customer', 'balance')).toMatchObject({
      typeLength: -1,
      typeAlignment: 'i',
      storage: 'main',
      statisticsTarget: null,
    });
  });

  it('reads an index with expressions, collation, operator class, included column and predicate', () => {
    expect(indexOf('customer', 'customer_lower')).toMatchObject({
      method: 'btree',
      keys: [
        {
          column: null,
          expression: 'lower(name)',
          operatorClass: null,
          collation: null,
          direction: 'asc',
          nulls: 'last',
        },
        {
          column: null,
          expression: '((balance * (2)::numeric))',
          operatorClass: null,
          direction: 'desc',
          nulls: 'first',
        },
        {
          column: 'code',
          expression: null,
          operatorClass: 'text_pattern_ops',
          collation: { schema: 'app', name: 'posix' },
        },
      ],
      include: ['serial_no'],
      predicate: '((balance > (10)::numeric) AND (name IS NOT NULL))',
      unique: false,
      valid: true,
      constraint: null,
    });
  });

  it('keeps the statistics of expression keys with the index', () => {
    const [lower, doubled, column] = indexOf('customer', 'customer_lower')!.expressionStatistics;
    expect(lower?.mostCommonValues).toContain('name 1');
    expect(doubled?.histogramBounds).toMatch(/^\{/);
    expect(column).toBeNull();
  });

  it('tells direction and nulls, method, options, comment and size', () => {
    expect(indexOf('customer', 'customer_order')).toMatchObject({
      keys: [
        { column: 'name', direction: 'desc', nulls: 'first' },
        { column: 'id', direction: 'asc', nulls: 'first' },
      ],
      comment: 'for the list',
    });
    expect(indexOf('customer', 'customer_order')!.sizeBytes).toBeGreaterThan(8192);
    expect(indexOf('customer', 'customer_brin')).toMatchObject({ method: 'brin', options: ['pages_per_range=8'] });
    expect(indexOf('customer', 'customer_gin')?.keys).toMatchObject([{ column: 'moods', operatorClass: null }]);
    expect(
      table('Select', 'Odd "Schema').indexes.map(({ name, keys }) => [
        name,
        keys.map(({ column, nulls }) => [column, nulls]),
      ]),
    ).toEqual([
      [
        'My "Index',
        [
          ['ünï', 'last'],
          ['a.b', 'last'],
        ],
      ],
      ['Select_pkey', [['Group By', 'last']]],
    ]);
  });

  it('connects constraints with their indexes', () => {
    expect(indexOf('customer', 'customer_pkey')).toMatchObject({
      primary: true,
      unique: true,
      constraint: 'customer_pkey',
    });
    expect(indexOf('customer', 'code_unique')).toMatchObject({ immediate: false, constraint: 'code_unique' });
    expect(constraintOf('customer', 'code_unique')).toMatchObject({
      kind: 'unique',
      columns: ['code'],
      deferrable: true,
      initiallyDeferred: true,
      index: 'code_unique',
    });
    expect(constraintOf('customer', 'balance_positive')).toMatchObject({ kind: 'check', validated: false });
    expect(table('booking').constraints).toMatchObject([{ kind: 'exclusion', columns: ['during'] }]);
    expect(table('booking').indexes).toMatchObject([{ exclusion: true, method: 'gist' }]);
  });

  it('gives a foreign key to a partitioned table once, and marks what partitions inherit', () => {
    expect(table('note').constraints.filter(({ kind }) => kind === 'foreign-key')).toMatchObject([
      {
        name: 'note_event',
        columns: ['event_id', 'event_at'],
        references: {
          relation: { schema: 'app', name: 'event' },
          columns: ['id', 'at'],
          match: 'full',
          onDelete: 'no action',
        },
        inherited: false,
        index: 'event_pkey',
      },
    ]);
    const foreignKey = (name: string) => table(name).constraints.find(({ kind }) => kind === 'foreign-key');
    expect(foreignKey('event')).toMatchObject({ inherited: false, references: { onDelete: 'cascade' } });
    expect(foreignKey('event_2024_low')).toMatchObject({ inherited: true });
  });

  it('ties partitions, their indexes and inheritance children to their parents', () => {
    expect(table('event').partitionKey).toBe('RANGE (at)');
    expect(table('event_2024').partitionOf).toEqual({
      parent: { schema: 'app', name: 'event' },
      bound: "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')",
      detachPending: false,
    });
    expect(table('event_2024_low').partitionOf?.parent.name).toBe('event_2024');
    expect(table('event_rest').partitionOf?.bound).toBe('DEFAULT');
    expect(indexOf('event_2024', 'event_2024_customer_id_idx')?.partitionOf).toEqual({
      schema: 'app',
      name: 'event_customer',
    });
    expect(table('derived')).toMatchObject({ inherits: [{ schema: 'app', name: 'base' }], partitionOf: null });
  });

  it('reads statistics, for a parent those over its children too', () => {
    const { statistics } = columnOf('customer', 'name')!;
    expect(statistics).toMatchObject({ nullFraction: 0, distinct: 50, histogramBounds: null });
    expect(statistics!.mostCommonFrequencies).toHaveLength(50);
    expect(statistics!.mostCommonFrequencies![0]).toBeCloseTo(0.02);
    expect(columnOf('customer', 'moods')?.statistics?.mostCommonElements).toBe('{sad,ok}');
    expect(columnOf('event', 'kind')).toMatchObject({
      statistics: null,
      inheritedStatistics: { mostCommonValues: '{click}' },
    });
    expect(columnOf('base', 'a')?.inheritedStatistics).not.toBeNull();
    expect(columnOf('base', 'a')?.statistics).not.toBeNull();
  });

  it('tells sizes, rows, options and definitions', () => {
    expect(table('customer')).toMatchObject({ tuples: 2000, readable: true, comment: 'who buys' });
    expect(table('customer').sizeBytes).toBe(table('customer').pages * 8192);
    expect(table('customer').totalBytes).toBeGreaterThan(table('customer').sizeBytes);
    expect(table('note').tuples).toBe(-1);
    expect(table('scratch')).toMatchObject({ persistence: 'unlogged', options: ['fillfactor=70'] });
    expect(table('rich').viewDefinition).toContain('FROM app.customer');
    expect(table('customer').usage).toMatchObject({ inserted: 2000, deleted: 0 });
    expect(table('customer').usage!.sequentialScans).toBeGreaterThan(0);
    expect(table('customer').usage?.lastAnalyzeAt).toMatch(/Z$/);
    expect(table('rich').usage).toBeNull();
  });

  it('reads extended statistics, types, functions, collations and sequences', () => {
    expect(table('customer').extendedStatistics).toMatchObject([
      { name: 'customer_stats', kinds: ['ndistinct', 'mcv'], columns: ['code', 'name'] },
    ]);
    expect(catalog.types).toEqual([
      { schema: 'app', name: 'mood', kind: 'enum', labels: ['sad', 'ok', 'happy'] },
      {
        schema: 'app',
        name: 'email',
        kind: 'domain',
        baseType: 'character varying(200)',
        notNull: true,
        default: null,
        checks: ["CHECK (((VALUE)::text ~~ '%@%'::text))"],
      },
      {
        schema: 'app',
        name: 'work_email',
        kind: 'domain',
        baseType: 'app.email',
        notNull: false,
        default: null,
        checks: [],
      },
      {
        schema: 'app',
        name: 'address',
        kind: 'composite',
        attributes: [
          { name: 'street', type: 'text' },
          { name: 'zip', type: 'character(5)' },
        ],
      },
      { schema: 'app', name: 'float_range', kind: 'range', subtype: 'double precision' },
    ]);
    expect(catalog.functions.filter(({ name }) => name === 'half')).toMatchObject([
      {
        arguments: 'n integer',
        returns: 'integer',
        volatility: 'immutable',
        language: 'sql',
        definition: expect.stringContaining('n / 2'),
      },
    ]);
    expect(catalog.collations).toEqual([
      { schema: 'app', name: 'posix', provider: 'c', locale: 'C', deterministic: true },
    ]);
    expect(catalog.sequences).toMatchObject([
      {
        name: 'customer_id_seq',
        type: 'bigint',
        lastValue: '2000',
        ownedBy: { schema: 'app', table: 'customer', column: 'id' },
      },
      { name: 'customer_serial_no_seq', type: 'integer', ownedBy: { column: 'serial_no' } },
    ]);
  });

  it('reads NULLS NOT DISTINCT and operator class parameters', () => {
    expect(indexOf('fresh', 'fresh_a_key')?.nullsNotDistinct).toBe(true);
    expect(indexOf('fresh', 'fresh_opclass')?.keys[0]?.operatorClass).toBe(
      "int4_minmax_multi_ops (values_per_range='16')",
    );
  });

  (server.major >= 18 ? it : it.skip)('reads virtual columns, NOT VALID not-null and NOT ENFORCED constraints', () => {
    expect(columnOf('newest', 'b')?.generated).toEqual({ kind: 'virtual', expression: '(a + 1)' });
    expect(columnOf('newest', 'c')?.notNull).toBe(false);
    expect(constraintOf('newest', 'c_filled')).toMatchObject({ kind: 'not-null', validated: false });
    expect(constraintOf('newest', 'a_loose')).toMatchObject({ enforced: false });
  });

  it('notes tables that hold rows and were never analysed', () => {
    expect(catalog.incomplete).toEqual([
      '1 table (app.note) was never analysed: run ANALYZE, for costs are guesses until then',
    ]);
  });

  it('leaves the session as it was', async () => {
    const session = await connect({ url: database.url, environment: {} });
    await session.query('SET search_path = app');
    const seen = await introspect(session);
    expect(seen.searchPath).toEqual(['app']);
    expect(await session.query('SHOW search_path')).toEqual([{ search_path: 'app' }]);
    await session.close();
  });
});
