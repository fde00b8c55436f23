import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/null-heavy.ts';
import type { AnalyzedQuery } from '../../../src/lint/contract.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const says = (
  nullFraction: number,
  index: Partial<NonNullable<TableSpec['indexes']>[number]> = {},
  queries: readonly AnalyzedQuery[] = [],
) => {
  const columns = { id: 'bigint', a: { type: 'integer', distinct: 100, nullFraction } };
  const table = aTable('t', {
    columns,
    rows: 1e6,
    indexes: [{ name: 'i', keys: ['a'], sizeBytes: 8_388_608, ...index }],
  });
  return proposalsOf(rule, { tables: [table], queries }).map(({ message }) => message);
};

test('fires where half or more of the rows are null', () => {
  expect([says(0.5), says(0.49)]).toEqual([['50 % of the entries of i of t are null'], []]);
});

test('is silent on partial, composite, small and constraint indexes', () => {
  expect(says(0.9, { predicate: '(a IS NOT NULL)' })).toEqual([]);
  expect(says(0.9, { keys: ['a', 'id'] })).toEqual([]);
  expect(says(0.9, { sizeBytes: 8192 })).toEqual([]);
  expect(says(0.9, { constraint: 'i', unique: true })).toEqual([]);
});

test('is silent where the workload looks for the nulls', () => {
  const query = aQuery({ on: 't', where: { equality: ['a'] } });
  const [use] = query.shape.relations;
  const predicates = use!.predicates.map((predicate) => ({
    ...predicate,
    kind: 'null-test' as const,
    operator: 'IS NULL',
  }));
  expect(says(0.9, {}, [{ ...query, shape: { ...query.shape, relations: [{ ...use!, predicates }] } }])).toEqual([]);
});
