import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/alignment-padding.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const flag = { type: 'boolean', typeLength: 1, typeAlignment: 'c' } as const;
const big = { type: 'bigint', typeLength: 8, typeAlignment: 'd' } as const;

test('fires where small columns stand between large ones', () => {
  const columns = { a: flag, b: big, c: flag, d: big, e: flag, f: big };
  expect(findingsOf(rule, [aTable('Flags', { schema: 'second', columns })])).toMatchObject([
    { message: 'A row of Flags takes 72 bytes, and 56 with its columns in another order' },
  ]);
  expect(linesOf(rule, [aTable('flags', { columns })], { maxWaste: 0.5 })).toEqual([]);
});

test('is silent on the best order, on equal columns, and counts no virtual ones', () => {
  const virtual = { ...big, generated: { kind: 'virtual', expression: '1' } } as const;
  expect([
    linesOf(rule, [aTable('t', { columns: { b: big, d: big, a: flag, t: 'text' } })]),
    linesOf(rule, [aTable('t', { columns: { a: flag, c: flag } })]),
    linesOf(rule, [aTable('t', { columns: { a: flag, b: virtual, c: flag, d: virtual } })]),
  ]).toEqual([[], [], []]);
});
