import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/pk-not-first.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { name: 'text', id: 'bigint', place: 'text' };

test('fires when the first column is not of the key', () => {
  expect(linesOf(rule, [aTable('person', { columns, primaryKey: ['id'] })])).toEqual(['warning public.person(id)']);
});

test.each([['name'], ['id', 'name']])('is silent when it is: %s', (...primaryKey) => {
  expect(linesOf(rule, [aTable('person', { columns, primaryKey })])).toEqual([]);
});

test('is silent without a key, and without columns', () => {
  expect(linesOf(rule, [aTable('person', { columns }), aTable('none', { columns: {} })])).toEqual([]);
});
