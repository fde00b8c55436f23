import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/default-partition-nonempty.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const parent = aTable('visit', { columns, kind: 'partitioned-table' });
const part = (name: string, bound: string, given = {}, spec = {}) =>
  aTable(name, {
    columns,
    ...spec,
    with: { partitionOf: { parent: { schema: 'public', name: 'visit' }, bound }, ...given },
  });
const rows = { usage: aUsage({ liveTuples: 4_000 }) };

test('fires on rows in the default partition, on the parent', () => {
  expect(findingsOf(rule, [parent, part('other', 'DEFAULT', rows)])).toMatchObject([
    { object: { table: 'visit' }, message: 'The default partition other of visit holds 4,000 rows' },
  ]);
});

test('takes the rows of the last ANALYZE where there was one', () => {
  const analysed = { columns: { id: { type: 'bigint', distinct: -1 } }, rows: 10 };
  expect(linesOf(rule, [parent, part('other', 'DEFAULT', {}, analysed)])).toEqual(['warning public.visit']);
});

test.each([
  ['it is empty', part('other', 'DEFAULT', { usage: aUsage() })],
  ['the rows are in another', part('eu', "FOR VALUES IN ('eu')", rows)],
])('is silent when %s', (_, one) => {
  expect(linesOf(rule, [parent, one])).toEqual([]);
});

test('finds the default partition of a partition', () => {
  const middle = part('middle', "FOR VALUES IN ('eu')", {}, { kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'middle' }, bound: 'DEFAULT' };
  const [finding] = findingsOf(rule, [parent, middle, part('low', '', { ...rows, partitionOf })]);
  expect(finding).toMatchObject({ object: { table: 'visit' }, message: expect.stringContaining('low of middle') });
});
