import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/foreign-key-type-mismatch.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const types = (child: string | object, parent: string | object, given: Partial<TableSpec> = {}) => [
  aTable('authors', { columns: { id: parent as string }, primaryKey: ['id'] }),
  aTable('books', { columns: { author_id: child as string }, foreignKeys: { author_id: 'authors' }, ...given }),
];

test.each([
  ['integer', 'bigint', 'error'],
  ['smallint', 'integer', 'error'],
  ['bigint', 'integer', 'info'],
  ['text', 'uuid', 'error'],
  ['bigint', 'numeric', 'error'],
  ['text', 'character varying', 'warning'],
  ['character varying(10)', 'character varying(20)', 'warning'],
])('a %s that refers to a %s is reported as %s', (child, parent, severity) => {
  expect(linesOf(rule, types(child, parent))).toEqual([`${severity} public.books(author_id) books_author_id_fkey`]);
});

test.each([
  ['bigint', 'bigint'],
  ['uuid', 'uuid'],
  [{ type: 'public.author_id', baseType: 'bigint' }, 'bigint'],
  ['character varying(10)', { type: 'public.code', baseType: 'character varying' }],
])('%j that refers to %j is right', (child, parent) => {
  expect(linesOf(rule, types(child, parent))).toEqual([]);
});

test('a partitioned table fires, a partition with its parent’s key does not', () => {
  const [authors, books] = types('integer', 'bigint', { kind: 'partitioned-table' });
  const partition: Relation = {
    ...aTable('books_1', { columns: { author_id: 'integer' } }),
    partitionOf: { parent: books!, bound: 'DEFAULT' },
    constraints: books!.constraints.map((constraint) => ({ ...constraint, inherited: true })),
  };
  expect(linesOf(rule, [authors!, books!, partition])).toHaveLength(1);
});
