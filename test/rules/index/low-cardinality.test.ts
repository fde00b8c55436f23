import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/low-cardinality.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const says = (frequencies: readonly number[], given: Partial<TableSpec> = {}, type = 'text') => {
  const columns = { id: 'bigint', a: { type, distinct: 5, frequencies } };
  const table = aTable('t', {
    columns,
    rows: 1e6,
    indexes: [{ name: 'i', keys: ['a'], sizeBytes: 8_388_608 }],
    ...given,
  });
  return proposalsOf(rule, { tables: [table] }).map(({ message }) => message);
};

test('fires where few values have nearly all rows', () => {
  expect(says([0.9, 0.06])).toEqual(['2 values make up 96 % of i of t']);
  expect(says([0.99])).toEqual(['One value makes up 99 % of i of t']);
});

test('is silent where many values share the rows, on booleans, foreign keys, and partial or small indexes', () => {
  expect(says([0.2, 0.2, 0.2, 0.2, 0.1, 0.1])).toEqual([]);
  expect(says([0.99], {}, 'boolean')).toEqual([]);
  expect(says([0.99], { foreignKeys: { a: 'other' } })).toEqual([]);
  expect(says([0.99], { indexes: [{ keys: ['a'], sizeBytes: 8_388_608, predicate: '(id > 1)' }] })).toEqual([]);
  expect(says([0.99], { indexes: [{ keys: ['a'] }] })).toEqual([]);
});
