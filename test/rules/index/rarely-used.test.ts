import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/rarely-used.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const database = { statsResetAt: '2025-12-01T00:00:00.000Z' };
const MB = 1_048_576;
const usage = {
  sequentialScans: 100,
  sequentialTuplesRead: 0,
  indexScans: 9_900,
  inserted: 50_000,
  updated: 0,
  deleted: 0,
  hotUpdated: 0,
  liveTuples: 0,
  deadTuples: 0,
  modifiedSinceAnalyze: 0,
  lastAnalyzeAt: null,
  lastAutoanalyzeAt: null,
  lastVacuumAt: null,
  lastAutovacuumAt: null,
};
const columns = { id: 'bigint', a: 'integer' };
const says = (scans: number, sizeBytes = MB, inserted = 50_000, given: Partial<TableSpec> = {}) => {
  const index = { name: 'i', keys: ['a'], sizeBytes, usage: { scans, lastScanAt: null } };
  const table = aTable('t', { columns, indexes: [index], with: { usage: { ...usage, inserted } }, ...given });
  return proposalsOf(rule, { tables: [table], database }).map(({ message }) => message);
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
