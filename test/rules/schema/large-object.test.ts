import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/large-object.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on handles', () => {
  const columns = { content: 'oid', picture: { type: 'public.lo', baseType: 'oid' }, body: 'bytea' };
  expect(linesOf(rule, [aTable('Document', { schema: 'second', columns })])).toEqual([
    'warning second.Document(content)',
    'warning second.Document(picture)',
  ]);
});

test.each(['relid', 'table_oid', 'typoid', 'role_oid', 'oid', 'reloid', 'indrelid'])(
  'is silent on %s, which refers to the catalog',
  (name) => {
    expect(linesOf(rule, [aTable('audit', { columns: { [name]: 'oid' } })])).toEqual([]);
  },
);
