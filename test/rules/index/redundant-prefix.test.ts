import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/redundant-prefix.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', a: 'integer', b: 'integer' };

test('names the shorter one, and leaves it to you to drop it', () => {
  const table = aTable('t', {
    columns,
    indexes: [
      { name: 'long', keys: ['a', 'b'] },
      { name: 'short', keys: ['a'] },
    ],
  });
  const [proposal, ...more] = proposalsOf(rule, { tables: [table] });
  expect(proposal).toMatchObject({ object: { name: 'short' }, message: 'long of t finds all that short finds' });
  expect([proposal?.fix, more]).toEqual([undefined, []]);
});

test('is silent on a unique shorter one, and on other orders', () => {
  const tables = [
    aTable('t', { columns, indexes: [{ keys: ['a', 'b'] }, { keys: ['a'], unique: true }] }),
    aTable('u', { columns, indexes: [{ keys: ['a', 'b'] }, { keys: ['b'] }] }),
    aTable('v', { columns, indexes: [{ keys: ['a', 'b'] }, { keys: ['a DESC', 'b'] }] }),
  ];
  expect(proposalsOf(rule, { tables })).toEqual([]);
});
