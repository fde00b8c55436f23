import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/bloat.ts';
import { neededPages } from '../../../src/lint/heap-estimate.ts';
import { aColumn, aTable } from '../../support/catalog-builder.ts';
import { findingsOf } from '../../support/findings-of.ts';

const statistics = { ...aColumn('c', { type: 'bigint', distinct: -1 }).statistics!, averageWidth: 8 };
const column = { type: 'bigint', statistics };
const other = aTable('other', { columns: { id: column } });
/** A million rows of two bigints: 4 + 24 + 16 bytes each, 44 MB in pages of 8,168 bytes. */
const table = (given = {}, spec = {}) =>
  aTable('event', { columns: { id: column, payload: column }, rows: 1_000_000, ...spec, with: given });
const messages = (...tables: readonly ReturnType<typeof table>[]) =>
  findingsOf(rule, [other, ...tables]).map(({ message }) => message);

test('estimates the pages that the rows need', () => {
  expect(neededPages(table())).toBe(5387);
  expect(neededPages(table({ options: ['fillfactor=50'] }))).toBe(10_774);
  expect(neededPages(table({ tuples: -1 }))).toBeNull();
});

test('fires from 30 % and 100 MB on', () => {
  expect(messages(table({ pages: 40_000 }))).toEqual(['About 87 % of event is empty: 270 MB of 313 MB']);
  expect(messages(table({ pages: 18_187 }))).toHaveLength(1);
  expect(messages(table({ pages: 18_186 }))).toEqual([]);
});

test('is silent when the share is small', () => {
  expect(messages(table({ tuples: 10_000_000, pages: 70_000 }))).toEqual([]);
});

test.each([
  ['a column has no statistics', { id: column, payload: 'text' }],
  ['a column is of type name', { id: column, payload: { type: 'name', statistics } }],
])('is silent when %s', (_, columns) => {
  expect(messages(table({ pages: 40_000 }, { columns }))).toEqual([]);
});

test('adds partitions up on their parent, and names the worst', () => {
  const parent = table({ tuples: -1 }, { kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'event' }, bound: 'DEFAULT' };
  const part = (name: string, pages: number) => ({ ...table({ partitionOf, pages }), name });
  expect(findingsOf(rule, [parent, part('a', 5_400), part('b', 40_000)])).toMatchObject([
    { object: { table: 'event' }, notes: ['Most of it is in b and a.'] },
  ]);
});
