import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/replica-identity-missing.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const publication = { name: 'all', publishesUpdates: true, publishesDeletes: false, viaPartitionRoot: false };
const table = (given: Partial<Relation>, spec: Partial<TableSpec> = {}) =>
  aTable('Metric', {
    schema: 'second',
    columns: { id: 'bigint' },
    ...spec,
    with: { publications: [publication], ...given },
  });

test.each<[string, Relation]>([
  ['without a key', table({})],
  ['with none on purpose', table({ replicaIdentity: 'nothing' }, { primaryKey: ['id'] })],
  ['whose index is gone', table({ replicaIdentity: 'index' }, { primaryKey: ['id'] })],
])('fires on a table %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual(['error second.Metric']);
});

test.each<[string, Relation]>([
  ['with a primary key', table({}, { primaryKey: ['id'] })],
  ['with the whole row as its identity', table({ replicaIdentity: 'full' })],
  [
    'with an index',
    table({ replicaIdentity: 'index' }, { indexes: [{ keys: ['id'], replicaIdentity: true, unique: true }] }),
  ],
  ['that sends inserts alone', table({ publications: [{ ...publication, publishesUpdates: false }] })],
  ['that is not published', table({ publications: [] })],
])('is silent on a table %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual([]);
});

test('asks the root where changes are sent as the root’s, and the partitions otherwise', () => {
  const partitionOf = { parent: { schema: 'second', name: 'Metric' }, bound: 'DEFAULT' };
  const tables = (viaPartitionRoot: boolean) => [
    table({ publications: [{ ...publication, viaPartitionRoot }] }, { kind: 'partitioned-table' }),
    aTable('metric_1', {
      schema: 'second',
      columns: { id: 'bigint' },
      with: { partitionOf, publications: [{ ...publication, viaPartitionRoot }] },
    }),
  ];
  expect([linesOf(rule, tables(true)), linesOf(rule, tables(false))]).toEqual([
    ['error second.Metric'],
    ['error second.metric_1'],
  ]);
});
