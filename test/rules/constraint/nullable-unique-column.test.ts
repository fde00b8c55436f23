import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/nullable-unique-column.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint', name: { type: 'text', notNull: true }, scope: 'bigint' };
const table = (...indexes: NonNullable<TableSpec['indexes']>[number][]) =>
  aTable('Setting', { schema: 'second', columns, indexes });
const index = { keys: ['name', 'scope'], unique: true, name: 'by_name' };

test('fires where one of the columns may be null', () => {
  expect(linesOf(rule, [table(index)])).toEqual(['info second.Setting(name, scope) by_name']);
});

test('says that one null is enough where several columns may be', () => {
  const given = { id: 'bigint', name: { type: 'text', notNull: true }, scope_id: 'bigint', kind_id: 'bigint' };
  const keys = ['name', 'scope_id', 'kind_id'];
  const [finding] = findingsOf(rule, [
    aTable('t', { columns: given, indexes: [{ keys, unique: true, name: 'all_of_it' }] }),
  ]);
  expect(finding?.message).toBe('all_of_it of t lets equal rows in where scope_id or kind_id is null');
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
