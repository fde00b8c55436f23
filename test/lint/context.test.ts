import { describe, expect, test } from '@jest/globals';
import type { Relation } from '../../src/catalog/model.ts';
import { buildContext } from '../../src/lint/context.ts';
import { partitionColumns } from '../../src/lint/index-facts.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { aQuery } from '../support/query-builder.ts';
import { aContext } from '../support/rule-context.ts';

const columns = { id: 'bigint' };
const partitionOf = (name: string, schema = 'public') => ({
  partitionOf: { parent: { schema, name }, bound: 'DEFAULT' },
});

test('rules judge tables of users alone, and a partitioned table by its topmost parent', () => {
  const tables: Relation[] = [
    aTable('orders', { columns }),
    aTable('orders', { columns, schema: 'second' }),
    aTable('event', { columns, kind: 'partitioned-table' }),
    aTable('event_1', { columns, with: partitionOf('event') }),
    aTable('v', { columns, kind: 'view' }),
    aTable('f', { columns, kind: 'foreign-table' }),
    aTable('spatial_ref_sys', { columns, with: { extension: 'postgis' } }),
    aTable('scratch', { columns, with: { persistence: 'temporary' } }),
    aTable('pg_class', { columns, schema: 'pg_catalog' }),
  ];
  expect(aContext({ tables }).tables.map(({ schema, name }) => `${schema}.${name}`)).toEqual([
    'public.orders',
    'second.orders',
    'public.event',
  ]);
});

describe('the rows of a relation', () => {
  test('are those of the last ANALYZE, or unknown', () => {
    const tables = [aTable('known', { columns, rows: 5 }), aTable('unknown', { columns })];
    const context = aContext({ tables });
    expect(tables.map((table) => context.rows(table))).toEqual([5, null]);
  });

  test('are those of all leaves for a partitioned table, at any depth', () => {
    const tables = [
      aTable('top', { columns, kind: 'partitioned-table' }),
      aTable('middle', { columns, kind: 'partitioned-table', with: partitionOf('top') }),
      aTable('leaf', { columns, rows: 7, with: partitionOf('middle') }),
      aTable('other', { columns, rows: 4, with: partitionOf('top') }),
      aTable('stranger', { columns, rows: 100, with: partitionOf('top', 'second') }),
    ];
    expect(aContext({ tables }).rows(tables[0]!)).toBe(11);
  });
});

test('uses are of the relation in that schema alone', () => {
  const context = aContext({
    tables: [],
    queries: [aQuery({ on: 'orders', fingerprint: 'a' }), aQuery({ on: 'orders', schema: 'second', fingerprint: 'b' })],
  });
  expect(context.uses({ schema: 'second', name: 'orders' }).map(({ query }) => query.fingerprint)).toEqual(['b']);
});

test('candidates are asked for once for each use, and never for what the catalog does not hold', () => {
  let asked = 0;
  const query = aQuery({ on: 'orders', also: [{ on: 'gone' }] });
  const context = buildContext({
    catalog: aCatalog(aTable('orders', { columns })),
    queries: [query],
    indexCandidates: () => {
      asked++;
      return [];
    },
    coveringIndex: () => undefined,
  });
  for (const use of [...query.shape.relations, ...query.shape.relations]) context.candidates(query, use);
  expect(asked).toBe(1);
});

test.each([
  ['RANGE (created_at)', ['created_at']],
  ['HASH ("Tenant ""A""", id)', ['Tenant "A"', 'id']],
  ['LIST (region COLLATE "C" text_pattern_ops, kind)', ['region', 'kind']],
  ["RANGE (date_trunc('day'::text, at))", null],
  ['RANGE (id, ((a + b)))', null],
])('the columns of the partition key %s', (key, expected) => {
  expect(partitionColumns(key)).toEqual(expected);
});
