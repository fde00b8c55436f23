import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/all-nullable.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const id = { type: 'bigint', notNull: true };

test('fires when everything but the key may be null', () => {
  const table = aTable('person', { columns: { id, name: 'text', born: 'date' }, primaryKey: ['id'] });
  expect(linesOf(rule, [table])).toEqual(['warning public.person']);
});

test('does not count a generated column', () => {
  const total = { type: 'bigint', notNull: true, generated: { kind: 'stored', expression: 'a' } } as const;
  const table = aTable('person', { columns: { id, name: 'text', born: 'date', total }, primaryKey: ['id'] });
  expect(linesOf(rule, [table])).toEqual(['warning public.person']);
});

test.each([
  ['one column is NOT NULL', { id, name: { type: 'text', notNull: true }, born: 'date' }],
  ['there is one column beside the key', { id, name: 'text' }],
  ['there is the key alone', { id }],
])('is silent when %s', (_, columns) => {
  expect(linesOf(rule, [aTable('person', { columns, primaryKey: ['id'] })])).toEqual([]);
});
