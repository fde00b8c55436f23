import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/unused.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { inUse } from '../../support/in-use.ts';
import { aUsage } from '../../support/object-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const busy = aTable('busy', { columns, with: { usage: aUsage({ sequentialScans: 5 }) } });
const table = (name = 'customer_old', given = {}) =>
  aTable(name, { columns, primaryKey: ['id'], rows: 100_000, with: { usage: aUsage({ inserted: 100 }), ...given } });
const lines = (...tables: readonly ReturnType<typeof table>[]) => linesOf(rule, inUse(busy, ...tables));

test('fires on a table that nobody read, written or not', () => {
  expect(lines(table())).toEqual(['info public.customer_old']);
});

test.each([
  ['it was scanned', table('a', { usage: aUsage({ sequentialScans: 1 }) })],
  ['an index of it was', table('a', { usage: aUsage({ indexScans: 1 }) })],
  ['it is small', table('a', { totalBytes: 8192 })],
  ['it is a log', table('login_audits')],
  ['nobody knows', table('a', { usage: null })],
  ['it is of an extension', table('a', { extension: 'postgis' })],
])('is silent when %s', (_, one) => {
  expect(lines(one)).toEqual([]);
});

test('waits for two weeks of counters', () => {
  const catalog = inUse(busy, table());
  const statsResetAt = new Date(Date.parse(catalog.takenAt) - 13 * 86_400_000).toISOString();
  expect(linesOf(rule, { ...catalog, database: { ...catalog.database, statsResetAt } })).toEqual([]);
});

test('withdraws what a standby may read', () => {
  const catalog = inUse(busy, table());
  expect(linesOf(rule, { ...catalog, database: { ...catalog.database, walSenders: 1 } })).toEqual([
    'silent public.customer_old',
  ]);
});

test('one partition that is read keeps its parent', () => {
  const parent = aTable('whole', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
  const part = (name: string, scans: number) => table(name, { partitionOf, usage: aUsage({ sequentialScans: scans }) });
  expect(lines(parent, part('a', 0), part('b', 1))).toEqual([]);
  expect(lines(parent, part('a', 0), part('b', 0))).toEqual(['info public.whole']);
});
