import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/rarely-used.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { BUSY, COUNTED } from '../../support/in-use.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1_048_576;
const columns = { id: 'bigint', a: 'integer' };
const says = (scans: number, sizeBytes = MB, inserted = 50_000, given: Partial<TableSpec> = {}) => {
  const index = { name: 'i', keys: ['a'], sizeBytes, usage: { scans, lastScanAt: null } };
  const table = aTable('t', { columns, indexes: [index], with: { usage: { ...BUSY, inserted } }, ...given });
  return proposalsOf(rule, { tables: [table], database: COUNTED }).map(({ message }) => message);
};

test('fires on few scans beside many writes, and on a large one with few of the scans', () => {
  expect(says(20)).toEqual(['i of t was used 20 times, and its table written 50000 times']);
  expect(says(400, 200 * MB, 10)).toHaveLength(1);
});

test('is silent on one that earns its keep, that is small, never used, or serves a foreign key', () => {
  expect(says(5_000)).toEqual([]);
  expect(says(400, MB, 10)).toEqual([]);
  expect(says(0)).toEqual([]);
  expect(says(20, MB, 50_000, { foreignKeys: { a: 'other' } })).toEqual([]);
});
