import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/natural-primary-key.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each<[string, readonly string[], TableSpec['columns'], Partial<TableSpec>]>([
  ['text', ['isbn'], { isbn: 'text' }, {}],
  ['a date and a number', ['day', 'number'], { day: 'date', number: 'integer' }, {}],
])('fires on %s', (_, primaryKey, columns, given) => {
  expect(linesOf(rule, [aTable('Book', { schema: 'second', columns, primaryKey, ...given })])).toEqual([
    `warning second.Book(${primaryKey.join(', ')})`,
  ]);
});

test.each<[string, readonly string[], TableSpec['columns'], Partial<TableSpec>]>([
  ['a number', ['id'], { id: 'bigint' }, {}],
  ['a UUID', ['id'], { id: 'uuid' }, {}],
  ['a join table', ['a_id', 'b_id'], { a_id: 'bigint', b_id: 'bigint' }, { foreignKeys: { a_id: 'a', b_id: 'b' } }],
  ['a dictionary', ['code'], { code: 'text' }, { rows: 200 }],
])('is silent on %s', (_, primaryKey, columns, given) => {
  expect(linesOf(rule, [aTable('Book', { columns, primaryKey, ...given })])).toEqual([]);
});
