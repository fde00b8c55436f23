import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/mandatory-columns.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const options = { columns: { created_at: '', tenant_id: 'uuid' } };

test('fires on what is missing, and on another type', () => {
  expect(linesOf(rule, [aTable('Customer', { schema: 'second', columns: { tenant_id: 'bigint' } })], options)).toEqual([
    'warning second.Customer(created_at)',
    'warning second.Customer(tenant_id)',
  ]);
});

test('is silent on a table that has them, and on a join table', () => {
  const good = aTable('good', { columns: { created_at: 'date', tenant_id: 'uuid' } });
  const join = aTable('join', {
    columns: { a_id: 'bigint', b_id: 'bigint' },
    primaryKey: ['a_id', 'b_id'],
    foreignKeys: { a_id: 'a', b_id: 'b' },
  });
  expect(linesOf(rule, [good, join], options)).toEqual([]);
  expect(linesOf(rule, [join], { ...options, joinTables: true })).toHaveLength(2);
});
