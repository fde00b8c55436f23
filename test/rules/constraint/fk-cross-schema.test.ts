import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/fk-cross-schema.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on a key into another schema, and not on one that stays', () => {
  const spec = { columns: { author_id: 'bigint' }, foreignKeys: { author_id: 'authors' } };
  const stays = aTable('stays', { ...spec, schema: 'second' });
  const leaves = { ...aTable('Book', spec), schema: 'second' };
  expect(linesOf(rule, [stays, leaves])).toEqual(['warning second.Book(author_id) Book_author_id_fkey']);
});
