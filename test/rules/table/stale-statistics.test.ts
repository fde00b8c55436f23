import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/stale-statistics.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const lastAnalyzeAt = '2025-12-01T00:00:00.000Z';
const table = (modifiedSinceAnalyze: number, usage = {}, spec = {}) =>
  aTable('stock', {
    columns: { id: 'bigint' },
    rows: 10_000,
    ...spec,
    with: { usage: aUsage({ modifiedSinceAnalyze, lastAnalyzeAt, ...usage }) },
  });

test('fires above a fifth of the rows', () => {
  const [finding] = findingsOf(rule, [table(2_001)]);
  expect(finding).toMatchObject({
    severity: 'info',
    message: '2,001 changes (20 % of its rows) came to stock since it was last analysed',
    fix: { up: ['ANALYZE public.stock'], down: [] },
  });
  expect(linesOf(rule, [table(2_000)])).toEqual([]);
});

test('fires on a table that was empty when it was analysed', () => {
  expect(linesOf(rule, [table(5_000, {}, { rows: 0 })])).toEqual(['info public.stock']);
});

test.each([
  ['few rows changed', table(900, {}, { rows: 1_000 })],
  ['it was never analysed', table(9_000, { lastAnalyzeAt: null })],
])('is silent when %s', (_, one) => {
  expect(linesOf(rule, [one])).toEqual([]);
});

test('analyses the stale partitions alone', () => {
  const parent = aTable('whole', { columns: { id: 'bigint' }, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
  const part = (name: string, changes: number) => ({ ...table(changes), name, partitionOf });
  expect(findingsOf(rule, [parent, part('a', 9_000), part('b', 10)])).toMatchObject([
    { object: { table: 'whole' }, fix: { up: ['ANALYZE public.a'] } },
  ]);
});
