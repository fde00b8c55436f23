import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/questionable-fk-index.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', account_id: 'bigint' };
const foreignKeys = { account_id: 'account' };

test('says which index serves how far, and proposes a whole one beside it', () => {
  const table = aTable('t', {
    columns,
    foreignKeys,
    indexes: [{ name: 'lossy', keys: ['account_id'], method: 'brin' }],
  });
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    {
      severity: 'info',
      notes: ['lossy is of brin, which finds candidates'],
      fix: { kind: 'create-index', index: { method: 'btree' } },
    },
  ]);
});

test('is silent where the foreign key is served, or not at all', () => {
  const tables = [
    aTable('t', { columns, foreignKeys, indexes: [{ keys: ['account_id'] }] }),
    aTable('u', { columns, foreignKeys }),
  ];
  expect(proposalsOf(rule, { tables })).toEqual([]);
});
