import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/cache-hit-low.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { inUse } from '../../support/in-use.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const table = (name: string, heapBlocksHit: number, heapBlocksRead: number) =>
  aTable(name, {
    columns: { id: 'bigint' },
    with: { usage: aUsage({ sequentialScans: 1, heapBlocksHit, heapBlocksRead }) },
  });

test('fires below 95 % of a million blocks', () => {
  const [finding] = findingsOf(rule, inUse(table('page', 900_000, 100_000)));
  expect(finding?.message).toBe('90 % of the blocks of page were found in shared_buffers; 781 MB were read');
  expect(linesOf(rule, inUse(table('page', 950_000, 50_000)))).toEqual([]);
  expect(linesOf(rule, inUse(table('page', 0, 999_999)))).toEqual([]);
});

test('names the five that read most', () => {
  const tables = [1, 2, 3, 4, 5, 6, 7].map((size) => table(`t${size}`, 1_000_000, size * 1_000_000));
  expect(linesOf(rule, inUse(...tables))).toEqual(['t7', 't6', 't5', 't4', 't3'].map((name) => `info public.${name}`));
});
