import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/too-many-columns.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { a: 'integer', b: 'integer', c: 'integer', d: 'integer' };
const says = (indexes: NonNullable<TableSpec['indexes']>, maxColumns = 3) =>
  proposalsOf(rule, {
    tables: [aTable('t', { columns, indexes })],
    options: { [rule.id]: { maxColumns } },
  }).map(({ message }) => message);

test('counts the keys, and takes another limit', () => {
  expect(says([{ name: 'i', keys: ['a', 'b', 'c', 'd'] }])).toEqual(['i of t has 4 key columns']);
  expect(says([{ name: 'i', keys: ['a', 'b', 'c', 'd'] }], 4)).toEqual([]);
});

test('is silent on three keys, on included columns, and on unique indexes', () => {
  expect(says([{ keys: ['a', 'b', 'c'] }, { keys: ['a', 'b'], include: ['c', 'd'] }])).toEqual([]);
  expect(says([{ keys: ['a', 'b', 'c', 'd'], unique: true }])).toEqual([]);
});
