import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/soft-delete-not-partial.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const says = (nullFraction: number, given: Partial<TableSpec> = {}, name = 'deleted_at') => {
  const columns = {
    id: 'bigint',
    a: 'text',
    [name]: { type: 'timestamp with time zone', distinct: -0.5, nullFraction },
  };
  const table = aTable('t', {
    columns,
    primaryKey: ['id'],
    indexes: [
      { name: 'i', keys: ['a'] },
      { name: 'j', keys: ['a', 'id'] },
    ],
    ...given,
  });
  return proposalsOf(rule, { tables: [table] }).map(({ message }) => message);
};

test('tells once for a table, with its indexes', () => {
  expect(says(0.6)).toEqual(['40 % of the rows of t are deleted softly, and held by i and j']);
  expect(says(0.6, {}, 'discarded_at')).toHaveLength(1);
});

test.each([
  ['few rows are deleted', 0.9, {}],
  ['the index is partial', 0.5, { indexes: [{ keys: ['a'], predicate: '(deleted_at IS NULL)' }] }],
  ['the column is a key', 0.5, { indexes: [{ keys: ['a', 'deleted_at'] }] }],
  ['the index is unique', 0.5, { indexes: [{ keys: ['a'], unique: true }] }],
  ['the index serves a foreign key', 0.5, { indexes: [{ keys: ['a'] }], foreignKeys: { a: 'other' } }],
] as const)('is silent where %s', (_, nullFraction, given) => {
  expect(says(nullFraction, given)).toEqual([]);
});
