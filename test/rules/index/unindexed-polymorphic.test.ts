import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/unindexed-polymorphic.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', owner_type: 'text', owner_id: 'bigint' };

test.each([
  ['no index', aTable('t', { columns })],
  ['an index on the type alone', aTable('t', { columns, indexes: [{ keys: ['owner_type'] }] })],
  ['an index with a gap', aTable('t', { columns, indexes: [{ keys: ['owner_type', 'id', 'owner_id'] }] })],
  ['a partial index', aTable('t', { columns, indexes: [{ keys: ['owner_type', 'owner_id'], predicate: '(id > 1)' }] })],
  ['an invalid index', aTable('t', { columns, indexes: [{ keys: ['owner_type', 'owner_id'], valid: false }] })],
  ['a length on the type', aTable('t', { columns: { ...columns, owner_type: 'character varying(50)' } })],
])('proposes an index over both where there is %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    {
      object: { columns: ['owner_type', 'owner_id'] },
      fix: { kind: 'create-index', index: { keys: [{ column: 'owner_type' }, { column: 'owner_id' }] } },
    },
  ]);
});

test.each([
  ['an index over both', aTable('t', { columns, indexes: [{ keys: ['owner_type', 'owner_id'] }] })],
  ['one the other way round', aTable('t', { columns, indexes: [{ keys: ['owner_id', 'owner_type', 'id'] }] })],
  ['one on the id', aTable('t', { columns, indexes: [{ keys: ['owner_id'] }] })],
  ['a foreign key', aTable('t', { columns, foreignKeys: { owner_id: 'owner' } })],
  ['an enum for a type', aTable('t', { columns: { ...columns, owner_type: 'public.kind' } })],
  ['the type’s own key', aTable('t', { columns: { ...columns, owner_type_id: 'bigint' } })],
  ['a table of such things', aTable('house_owners', { columns })],
  ['no id', aTable('t', { columns: { id: 'bigint', owner_type: 'text' } })],
])('is silent where there is %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toEqual([]);
});
