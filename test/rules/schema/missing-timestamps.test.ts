import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/missing-timestamps.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

test('fires on a table that lacks one of the two', () => {
  const tables = [
    aTable('Bare', { schema: 'second', columns: { id: 'bigint' } }),
    aTable('half', { columns: { created_on: 'date' } }),
    aTable('whole', { columns: { inserted_at: 'date', updatedAt: 'date', modified: 'date' } }),
  ];
  expect(findingsOf(rule, tables).map(({ message }) => message)).toEqual([
    'Bare does not tell when a row was made or changed',
    'half does not tell when a row was changed',
  ]);
});

test('is silent on a join table', () => {
  const join = aTable('join', {
    columns: { a_id: 'bigint', b_id: 'bigint' },
    primaryKey: ['a_id', 'b_id'],
    foreignKeys: { a_id: 'a', b_id: 'b' },
  });
  expect(linesOf(rule, [join])).toEqual([]);
});
