import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/missing-column-comment.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires once a table, with the columns that have none', () => {
  const columns = {
    id: 'bigint',
    a: 'text',
    b: { type: 'text', comment: '' },
    c: { type: 'text', comment: 'Seconds.' },
  };
  expect(
    linesOf(rule, [aTable('Visit', { schema: 'second', columns }), aTable('done', { columns: { id: 'bigint' } })]),
  ).toEqual(['warning second.Visit(a, b)']);
});
