import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/low-hot-updates.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { inUse } from '../../support/in-use.ts';
import { aUsage } from '../../support/object-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (usage: object, spec = {}) =>
  aTable('state', {
    columns: { id: 'bigint' },
    primaryKey: ['id'],
    ...spec,
    with: { usage: aUsage({ sequentialScans: 1, updated: 100_000, ...usage }) },
  });

test.each([
  ['9 % of those on the same page', { hotUpdated: 7_000, newPageUpdated: 20_000 }, ['info public.state']],
  ['10 % of them', { hotUpdated: 8_000, newPageUpdated: 20_000 }, []],
  ['few stay on their page', { hotUpdated: 0, newPageUpdated: 95_000 }, []],
  ['before 16, less than half', { hotUpdated: 49_999, newPageUpdated: null }, ['info public.state']],
  ['before 16, half', { hotUpdated: 50_000, newPageUpdated: null }, []],
  ['few updates', { updated: 9_999, hotUpdated: 0 }, []],
])('%s', (_, usage, expected) => {
  expect(linesOf(rule, inUse(table(usage)))).toEqual(expected);
});

test('is silent where no index is in the way', () => {
  const bare = aTable('state', {
    columns: { id: 'bigint' },
    with: { usage: aUsage({ sequentialScans: 1, updated: 100_000, newPageUpdated: 0 }) },
  });
  expect(linesOf(rule, inUse(bare))).toEqual([]);
});
