import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/boolean-column.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', done: 'boolean', queue: 'text' };

test('fires on a boolean among the keys, first or last', () => {
  const indexes = [{ keys: ['done'] }, { keys: ['queue', 'done'] }];
  expect(proposalsOf(rule, { tables: [aTable('job', { columns, indexes })] })).toMatchObject([
    { severity: 'info', object: { columns: ['done'] }, unlessUsed: true },
    { object: { columns: ['queue', 'done'] } },
  ]);
});

test('is silent on unique indexes, included columns, predicates, and invalid ones', () => {
  const indexes = [
    { keys: ['done', 'queue'], unique: true },
    { keys: ['queue'], include: ['done'] },
    { keys: ['queue'], predicate: 'done' },
    { keys: ['done'], valid: false },
  ];
  expect(proposalsOf(rule, { tables: [aTable('job', { columns, indexes })] })).toEqual([]);
});

test('tells of a partitioned table’s once', () => {
  const parent = aTable('job', { kind: 'partitioned-table', columns, indexes: [{ name: 'i', keys: ['done'] }] });
  const partition = aTable('job_1', {
    columns,
    indexes: [{ keys: ['done'], partitionOf: { schema: 'public', name: 'i' } }],
    with: { partitionOf: { parent: { schema: 'public', name: 'job' }, bound: 'DEFAULT' } },
  });
  expect(proposalsOf(rule, { tables: [parent, partition] })).toMatchObject([{ object: { table: 'job', name: 'i' } }]);
});
