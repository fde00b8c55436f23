import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/int-column.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on the smaller integers alone', () => {
  const columns = { a: 'integer', b: 'smallint', c: 'bigint', d: 'numeric', e: 'integer[]' };
  expect(linesOf(rule, [aTable('Page', { schema: 'second', columns })])).toEqual([
    'warning second.Page(a)',
    'warning second.Page(b)',
  ]);
});
