import { expect, test } from '@jest/globals';
import { defineRule } from '../../src/lint/contract.ts';
import { observe } from '../../src/lint/observed.ts';
import { rulePage } from '../../src/lint/rule-page.ts';
import { runRules } from '../../src/lint/run.ts';
import { countedDays } from '../../src/lint/usage-window.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { aUsage } from '../support/object-builder.ts';
import { buildContext } from '../../src/lint/context.ts';

const observed = {
  tables: { orders: { usage: { updated: 20_000 }, sizeBytes: 8192, statistics: { state: { distinct: 3 } } } },
  indexes: { orders_pkey: { usage: { scans: 5 } } },
  settings: { autovacuum: 'off' },
};

const rule = defineRule({
  id: 'table/example',
  severity: 'info',
  since: '0.1.0',
  needs: ['usage'],
  summary: '',
  consequence: '',
  action: '',
  bad: { schema: 'CREATE TABLE orders ();', observed },
  good: { schema: '' },
  options: {},
  check: () => [],
});

const used = aTable('orders', {
  columns: { id: 'bigint', state: 'text' },
  primaryKey: ['id'],
  rows: 100,
  with: { usage: aUsage({ sequentialScans: 1 }) },
});

function skipped(database: object, table = used): readonly string[] {
  const catalog = aCatalog(table);
  const context = buildContext({
    catalog: { ...catalog, takenAt: '2026-03-15T00:00:00.000Z', database: { ...catalog.database, ...database } },
    queries: [],
    indexCandidates: () => [],
    coveringIndex: () => undefined,
  });
  return runRules([rule], context).skipped.map(({ reason }) => reason);
}

test.each([
  ['since the last reset', { statsResetAt: '2026-03-01T00:00:00.000Z', startedAt: '2026-03-14T00:00:00.000Z' }],
  ['since the start when never reset', { startedAt: '2026-03-01T00:00:00.000Z' }],
])('a rule that needs usage runs after a week of counters, %s', (_, database) => {
  expect(skipped(database)).toEqual([]);
});

test.each([
  ['of an unknown age', {}, used, 'it is not known since when they count'],
  ['of an hour', { statsResetAt: '2026-03-14T23:00:00.000Z' }, used, 'they cover less than a day'],
  ['of a day', { startedAt: '2026-03-13T20:00:00.000Z' }, used, 'they cover 1 day'],
  [
    'of an idle server',
    { statsResetAt: '2026-03-01T00:00:00.000Z' },
    { ...used, usage: aUsage({ inserted: 9 }) },
    'nothing was counted',
  ],
  ['of empty tables', { statsResetAt: '2026-03-14T23:00:00.000Z' }, { ...used, sizeBytes: 0 }, 'the tables are empty'],
])('and is skipped on counters %s', (_, database, table, reason) => {
  expect(skipped(database, table)).toEqual([expect.stringContaining(reason)]);
});

test('an example says what a server would have observed', () => {
  const catalog = observe(aCatalog(used), observed);
  expect(countedDays(catalog)).toBe(30);
  expect(catalog.settings.autovacuum?.value).toBe('off');
  const [orders] = catalog.relations;
  expect(orders).toMatchObject({ sizeBytes: 8192, usage: { sequentialScans: 1, updated: 20_000 } });
  expect(orders!.columns.map(({ statistics }) => statistics?.distinct)).toEqual([undefined, 3]);
  expect(orders!.indexes[0]!.usage).toEqual({ scans: 5, lastScanAt: null });
});

test('and its page tells it, too', () => {
  expect(rulePage(rule)).toContain(`CREATE TABLE orders ();
-- orders: usage.updated 20000, sizeBytes 8192, statistics.state.distinct 3
-- orders_pkey: usage.scans 5
-- SET autovacuum = off
`);
});
