import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/varchar-with-length.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { name: 'character varying(50)', any: 'character varying', note: 'text' };

test('fires, and changes the catalog alone', () => {
  const tables = [aTable('Customer', { schema: 'second', columns })];
  expect(linesOf(rule, tables)).toEqual(['warning second.Customer(name)']);
  expect(findingsOf(rule, tables)[0]?.fix).toMatchObject({
    up: ['ALTER TABLE second."Customer" ALTER COLUMN name TYPE text'],
    down: ['ALTER TABLE second."Customer" ALTER COLUMN name TYPE character varying(50)'],
  });
});

test.each<[string, Partial<TableSpec>]>([
  ['an index with an operator class', { indexes: [{ keys: ['name'] }] }],
  ['a partitioned table', { kind: 'partitioned-table' }],
  [
    'a generated column',
    {
      columns: { ...columns, low: { type: 'text', generated: { kind: 'stored', expression: 'lower((name)::text)' } } },
    },
  ],
])('has no fix for %s', (_, spec) => {
  const table = aTable('customer', { columns, ...spec });
  const indexes = table.indexes.map((index) => ({
    ...index,
    keys: [{ ...index.keys[0]!, operatorClass: 'varchar_pattern_ops' }],
  }));
  expect(findingsOf(rule, [{ ...table, indexes }]).map(({ fix }) => fix)).toEqual([undefined]);
});

test('has no fix where a view reads the table', () => {
  const reads = [{ schema: 'public', name: 'customer' }];
  const view = aTable('names', { columns, kind: 'view', with: { reads } });
  expect(findingsOf(rule, [aTable('customer', { columns }), view]).map(({ fix }) => fix)).toEqual([undefined]);
});
