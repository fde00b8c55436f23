import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/partition-incomplete.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', a: 'integer' };
const parent = (valid: boolean) =>
  aTable('ev', { kind: 'partitioned-table', columns, indexes: [{ name: 'ev_a', keys: ['a'], valid }] });
const partition = (name: string, attached: boolean, given = {}) =>
  aTable(name, {
    columns,
    indexes: attached ? [{ keys: ['a'], partitionOf: { schema: 'public', name: 'ev_a' } }] : [],
    with: { partitionOf: { parent: { schema: 'public', name: 'ev' }, bound: 'DEFAULT' }, ...given },
  });

test('names the partitions without an attached index, once', () => {
  const tables = [parent(false), partition('ev_1', true), partition('ev_2', false), partition('ev_3', false)];
  expect(proposalsOf(rule, { tables })).toMatchObject([
    {
      severity: 'error',
      object: { table: 'ev', name: 'ev_a' },
      message: 'ev_a of ev is invalid: 2 partitions are without an attached one',
      notes: ['Missing on ev_2 and ev_3'],
    },
  ]);
});

test('builds what every partition has but one', () => {
  const single = aTable('x', { columns, indexes: [{ keys: ['a'] }] });
  const own = (name: string, has: boolean) => ({ ...partition(name, false), indexes: has ? single.indexes : [] });
  const top = aTable('ev', { kind: 'partitioned-table', columns });
  const tables = [top, own('ev_1', true), own('ev_2', true), own('ev_3', false)];
  expect(proposalsOf(rule, { tables })).toMatchObject([
    { object: { table: 'ev', columns: ['a'] }, fix: { kind: 'create-index', index: { relation: { name: 'ev_3' } } } },
  ]);
  // Two without are a choice, not an accident.
  expect(proposalsOf(rule, { tables: [top, own('ev_1', true), own('ev_2', false), own('ev_3', false)] })).toEqual([]);
});

test('is silent on a valid one, and on partitions that are foreign or being detached', () => {
  const tables = [
    parent(false),
    partition('ev_1', true),
    { ...partition('ev_2', false), kind: 'foreign-table' as const },
    partition('ev_3', false, {
      partitionOf: { parent: { schema: 'public', name: 'ev' }, bound: '', detachPending: true },
    }),
  ];
  expect(proposalsOf(rule, { tables })).toEqual([]);
  expect(proposalsOf(rule, { tables: [parent(true), partition('ev_1', true)] })).toEqual([]);
});
