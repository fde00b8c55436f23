import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/inheritance.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const inherits = [{ schema: 'public', name: 'vehicle' }];
const parent = aTable('vehicle', { columns });
const child = (name: string, given = {}) => aTable(name, { columns, with: { inherits, ...given } });

test('fires once, on the parent, and names its children', () => {
  const found = findingsOf(rule, [parent, child('car'), child('truck')]);
  expect(found.map(({ message }) => message)).toEqual(['car and truck inherit from vehicle']);
});

test('is silent on partitions', () => {
  const partitionOf = { parent: { schema: 'public', name: 'vehicle' }, bound: 'DEFAULT' };
  expect(
    linesOf(rule, [{ ...parent, kind: 'partitioned-table' }, aTable('p', { columns, with: { partitionOf } })]),
  ).toEqual([]);
});

test('is silent on chunks of TimescaleDB and on members of extensions', () => {
  const chunk = aTable('_hyper_1', { schema: '_timescaledb_internal', columns, with: { inherits } });
  expect(linesOf(rule, [parent, chunk, child('member', { extension: 'x' })])).toEqual([]);
});
