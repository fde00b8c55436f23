import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/nullable-unique-column.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint', name: { type: 'text', notNull: true }, scope: 'bigint' };
const table = (...indexes: NonNullable<TableSpec['indexes']>[number][]) =>
  aTable('Setting', { schema: 'second', columns, indexes });
const index = { keys: ['name', 'scope'], unique: true, name: 'by_name' };

test('fires where one of the columns may be null', () => {
  expect(linesOf(rule, [table(index)])).toEqual(['info second.Setting(name, scope) by_name']);
});

test.each<[string, Relation]>([
  ['nulls are not distinct', table({ ...index, nullsNotDistinct: true })],
  ['the predicate speaks of it', table({ ...index, predicate: '(scope IS NOT NULL)' })],
  ['a second index keeps the nulls', table(index, { keys: ['name'], unique: true, predicate: '(scope IS NULL)' })],
  ['it is not unique', table({ ...index, unique: false })],
  ['it is invalid', table({ ...index, valid: false })],
  ['nothing may be null', table({ keys: ['name'], unique: true })],
])('is silent where %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual([]);
});

test('reports a single column only when asked to', () => {
  const single = [table({ keys: ['scope'], unique: true, name: 'one' })];
  expect([linesOf(rule, single), linesOf(rule, single, { singleColumn: true })]).toEqual([
    [],
    ['info second.Setting(scope) one'],
  ]);
});
