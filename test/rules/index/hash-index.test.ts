import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/hash-index.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', title: 'text' };

test('fires on a hash index as info, and before PostgreSQL 10 as an error', () => {
  const table = aTable('page', { columns, indexes: [{ name: 'i', keys: ['title'], method: 'hash' }] });
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    { severity: 'info', message: 'i of page is a hash index' },
  ]);
  expect(proposalsOf(rule, { tables: [table], database: { serverVersionNum: 90_624 } })).toMatchObject([
    { severity: 'error' },
  ]);
});

test('is silent on other methods', () => {
  const indexes = [{ keys: ['title'] }, { keys: ['title'], method: 'gin' }];
  expect(proposalsOf(rule, { tables: [aTable('page', { columns, indexes })] })).toEqual([]);
});
