import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/partition-premake-missing.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

// Catalogs by hand are taken on 2026-01-01.
const columns = { at: 'date' };
const parent = aTable('reading', { columns, kind: 'partitioned-table', with: { partitionKey: 'RANGE (at)' } });
const part = (bound: string, position: number) =>
  aTable(`reading_${position}`, {
    columns,
    with: { partitionOf: { parent: { schema: 'public', name: 'reading' }, bound } },
  });
const range = (from: string, to: string) => `FOR VALUES FROM ('${from}') TO ('${to}')`;
const tables = (...bounds: readonly string[]) => [parent, ...bounds.map(part)];
const AUTUMN = [
  range('2025-10-01', '2025-11-01'),
  range('2025-11-01 00:00:00+00', '2025-12-01 00:00:00+00'),
  range('2025-12-01 00:00:00', '2026-01-01 00:00:00'),
];
const JANUARY = range('2026-01-01', '2026-02-01');
const FEBRUARY = range('2026-02-01', '2026-03-01');

test('fires when the last partition ends within a partition’s length', () => {
  expect(findingsOf(rule, tables(...AUTUMN, JANUARY))).toMatchObject([
    { severity: 'error', message: 'The last partition of reading ends on 2026-02-01', object: { table: 'reading' } },
  ]);
});

test('fires when it has ended already', () => {
  const found = findingsOf(rule, tables(range('2025-09-01', '2025-10-01'), ...AUTUMN.slice(0, 2)));
  expect(found.map(({ message }) => message)).toEqual([
    'The last partition of reading ended on 2025-12-01: inserts fail',
  ]);
});

test.each([
  ['the next one is ready', [...AUTUMN, JANUARY, FEBRUARY]],
  ['there is a default partition', [...AUTUMN, 'DEFAULT']],
  ['the last one is open', [...AUTUMN, "FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)"]],
  ['there are two', AUTUMN.slice(1)],
  [
    'it ended long ago',
    [range('2020-01-01', '2020-02-01'), range('2020-02-01', '2020-03-01'), range('2020-03-01', '2020-04-01')],
  ],
  [
    'the key is a number',
    ["FOR VALUES FROM ('1') TO ('10')", 'FOR VALUES FROM (10) TO (20)', 'FOR VALUES FROM (20) TO (30)'],
  ],
  ['the key has two columns', AUTUMN.map((bound) => bound.replace("')", "', 1)"))],
  ['it is a list', ["FOR VALUES IN ('2025-12-01')", "FOR VALUES IN ('2026-01-01')", "FOR VALUES IN ('2026-01-02')"]],
])('is silent when %s', (_, bounds) => {
  expect(linesOf(rule, tables(...bounds))).toEqual([]);
});

test('looks as far ahead as it is told', () => {
  expect(linesOf(rule, tables(...AUTUMN, JANUARY, FEBRUARY), { ahead: 3 })).toEqual(['error public.reading']);
});
