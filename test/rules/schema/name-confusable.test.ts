import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-confusable.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on columns and tables that differ in case or signs alone', () => {
  const tables = [
    aTable('user_id', { columns: { user_id: 'bigint', userId: 'bigint', user_ids: 'bigint' } }),
    aTable('UserId', { columns: { id: 'bigint' } }),
    aTable('userid', { schema: 'second', columns: { id: 'bigint' } }),
  ];
  expect(linesOf(rule, tables)).toEqual(['warning public.user_id(userId)', 'warning public.UserId']);
});

test('is silent on equal columns of two tables, and on names without letters', () => {
  const columns = { a_b: 'text', _: 'text', __: 'text' };
  expect(linesOf(rule, [aTable('one', { columns }), aTable('two', { columns })])).toEqual([]);
});
