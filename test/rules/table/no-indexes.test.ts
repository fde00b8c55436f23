import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/no-indexes.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const table = (given = {}, spec = {}) =>
  aTable('sale', { columns, rows: 5_000, ...spec, with: { usage: aUsage({ sequentialScans: 50 }), ...given } });

test('fires on a table and on a materialized view', () => {
  expect(linesOf(rule, [table()])).toEqual(['info public.sale']);
  expect(linesOf(rule, [table({}, { kind: 'materialized-view' })])).toEqual(['info public.sale']);
});

test.each([
  ['a small one', table({}, { rows: 999 })],
  ['one that was never analysed', table({}, { rows: -1 })],
  ['one that nobody reads', table({ usage: aUsage() })],
  ['one with an index', table({}, { indexes: [{ keys: ['id'] }] })],
  ['one of an extension', table({ extension: 'postgis' })],
])('is silent on %s', (_, one) => {
  expect(linesOf(rule, [one])).toEqual([]);
});

test('looks at the partitions of a partitioned table', () => {
  const parent = aTable('sale', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'sale' }, bound: 'DEFAULT' };
  const part = (spec = {}) => ({ ...table({ partitionOf }, spec), name: 'sale_1' });
  expect(linesOf(rule, [parent, part()])).toEqual(['info public.sale']);
  expect(linesOf(rule, [parent, part({ indexes: [{ keys: ['id'] }] })])).toEqual([]);
});
