import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/too-many-columns.ts';
import { aColumn, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const wide = (count: number) =>
  aTable('wide', { columns: Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, 'text'])) });
const statistics = (averageWidth: number, nullFraction = 0) => ({
  ...aColumn('c', { type: 'text', distinct: -1 }).statistics!,
  averageWidth,
  nullFraction,
});
const broad = (averageWidth: number, nullFraction = 0) =>
  aTable('broad', { columns: { a: { type: 'text', statistics: statistics(averageWidth, nullFraction) }, b: 'text' } });

test('fires above 100 columns, and not at 100', () => {
  expect(linesOf(rule, [wide(101)])).toEqual(['info public.wide']);
  expect(linesOf(rule, [wide(100)])).toEqual([]);
  expect(linesOf(rule, [wide(51)], { maxColumns: 50 })).toEqual(['info public.wide']);
});

test('fires on rows above 2,000 bytes, nulls not counted, and is silent without statistics', () => {
  expect(linesOf(rule, [broad(2001)])).toEqual(['info public.broad']);
  expect(linesOf(rule, [broad(2001, 0.5)])).toEqual([]);
  expect(linesOf(rule, [broad(2000)])).toEqual([]);
});
