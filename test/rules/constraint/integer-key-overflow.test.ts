import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/integer-key-overflow.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const number = { type: 'integer', identity: 'always' } as const;
const table = aTable('Visit', { schema: 'second', columns: { id: number }, primaryKey: ['id'] });
const sequence = (lastValue: string | null, given = {}) =>
  aSequence('visit_id_seq', {
    lastValue,
    identity: true,
    ownedBy: { schema: 'second', table: 'Visit', column: 'id' },
    ...given,
  });

test('fires from three quarters on', () => {
  expect(linesOf(rule, { relations: [table], sequences: [sequence('1620000000')] })).toEqual([
    'error second.Visit(id)',
  ]);
  expect(linesOf(rule, { relations: [table], sequences: [sequence('1600000000')] })).toEqual([]);
  expect(linesOf(rule, { relations: [table], sequences: [sequence('1600000000')] }, { maxUsed: 0.1 })).toHaveLength(1);
});

test('says nothing where the sequence may not be read, was never used, or counts down', () => {
  const downward = sequence('2000000000', { increment: '-1' });
  expect([sequence(null), downward].map((one) => linesOf(rule, { relations: [table], sequences: [one] }))).toEqual([
    [],
    [],
  ]);
});

test('fires on a narrower foreign key before its parent', () => {
  const parent = aTable('Visit', {
    schema: 'second',
    columns: { id: { ...number, type: 'bigint' } },
    primaryKey: ['id'],
  });
  const child = aTable('click', {
    schema: 'second',
    columns: { visit_id: 'integer' },
    foreignKeys: { visit_id: 'Visit' },
  });
  expect(linesOf(rule, { relations: [parent, child], sequences: [sequence('2000000000')] })).toEqual([
    'error second.click(visit_id)',
  ]);
});
