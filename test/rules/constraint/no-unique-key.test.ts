import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/no-unique-key.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: { type: 'bigint', notNull: true }, name: 'text' };

test.each([
  ['no index at all', {}],
  ['a unique index over a nullable column', { unique: [['name']] }],
  ['a partial unique index', { indexes: [{ keys: ['id'], unique: true, predicate: '(id > 0)' }] }],
  ['a unique index over an expression', { indexes: [{ keys: ['(abs(id))'], unique: true }] }],
  ['an invalid unique index', { indexes: [{ keys: ['id'], unique: true, valid: false }] }],
] as const)('fires where there is %s', (_, spec) => {
  expect(linesOf(rule, [aTable('Reading', { schema: 'second', columns, ...spec })])).toEqual(['error second.Reading']);
});

test.each([
  ['a primary key', { primaryKey: ['id'] }],
  ['a unique constraint', { unique: [['id']] }],
  ['a unique index that takes null once', { indexes: [{ keys: ['name'], unique: true, nullsNotDistinct: true }] }],
] as const)('is silent where there is %s', (_, spec) => {
  expect(linesOf(rule, [aTable('reading', { columns, ...spec })])).toEqual([]);
});

test('speaks softly of logs, and fires on a partitioned table without partitions', () => {
  const parts = aTable('parts', { columns, kind: 'partitioned-table', with: { partitionKey: 'RANGE (id)' } });
  expect(linesOf(rule, [aTable('event_log', { columns }), parts])).toEqual([
    'info public.event_log',
    'error public.parts',
  ]);
});
