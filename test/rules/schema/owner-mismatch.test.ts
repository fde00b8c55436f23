import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/owner-mismatch.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSchema } from '../../support/object-builder.ts';

const table = (name: string, owner: string, schema = 'public') =>
  aTable(name, { schema, columns: { id: 'bigint' }, with: { owner } });

test('fires on a table of another owner than its schema’s', () => {
  const given = {
    relations: [table('Mine', 'ann', 'sales'), table('yours', 'bob', 'sales')],
    schemas: [aSchema('sales', { owner: 'ann' })],
  };
  expect(linesOf(rule, given)).toEqual(['warning sales.yours']);
});

test('takes the usual owner of public, which belongs to a role of the system', () => {
  const relations = [table('a', 'ann'), table('b', 'ann'), table('c', 'bob')];
  expect(linesOf(rule, { relations, schemas: [aSchema('public', { owner: 'pg_database_owner' })] })).toEqual([
    'warning public.c',
  ]);
});
