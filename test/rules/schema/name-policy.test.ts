import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-policy.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = aTable('Price', {
  columns: { amount: 'numeric' },
  primaryKey: ['amount'],
  indexes: [
    { keys: ['amount'], name: 'cheap' },
    { keys: ['amount'], name: 'idx_price' },
  ],
});

test('fires on the index outside the pattern, and not on one that implements a constraint', () => {
  expect(linesOf(rule, [table])).toEqual(['warning public.Price cheap']);
});

test('takes a pattern for each kind, in which {table} is the table’s name', () => {
  expect(linesOf(rule, [table], { patterns: { table: '^[a-z]' } })).toEqual(['warning public.Price']);
  expect(linesOf(rule, [table], { patterns: { constraint: '^{table}_pkey$' } })).toEqual([]);
  expect(linesOf(rule, [table], { patterns: { column: '^x' } })).toEqual(['warning public.Price(amount)']);
  expect(linesOf(rule, [table], { patterns: {} })).toEqual([]);
});
