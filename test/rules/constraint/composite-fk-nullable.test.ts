import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/composite-fk-nullable.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const key = (columns: readonly string[], match: 'simple' | 'full' = 'simple') =>
  aConstraint('room_fkey', columns, {
    kind: 'foreign-key',
    references: {
      relation: { schema: 'public', name: 'rooms' },
      columns,
      onDelete: 'no action',
      onUpdate: 'no action',
      match,
    },
  });
const required = { type: 'integer', notNull: true };
const table = (columns: TableSpec['columns'], ...constraints: ReturnType<typeof key>[]) =>
  aTable('Booking', { schema: 'second', columns, with: { constraints } });

test('fires where two columns may be null', () => {
  expect(linesOf(rule, [table({ building: 'integer', number: 'integer' }, key(['building', 'number']))])).toEqual([
    'warning second.Booking(building, number) room_fkey',
  ]);
});

test('speaks softly where one may: an optional reference within a tenant', () => {
  expect(linesOf(rule, [table({ building: required, number: 'integer' }, key(['building', 'number']))])).toEqual([
    'info second.Booking(building, number) room_fkey',
  ]);
});

test('is silent where none may, with MATCH FULL, on single columns, and where a check asks for all or none', () => {
  const nullable = { building: 'integer', number: 'integer' };
  const check = aConstraint('whole', ['building', 'number'], {
    definition: 'CHECK ((num_nulls(building, number) = ANY (ARRAY[0, 2])))',
  });
  expect([
    linesOf(rule, [table({ building: required, number: required }, key(['building', 'number']))]),
    linesOf(rule, [table(nullable, key(['building', 'number'], 'full'))]),
    linesOf(rule, [table(nullable, key(['number']))]),
    linesOf(rule, [table(nullable, key(['building', 'number']), check)]),
  ]).toEqual([[], [], [], []]);
});
