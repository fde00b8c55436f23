import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/fk-nullable.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each([
  ['fires on a foreign key that may be null', 'bigint', ['warning public.Book(author_id) Book_author_id_fkey']],
  ['is silent on one that may not', { type: 'bigint', notNull: true }, []],
] as const)('%s', (_, author_id, lines) => {
  const columns = { author_id, note: 'text' };
  expect(linesOf(rule, [aTable('Book', { columns, foreignKeys: { author_id: 'authors' } })])).toEqual(lines);
});
