import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/bloat.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const GB = 1_073_741_824;
const says = (sizeBytes: number, given: Partial<TableSpec> = {}) => {
  const columns = { id: { type: 'bigint', distinct: -1 }, a: { type: 'integer', distinct: 1000 } };
  const table = aTable('t', {
    columns,
    rows: 1e6,
    indexes: [{ name: 'i', keys: ['a'], sizeBytes, pages: sizeBytes / 8192 }],
    ...given,
  });
  return proposalsOf(rule, { tables: [table] });
};

test('rebuilds an index that is far larger than its rows need', () => {
  expect(says(GB)).toMatchObject([
    { severity: 'info', object: { table: 't', name: 'i' }, fix: { kind: 'reindex', index: 'i' } },
  ]);
});

test('is silent on one of the size that it needs, on little waste, and where statistics are missing', () => {
  expect(says(10_000_000)).toEqual([]);
  expect(says(90_000_000)).toEqual([]);
  expect(says(GB, { columns: { id: { type: 'bigint', distinct: -1 }, a: 'integer' } })).toEqual([]);
  expect(says(GB, { rows: -1 })).toEqual([]);
});
