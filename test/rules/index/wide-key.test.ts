import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/wide-key.ts';
import type { ColumnStatistics } from '../../../src/catalog/model.ts';
import { aColumn, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const says = (statistics: Partial<ColumnStatistics>, type = 'text', given: Partial<TableSpec> = {}) => {
  const column = { ...aColumn('a', { type, distinct: -1 }) };
  const table = aTable('t', {
    columns: { a: { type, statistics: { ...column.statistics!, ...statistics } } },
    indexes: [{ name: 'i', keys: ['a'] }],
    ...given,
  });
  return proposalsOf(rule, { tables: [table] }).map(({ message }) => message);
};
const long = 'x'.repeat(3000);

test('fires on long values, on the mean or in a bound of the histogram', () => {
  expect(says({ averageWidth: 2705 })).toEqual(['i of t has long values of a for a key']);
  expect(says({ averageWidth: 40, histogramBounds: `{a,"b, c",${long}}` })).toHaveLength(1);
});

test('is silent on short values, bounded types, expressions and hash indexes', () => {
  expect(says({ averageWidth: 2704, histogramBounds: '{a,b}' })).toEqual([]);
  expect(says({ averageWidth: 3000 }, 'jsonb')).toEqual([]);
  expect(says({ averageWidth: 3000 }, 'text', { indexes: [{ keys: ['(md5(a))'] }] })).toEqual([]);
  expect(says({ averageWidth: 3000 }, 'text', { indexes: [{ keys: ['a'], method: 'hash' }] })).toEqual([]);
});
