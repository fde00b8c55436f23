import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/missing-table-comment.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires where the comment is missing or blank', () => {
  const columns = { id: 'bigint' };
  const tables = [
    aTable('None', { schema: 'second', columns }),
    aTable('blank', { columns, with: { comment: '  ' } }),
    aTable('some', { columns, with: { comment: 'One visit.' } }),
  ];
  expect(linesOf(rule, tables)).toEqual(['warning second.None', 'warning public.blank']);
});
