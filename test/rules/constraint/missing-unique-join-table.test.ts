import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/missing-unique-join-table.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const join = (given: Partial<TableSpec> = {}, columns: TableSpec['columns'] = {}) =>
  aTable('Issue_label', {
    schema: 'second',
    columns: { id: 'bigint', issue_id: 'bigint', label_id: 'bigint', created_at: 'date', ...columns },
    primaryKey: ['id'],
    foreignKeys: { issue_id: 'issues', label_id: 'labels' },
    ...given,
  });

test('fires, and adds the constraint', () => {
  expect(linesOf(rule, [join()])).toEqual(['warning second.Issue_label(issue_id, label_id)']);
  expect(findingsOf(rule, [join()])[0]?.fix).toMatchObject({ kind: 'add-unique', columns: ['issue_id', 'label_id'] });
});

test.each<[string, Relation]>([
  ['a primary key over the pair', join({ primaryKey: ['label_id', 'issue_id'] })],
  ['a unique constraint', join({ unique: [['issue_id', 'label_id']] })],
  [
    'a unique index for some rows',
    join({ indexes: [{ keys: ['issue_id', 'label_id'], unique: true, predicate: '(deleted_at IS NULL)' }] }),
  ],
  ['attributes of its own', join({}, { quantity: 'integer' })],
  ['one foreign key', join({ foreignKeys: { issue_id: 'issues' } })],
])('is silent on %s', (_, table) => {
  expect(linesOf(rule, [table])).toEqual([]);
});

test('fires where the unique index is invalid, and has no fix where the partition key would have to be in it', () => {
  expect(
    linesOf(rule, [join({ indexes: [{ keys: ['issue_id', 'label_id'], unique: true, valid: false }] })]),
  ).toHaveLength(1);
  const parts = join({ kind: 'partitioned-table', with: { partitionKey: 'RANGE (created_at)' } });
  expect(findingsOf(rule, [parts]).map(({ fix }) => fix)).toEqual([undefined]);
});
