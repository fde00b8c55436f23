import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/missing-not-null.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const table = (spec: Partial<TableSpec>, column: object = {}) =>
  aTable('Visit', {
    schema: 'second',
    rows: 5000,
    columns: { page: { type: 'text', distinct: -1, ...column } },
    ...spec,
  });

test('fires where the sample holds no null, with the safe way as its fix', () => {
  expect(linesOf(rule, [table({})])).toEqual(['info second.Visit(page)']);
  expect(findingsOf(rule, [table({})])[0]?.fix).toEqual({
    kind: 'set-not-null',
    relation: { schema: 'second', name: 'Visit' },
    column: 'page',
  });
});

test.each<[string, Relation]>([
  ['there are nulls', table({}, { nullFraction: 0.01 })],
  ['there are few rows', table({ rows: 999 })],
  ['it is NOT NULL', table({}, { notNull: true })],
  [
    'a validated check says so',
    table({ with: { constraints: [aConstraint('c', ['page'], { definition: 'CHECK ((page IS NOT NULL))' })] } }),
  ],
])('is silent where %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual([]);
});

test.each(['deleted_at', 'paid_at', 'parent_id', 'expires_on'])('is silent on %s, which is filled later', (name) => {
  expect(linesOf(rule, [table({ columns: { [name]: { type: 'date', distinct: -1 } } })])).toEqual([]);
});

test('fires on created_at', () => {
  expect(linesOf(rule, [table({ columns: { created_at: { type: 'date', distinct: -1 } } })])).toHaveLength(1);
});

test.each<[string, object, readonly string[], number]>([
  ['is silent on what an INSERT leaves out', {}, ['id'], 0],
  ['fires where an INSERT leaves it to its default', { default: "'/'::text" }, ['id'], 1],
  ['fires where each INSERT gives it', {}, ['id', 'page'], 1],
])('%s', (_, column, columnsWritten, findings) => {
  const insert = aQuery({
    schema: 'second',
    on: 'Visit',
    kind: 'insert',
    role: 'target',
    writes: ['insert'],
    columnsWritten,
  });
  expect(proposalsOf(rule, { tables: [table({}, column)], queries: [insert] })).toHaveLength(findings);
});
