import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/invalid.ts';
import { aCatalog, aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', a: 'integer' };
const broken = { name: 'i', keys: ['a'], valid: false };

test.each([
  ['an index that a failed build left', aTable('t', { columns, indexes: [broken] })],
  ['a unique one, in a second schema', aTable('T t', { schema: 's', columns, indexes: [{ ...broken, unique: true }] })],
])('rebuilds %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
    {
      severity: 'error',
      object: { schema: table.schema, table: table.name, name: 'i' },
      fix: { kind: 'reindex', index: 'i' },
    },
  ]);
});

test('names a leftover of REINDEX for what it is', () => {
  const [proposal] = proposalsOf(rule, {
    tables: [aTable('t', { columns, indexes: [{ ...broken, name: 'i_ccnew1' }] })],
  });
  expect(proposal?.message).toBe('i_ccnew1 of t is what a REINDEX CONCURRENTLY that failed has left');
});

test.each([
  ['a valid one', aTable('t', { columns, indexes: [{ keys: ['a'] }] })],
  ['one that is being built', aTable('t', { columns, indexes: [{ ...broken, inBuild: true }] })],
  [
    'one that is not ready either, which index/not-ready tells',
    aTable('t', { columns, indexes: [{ ...broken, ready: false }] }),
  ],
  ['one that is being dropped', aTable('t', { columns, indexes: [{ ...broken, live: false }] })],
  ['a partitioned parent’s', aTable('t', { kind: 'partitioned-table', columns, indexes: [broken] })],
  ['an extension’s', aTable('t', { columns, indexes: [broken], with: { extension: 'postgis' } })],
])('is silent on %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toEqual([]);
});

test('tells of the index of a TOAST table on its table, and not of an extension’s', () => {
  const catalog = {
    ...aCatalog(aTable('T t', { schema: 's', columns }), aTable('e', { columns, with: { extension: 'postgis' } })),
    invalidToastIndexes: [
      { schema: 's', table: 'T t', name: 'pg_toast_7_index' },
      { schema: 's', table: 'T t', name: 'pg_toast_7_index_ccnew' },
      { schema: 'public', table: 'e', name: 'pg_toast_8_index' },
    ],
  };
  expect(linesOf(rule, catalog)).toEqual(['error s.T t pg_toast_7_index', 'error s.T t pg_toast_7_index_ccnew']);
  expect(findingsOf(rule, catalog).map(({ notes }) => notes)).toEqual([
    ['mend it on the server where it is: REINDEX INDEX CONCURRENTLY pg_toast.pg_toast_7_index'],
    ['mend it on the server where it is: DROP INDEX pg_toast.pg_toast_7_index_ccnew'],
  ]);
});
