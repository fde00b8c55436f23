import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/sequence-behind.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const holding = (bounds: string) => {
  const column = { type: 'bigint', identity: 'always', distinct: -1 } as const;
  const table = aTable('Ticket', { schema: 'second', rows: 100, columns: { id: column }, primaryKey: ['id'] });
  const columns = table.columns.map((each) => ({
    ...each,
    statistics: { ...each.statistics!, histogramBounds: bounds },
  }));
  return [{ ...table, columns }];
};
const sequences = (lastValue: string | null, given = {}) => [
  aSequence('s', { lastValue, identity: true, ownedBy: { schema: 'second', table: 'Ticket', column: 'id' }, ...given }),
];

test('fires where the column holds greater numbers', () => {
  expect(linesOf(rule, { relations: holding('{1,50,100}'), sequences: sequences('99') })).toEqual([
    'error second.Ticket(id)',
  ]);
  expect(linesOf(rule, { relations: holding('{1,50,100}'), sequences: sequences(null) })).toHaveLength(1);
});

test('is silent where it does not, and where the sequence may not be read', () => {
  expect([
    linesOf(rule, { relations: holding('{1,50,100}'), sequences: sequences('100') }),
    linesOf(rule, { relations: holding('{1,50,100}'), sequences: sequences(null, { lastValueVisible: false }) }),
    linesOf(rule, { relations: holding('{1,50,100}'), sequences: sequences('5', { increment: '-1' }) }),
  ]).toEqual([[], [], []]);
});

test('is silent where the statistics hold stand-ins', () => {
  const catalog = { relations: holding('{1,50,100}'), sequences: sequences('99') };
  expect(linesOf(rule, { ...catalog, redacted: true })).toEqual([]);
});
