import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/fk-missing-on-delete.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (onDelete: string) => {
  const given = aTable('Book', {
    schema: 'second',
    columns: { author_id: 'bigint' },
    foreignKeys: { author_id: 'authors' },
  });
  const constraints = given.constraints.map((key) => ({
    ...key,
    references: { ...key.references!, onDelete: onDelete as 'cascade' },
  }));
  return { ...given, constraints };
};

test('fires where nothing was said', () => {
  expect(linesOf(rule, [table('no action')])).toEqual(['warning second.Book(author_id) Book_author_id_fkey']);
});

test.each(['restrict', 'cascade', 'set null', 'set default'])('is silent on %s', (action) => {
  expect(linesOf(rule, [table(action)])).toEqual([]);
});
