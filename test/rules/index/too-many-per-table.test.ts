import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/too-many-per-table.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { a: 'integer', b: 'integer' };
const many = (count: number) => Array.from({ length: count }, (_, number) => ({ name: `i${number}`, keys: ['a'] }));

test('fires beyond fifteen, and not on fifteen', () => {
  const tables = [aTable('t', { columns, indexes: many(16) }), aTable('u', { columns, indexes: many(15) })];
  expect(proposalsOf(rule, { tables })).toMatchObject([{ severity: 'info', message: 't has 16 indexes' }]);
});

test('counts those of the partition with the most, once', () => {
  const partition = aTable('ev_1', {
    columns,
    indexes: many(17),
    with: { partitionOf: { parent: { schema: 'public', name: 'ev' }, bound: 'DEFAULT' } },
  });
  const tables = [aTable('ev', { kind: 'partitioned-table', columns, indexes: many(3) }), partition];
  expect(proposalsOf(rule, { tables })).toMatchObject([{ object: { table: 'ev' }, message: 'ev has 17 indexes' }]);
});
