import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/duplicates-constraint.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', code: 'text' };

test.each([
  ['a primary key', aTable('t', { columns, primaryKey: ['id'], indexes: [{ name: 'twin', keys: ['id'] }] })],
  ['a unique constraint', aTable('T', { columns, unique: [['code']], indexes: [{ name: 'twin', keys: ['code'] }] })],
])('drops the twin of %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    {
      object: { table: table.name, name: 'twin' },
      fix: { kind: 'drop-index', index: 'twin', keep: table.indexes[0]!.name },
    },
  ]);
});

test('is silent on a partial index, another order, and twins without a constraint', () => {
  const tables = [
    aTable('a', { columns, primaryKey: ['id'], indexes: [{ keys: ['id'], predicate: '(code IS NULL)' }] }),
    aTable('b', { columns, primaryKey: ['id', 'code'], indexes: [{ keys: ['code', 'id'] }] }),
    aTable('c', {
      columns,
      indexes: [
        { name: 'one', keys: ['id'] },
        { name: 'two', keys: ['id'] },
      ],
    }),
  ];
  expect(proposalsOf(rule, { tables })).toEqual([]);
});
