import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/autovacuum-lagging.ts';
import { aCatalog, aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const table = (usage: object, given = {}) =>
  aTable('basket', { columns, rows: 100_000, with: { usage: aUsage(usage), ...given } });
const settingsOf = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, unit: null, source: 'default' }] as const),
  );
const lines = (one: ReturnType<typeof table>, settings = {}) =>
  linesOf(rule, { ...aCatalog(one), settings: settingsOf(settings) });

test('fires from the threshold on', () => {
  expect(lines(table({ deadTuples: 20_050 }))).toEqual(['warning public.basket']);
  expect(lines(table({ deadTuples: 20_049 }))).toEqual([]);
});

test('takes options of the table before settings', () => {
  const own = { options: ['autovacuum_vacuum_scale_factor=0.01'] };
  expect(lines(table({ deadTuples: 1_100 }, own))).toEqual(['warning public.basket']);
  expect(lines(table({ deadTuples: 1_100 }), { autovacuum_vacuum_scale_factor: '0.01' })).toHaveLength(1);
  expect(lines(table({ deadTuples: 1_100 }, { options: ['autovacuum_vacuum_scale_factor=0.5'] }))).toEqual([]);
  expect(lines(table({ deadTuples: 5_000 }), { autovacuum_vacuum_max_threshold: '5000' })).toHaveLength(1);
});

test('counts inserted rows where the server does', () => {
  const inserted = table({ insertedSinceVacuum: 30_000 });
  expect(lines(inserted, { autovacuum_vacuum_insert_threshold: '1000' })).toEqual(['warning public.basket']);
  expect(lines(inserted, { autovacuum_vacuum_insert_threshold: '-1' })).toEqual([]);
  expect(lines(table({ insertedSinceVacuum: null }), { autovacuum_vacuum_insert_threshold: '1000' })).toEqual([]);
});

test.each([
  ['it was vacuumed within a day', table({ deadTuples: 50_000, lastAutovacuumAt: '2025-12-31T12:00:00.000Z' }), {}],
  ['it was vacuumed by hand', table({ deadTuples: 50_000, lastVacuumAt: '2025-12-31T12:00:00.000Z' }), {}],
  ['autovacuum is off', table({ deadTuples: 50_000 }), { autovacuum: 'off' }],
  ['it is off for the table', table({ deadTuples: 50_000 }, { options: ['autovacuum_enabled=false'] }), {}],
  ['nothing was counted', table({}, { usage: null }), {}],
])('is silent when %s', (_, one, settings) => {
  expect(lines(one, settings)).toEqual([]);
});

test('reports the worst partition on the parent', () => {
  const parent = aTable('whole', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
  const part = (name: string, deadTuples: number) => ({ ...table({ deadTuples }, { partitionOf }), name });
  expect(findingsOf(rule, [parent, part('a', 30_000), part('b', 90_000), part('c', 3)])).toMatchObject([
    {
      object: { table: 'whole' },
      message: '90,000 dead rows of b wait for autovacuum, which was due at 20,050',
      notes: ['The partitions concerned: b and a.'],
    },
  ]);
});
