import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/empty.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const full = aTable('full', { columns, rows: 100 });
const nothing = aTable('nothing', { columns, rows: 0 });

test('fires on the empty one among full ones, never analysed or not', () => {
  expect(linesOf(rule, [full, nothing, aTable('fresh', { columns })])).toEqual([
    'warning public.nothing',
    'warning public.fresh',
  ]);
});

test('is silent when all are empty, and on the table of a framework', () => {
  expect(linesOf(rule, [nothing])).toEqual([]);
  expect(linesOf(rule, [full, aTable('schema_migrations', { columns })])).toEqual([]);
});

test('a partitioned table is empty when all its partitions are', () => {
  const parent = aTable('whole', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
  const part = (name: string, rows: number) => aTable(name, { columns, rows, with: { partitionOf } });
  expect(linesOf(rule, [full, parent, part('a', 0), part('b', 5)])).toEqual([]);
  expect(linesOf(rule, [full, parent, part('a', 0), part('b', 0)])).toEqual(['warning public.whole']);
});
