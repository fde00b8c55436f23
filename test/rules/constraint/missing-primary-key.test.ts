import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/missing-primary-key.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: { type: 'bigint', notNull: true }, name: 'text' };

describe('fires', () => {
  test.each([
    ['an ordinary table', aTable('badges', { columns }), 'error public.badges'],
    ['a quoted name in a second schema', aTable('Badges', { schema: 'second', columns }), 'error second.Badges'],
    ['a unique constraint', aTable('badges', { columns, unique: [['id']] }), 'error public.badges'],
    ['an unlogged table', aTable('badges', { columns, with: { persistence: 'unlogged' } }), 'error public.badges'],
    ['a table that is only added to, more softly', aTable('audit_logs', { columns }), 'info public.audit_logs'],
  ] as const)('on %s', (_, table, line) => {
    expect(linesOf(rule, [table])).toEqual([line]);
  });

  test('on a partitioned table once, not on its partitions', () => {
    const parent = aTable('parts', { columns, kind: 'partitioned-table', with: { partitionKey: 'RANGE (id)' } });
    const partitionOf = { parent: { schema: 'public', name: 'parts' }, bound: 'DEFAULT' };
    expect(linesOf(rule, [parent, aTable('parts_1', { columns, with: { partitionOf } })])).toEqual([
      'error public.parts',
    ]);
  });

  test('on a child by inheritance whose parent has a key, which is not inherited', () => {
    const child = aTable('child', { columns, with: { inherits: [{ schema: 'public', name: 'parent' }] } });
    expect(linesOf(rule, [aTable('parent', { columns, primaryKey: ['id'] }), child])).toEqual(['error public.child']);
    expect(linesOf(rule, [aTable('parent', { columns }), child])).toEqual(['error public.parent']);
  });
});

describe('is silent', () => {
  test.each([
    ['a primary key', aTable('badges', { columns, primaryKey: ['id'] })],
    ['a framework', aTable('schema_migrations', { columns })],
    ['an extension', aTable('spatial', { columns, with: { extension: 'postgis' } })],
    ['another server', aTable('remote', { columns, kind: 'foreign-table' })],
    ['a session', aTable('mine', { columns, with: { persistence: 'temporary' } })],
    ['a chunk of TimescaleDB', aTable('_hyper_1_1', { schema: '_timescaledb_internal', columns })],
  ])('on a table of %s', (_, table) => {
    expect(linesOf(rule, [table])).toEqual([]);
  });

  test('where every partition has a key of its own', () => {
    const parent = aTable('parts', { columns, kind: 'partitioned-table', with: { partitionKey: 'RANGE (id)' } });
    const partitionOf = { parent: { schema: 'public', name: 'parts' }, bound: 'DEFAULT' };
    expect(linesOf(rule, [parent, aTable('parts_1', { columns, primaryKey: ['id'], with: { partitionOf } })])).toEqual(
      [],
    );
  });
});

describe('its fix', () => {
  const fixOf = (index: object) =>
    findingsOf(rule, [
      aTable('badges', { columns, indexes: [{ keys: ['id'], name: 'by_id', unique: true, ...index }] }),
    ])[0]?.fix;

  test('takes a unique index that may be one', () => {
    expect(fixOf({})).toEqual({
      kind: 'primary-key-from-index',
      relation: { schema: 'public', name: 'badges' },
      index: 'by_id',
      name: null,
    });
  });

  test.each([
    ['is partial', { predicate: '(id > 0)' }],
    ['is descending', { keys: ['id DESC'] }],
    ['backs a constraint', { constraint: 'by_id' }],
    ['may hold nulls', { keys: ['name'] }],
    ['is invalid', { valid: false }],
    ['is over an expression', { keys: ['(abs(id))'] }],
  ])('leaves one alone that %s', (_, index) => {
    expect(fixOf(index)).toBeUndefined();
  });
});
