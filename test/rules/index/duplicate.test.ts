import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/duplicate.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

// The traps stand in redundancy.test.ts, over catalogs read from servers.
const columns = { id: 'bigint', a: 'integer', b: 'integer' };
const twins = [
  { name: 'first', keys: ['a'] },
  { name: 'second', keys: ['a'] },
];

test.each([
  ['a table', aTable('t', { columns, indexes: twins })],
  ['a quoted name', aTable('A "table"', { columns, indexes: twins })],
  ['a partitioned table', aTable('t', { columns, indexes: twins, kind: 'partitioned-table' })],
  ['a second schema', aTable('t', { schema: 'Second', columns, indexes: twins })],
])('drops the newer of two on %s, and keeps the other', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    {
      object: { schema: table.schema, table: table.name, columns: ['a'], name: 'second' },
      severity: 'warning',
      fix: { kind: 'drop-index', index: 'second', keep: 'first' },
    },
  ]);
});

test.each([
  ['different ones', aTable('t', { columns, indexes: [{ keys: ['a'] }, { keys: ['b'] }] })],
  ['an extension’s table', aTable('t', { columns, indexes: twins, with: { extension: 'postgis' } })],
  ['a temporary table', aTable('t', { columns, indexes: twins, with: { persistence: 'temporary' } })],
  ['a system schema', aTable('t', { schema: 'pg_catalog', columns, indexes: twins })],
  ['one that is being built', aTable('t', { columns, indexes: [twins[0]!, { ...twins[1]!, inBuild: true }] })],
])('is silent on %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toEqual([]);
});

test('tells once of the same duplicates on several partitions', () => {
  const parent = aTable('t', { columns, kind: 'partitioned-table' });
  const partition = (name: string) =>
    aTable(name, {
      columns,
      indexes: [
        { name: `${name}_1`, keys: ['a'] },
        { name: `${name}_2`, keys: ['a'] },
      ],
      with: { partitionOf: { parent: { schema: 'public', name: 't' }, bound: 'DEFAULT' } },
    });
  expect(proposalsOf(rule, { tables: [parent, partition('p'), partition('q')] })).toMatchObject([
    { object: { table: 't', columns: ['a'], name: null }, notes: ['On 2 partitions: p_2 and q_2'] },
  ]);
});
