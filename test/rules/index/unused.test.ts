import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/unused.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { BUSY, COUNTED } from '../../support/in-use.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1_048_576;
const columns = { id: 'bigint', a: 'integer', b: 'integer' };
const counted = (scans: number, given = {}) => ({
  name: 'i',
  keys: ['a'],
  sizeBytes: 8 * MB,
  usage: { scans, lastScanAt: null },
  ...given,
});
const table = (index = counted(0), given: Partial<TableSpec> = {}) =>
  aTable('t', { columns, primaryKey: ['id'], indexes: [index], with: { usage: BUSY }, ...given });
const says = (relation = table(), given = {}) =>
  proposalsOf(rule, { tables: [relation], database: { ...COUNTED, ...given } }).map(
    ({ message, silence }) => silence ?? message,
  );

test('fires on an index without scans', () => {
  expect(says()).toEqual(['No query has used i of t in 31 days']);
});

test.each([
  ['one that was used', table(counted(1))],
  ['a unique one', table(counted(0, { unique: true }))],
  ['a clustered one', table(counted(0, { clustered: true }))],
  ['a small one', table(counted(0, { sizeBytes: 8192 }))],
  ['one that serves a foreign key', table(counted(0), { foreignKeys: { a: 'other' } })],
  ['one that serves a foreign key in part', table(counted(0, { method: 'brin' }), { foreignKeys: { a: 'other' } })],
  ['an invalid one', table(counted(0, { valid: false }))],
  ['one of a table that nobody writes', table(counted(0), { with: { usage: { ...BUSY, inserted: 0 } } })],
  ['one whose counters cannot be seen', table(counted(0, { usage: null }))],
])('is silent on %s', (_, relation) => {
  expect(says(relation)).toEqual([]);
});

test('cannot know where the counters are young, or not all of them', () => {
  expect(says(table(), { statsResetAt: '2025-12-22T00:00:00.000Z' })).toEqual([
    'the usage counters cover less than 14 days',
  ]);
  expect(says(table(), { walSenders: 1 })).toEqual([
    'other servers stream from this one: what they read is counted there',
  ]);
  expect(says(table(), { inRecovery: true })).toEqual([
    'this server is a standby: what the primary reads is counted there',
  ]);
});

test('says nothing at all on a fresh server', () => {
  expect(says(table(), { statsResetAt: null, startedAt: '2025-12-31T00:00:00.000Z' })).toEqual([]);
});

test('adds up the scans of the partitions', () => {
  const parent = aTable('ev', {
    kind: 'partitioned-table',
    columns,
    indexes: [{ name: 'i', keys: ['a'], usage: { scans: 0, lastScanAt: null } }],
  });
  const partition = (name: string, scans: number) =>
    aTable(name, {
      columns,
      indexes: [counted(scans, { name: `${name}_i`, partitionOf: { schema: 'public', name: 'i' } })],
      with: { usage: BUSY, partitionOf: { parent: { schema: 'public', name: 'ev' }, bound: 'DEFAULT' } },
    });
  const of = (scans: number) =>
    proposalsOf(rule, { tables: [parent, partition('p', 0), partition('q', scans)], database: COUNTED }).map(
      ({ object }) => object.table,
    );
  expect([of(0), of(5)]).toEqual([['ev'], []]);
});
