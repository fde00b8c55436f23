import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/redundant-unique.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: { type: 'bigint', notNull: true }, tenant_id: 'bigint', code: 'text' };

test('names the wider one as info', () => {
  const table = aTable('t', { columns, primaryKey: ['id'], unique: [['tenant_id', 'id']] });
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    { severity: 'info', object: { name: 't_tenant_id_id_key' }, notes: [expect.stringContaining('constraint')] },
  ]);
});

test('is silent where the narrower one takes nulls, or neither holds the other', () => {
  const tables = [
    aTable('t', { columns, unique: [['code'], ['tenant_id', 'code']] }),
    aTable('u', { columns, primaryKey: ['id'], unique: [['tenant_id', 'code']] }),
  ];
  expect(proposalsOf(rule, { tables })).toEqual([]);
});
