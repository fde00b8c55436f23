import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/composite-pk-too-wide.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { a: 'integer', b: 'integer', c: 'integer', d: 'integer', e: 'integer' };

test('fires on five columns, and not on four', () => {
  expect(
    linesOf(rule, [aTable('Measure', { schema: 'second', columns, primaryKey: ['a', 'b', 'c', 'd', 'e'] })]),
  ).toEqual(['info second.Measure(a, b, c, d, e)']);
  expect(linesOf(rule, [aTable('measure', { columns, primaryKey: ['a', 'b', 'c', 'd'] })])).toEqual([]);
  expect(linesOf(rule, [aTable('measure', { columns })])).toEqual([]);
});

test('does not count the partition key, and takes another limit', () => {
  const spec = { columns, kind: 'partitioned-table', with: { partitionKey: 'RANGE (e)' } } as const;
  expect(linesOf(rule, [aTable('parts', { ...spec, primaryKey: ['a', 'b', 'c', 'd', 'e'] })])).toEqual([]);
  expect(linesOf(rule, [aTable('measure', { columns, primaryKey: ['a', 'b'] })], { maxColumns: 1 })).toHaveLength(1);
});
