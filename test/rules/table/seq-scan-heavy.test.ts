import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/seq-scan-heavy.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { inUse } from '../../support/in-use.ts';
import { aUsage } from '../../support/object-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const table = (usage = {}, rows = 100_000, spec = {}) =>
  aTable('ticket', {
    columns,
    rows,
    ...spec,
    with: { usage: aUsage({ sequentialScans: 1_000, sequentialTuplesRead: 100_000_000, ...usage }) },
  });

test('fires on a large table that is read whole', () => {
  expect(linesOf(rule, inUse(table()))).toEqual(['warning public.ticket']);
});

test.each([
  ['the table is small', table({}, 9_999)],
  ['few scans were counted', table({ sequentialScans: 99 })],
  ['they are a few a day', table({ sequentialScans: 140, sequentialTuplesRead: 14_000_000 })],
  ['each stops early', table({ sequentialTuplesRead: 1_000_000 })],
  ['nearly all scans use an index', table({ indexScans: 20_000 })],
  ['it was never analysed', table({}, -1)],
])('is silent when %s', (_, one) => {
  expect(linesOf(rule, inUse(one))).toEqual([]);
});

test('says nothing on counters of an hour', () => {
  const fresh = inUse(table());
  expect(() => linesOf(rule, { ...fresh, takenAt: fresh.database.statsResetAt! })).toThrow(
    'they cover less than a day',
  );
});

test('adds partitions up on their parent', () => {
  const parent = aTable('ticket', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'ticket' }, bound: 'DEFAULT' };
  const part = (name: string) => ({ ...table(), name, partitionOf });
  expect(linesOf(rule, inUse(parent, part('a'), part('b')))).toEqual(['warning public.ticket']);
});
