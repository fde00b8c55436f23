import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/btree-on-array.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', tags: 'text[]', name: 'text' };

test('fires on an array among the keys of a B-tree, under a domain too', () => {
  const tables = [
    aTable('a', { columns, indexes: [{ keys: ['name', 'tags'] }] }),
    aTable('b', { columns: { tags: { type: 'public.labels', baseType: 'integer[]' } }, indexes: [{ keys: ['tags'] }] }),
  ];
  expect(proposalsOf(rule, { tables })).toMatchObject([{ object: { table: 'a' } }, { object: { table: 'b' } }]);
});

test('is silent on GIN, unique indexes, included columns and expressions', () => {
  const indexes = [
    { keys: ['tags'], method: 'gin' },
    { keys: ['tags'], unique: true },
    { keys: ['name'], include: ['tags'] },
    { keys: ['(cardinality(tags))'] },
  ];
  expect(proposalsOf(rule, { tables: [aTable('a', { columns, indexes })] })).toEqual([]);
});
