import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/brin-candidate.ts';
import type { AnalyzedQuery } from '../../../src/lint/contract.ts';
import { aColumn, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { BUSY, COUNTED } from '../../support/in-use.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1_048_576;
const columns = (correlation: number, type = 'timestamp with time zone') => {
  const column = aColumn('at', { type, distinct: -1 });
  return { id: 'bigint', at: { type, statistics: { ...column.statistics!, correlation } } };
};
const says = (given: Partial<TableSpec> = {}, queries: readonly AnalyzedQuery[] = [], grows: object = {}) => {
  const table = aTable('t', {
    columns: columns(-0.99),
    rows: 1e7,
    indexes: [{ name: 'i', keys: ['at'], sizeBytes: 500 * MB }],
    ...given,
  });
  const relation = { ...table, sizeBytes: 4096 * MB, usage: { ...BUSY, inserted: 1e7, ...grows } };
  return proposalsOf(rule, { tables: [relation], queries, database: COUNTED }).map(({ message }) => message);
};

test('fires on a table in order, asked by range or without a workload', () => {
  expect(says()).toEqual(['t is in the order of at, so that a BRIN index could do the work of i']);
  expect(says({}, [aQuery({ on: 't', where: { range: ['at'] } })])).toHaveLength(1);
});

test('is silent on look-ups, updates, disorder, other types, and small indexes', () => {
  expect(says({}, [aQuery({ on: 't', where: { equality: ['at'] } })])).toEqual([]);
  expect(says({}, [], { updated: 1e6 })).toEqual([]);
  expect(says({ columns: columns(0.5) })).toEqual([]);
  expect(says({ columns: columns(1, 'bigint') })).toEqual([]);
  expect(says({ indexes: [{ keys: ['at'], sizeBytes: MB }] })).toEqual([]);
});
