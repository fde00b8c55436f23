import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/never-analyzed.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const analysed = { id: { type: 'bigint', distinct: -1 } };
const table = (usage: object, given = {}, spec = {}) =>
  aTable('line', { columns, ...spec, with: { usage: aUsage(usage), ...given } });

test('fires on rows without statistics, with ANALYZE as its fix', () => {
  expect(findingsOf(rule, [table({ liveTuples: 5_000 })])).toMatchObject([
    { severity: 'warning', message: 'line with 5,000 rows was never analysed', fix: { up: ['ANALYZE public.line'] } },
  ]);
});

test('fires on a large file when the counters are gone', () => {
  expect(linesOf(rule, [table({}, { sizeBytes: 8192 * 1_000 })])).toEqual(['warning public.line']);
  expect(linesOf(rule, [table({}, { sizeBytes: 8192 * 999 })])).toEqual([]);
});

test.each([
  ['it was analysed', table({ liveTuples: 5_000, lastAutoanalyzeAt: '2025-12-01T00:00:00.000Z' })],
  ['it has statistics, whatever the counters say', table({ liveTuples: 5_000 }, {}, { columns: analysed })],
  ['it is small', table({ liveTuples: 999 })],
  ['it is empty', table({})],
  ['the role may not read it', table({ liveTuples: 5_000 }, { readable: false })],
])('is silent when %s', (_, one) => {
  expect(linesOf(rule, [one])).toEqual([]);
});

const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
const parent = (given = {}) =>
  aTable('whole', { columns, kind: 'partitioned-table', with: { usage: aUsage(), ...given } });
const part = (name: string, spec: object) => ({ ...table({ liveTuples: 5_000 }, { partitionOf }, spec), name });

test('flags a partitioned table that only autovacuum analysed', () => {
  const [finding, ...more] = findingsOf(rule, [parent(), part('a', { columns: analysed })]);
  expect(finding?.message).toBe('whole as a whole was never analysed, only its partitions');
  expect(more).toEqual([]);
  const done = parent({ usage: aUsage({ lastAnalyzeAt: '2025-12-01T00:00:00.000Z' }) });
  expect(findingsOf(rule, [done, part('a', { columns: analysed })])).toEqual([]);
});

test('names the partitions that were never analysed, once', () => {
  const found = findingsOf(rule, [parent(), part('a', { columns: analysed }), part('b', {}), part('c', {})]);
  expect(found.map(({ message }) => message)).toEqual(['b and c, of whole, with 10,000 rows were never analysed']);
});
