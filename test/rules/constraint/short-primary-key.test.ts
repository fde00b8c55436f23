import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/short-primary-key.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const counted = { type: 'integer', identity: 'always', notNull: true } as const;
const table = (given: Partial<TableSpec> = {}, id: TableSpec['columns'][string] = counted) =>
  aTable('Visit', { schema: 'second', columns: { id }, primaryKey: ['id'], ...given });
const sequence = (lastValue: string) =>
  aSequence('visit_id_seq', { lastValue, identity: true, ownedBy: { schema: 'second', table: 'Visit', column: 'id' } });

test.each<[string, Relation, string]>([
  ['an identity column', table(), 'warning'],
  ['a serial one', table({}, { type: 'smallint', default: "nextval('s'::regclass)" }), 'warning'],
  ['an integer that somebody gives, more softly', table({}, 'integer'), 'info'],
  ['a partitioned table', table({ kind: 'partitioned-table' }), 'warning'],
])('fires on %s', (_, given, severity) => {
  expect(linesOf(rule, [given])).toEqual([`${severity} second.Visit(id)`]);
});

test('is an error once half of the numbers are gone', () => {
  const relations = [table({ rows: 500 })];
  expect(linesOf(rule, { relations, sequences: [sequence('1100000000')] })).toEqual(['error second.Visit(id)']);
  expect(findingsOf(rule, { relations, sequences: [sequence('1100000000')] })[0]?.notes).toEqual([
    '51 % of its numbers are used',
  ]);
});

test.each<[string, Relation]>([
  ['bigint', table({}, 'bigint')],
  ['uuid', table({}, 'uuid')],
  ['a smallint that somebody gives', table({}, 'smallint')],
  ['a key that refers to another table', table({ foreignKeys: { id: 'other' } })],
  ['a dictionary', table({ rows: 50 })],
  ['a key of two columns', table({ columns: { id: 'integer', b: 'integer' }, primaryKey: ['id', 'b'] })],
])('is silent on %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual([]);
});
