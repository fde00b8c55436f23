import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/index/missing-composite.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import type { QuerySpec } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', user_hash: 'uuid', channel_id: 'bigint', created_at: 'timestamp with time zone' };

function propose(query: Partial<QuerySpec>, given: Partial<TableSpec> = {}, name = 'core_message') {
  const table = aTable(name, { columns, primaryKey: ['id'], rows: 1e6, ...given });
  return proposalsOf(rule, {
    tables: [table],
    queries: [aQuery({ on: name, schema: table.schema, fingerprint: 'f1', ...query })],
  });
}

describe('proposes', () => {
  test.each<[string, Partial<QuerySpec>, string]>([
    [
      'an equality with a range',
      { where: { equality: ['user_hash'], range: ['created_at'] } },
      'No index serves the equality on user_hash with the range on created_at',
    ],
    ['one column', { where: { equality: ['user_hash'] } }, 'No index serves the equality on user_hash'],
    ['a list of values', { where: { in: ['channel_id'] } }, 'No index serves the list of values of channel_id'],
    [
      'the first rows in order',
      { where: { equality: ['channel_id'] }, orderBy: ['created_at'], limit: 20 },
      'No index serves the equality on channel_id with the order of created_at',
    ],
    [
      'a join',
      {
        where: { range: ['created_at'] },
        joins: [
          {
            column: 'channel_id',
            expression: null,
            operator: '=',
            other: 1,
            otherKey: { column: 'id', expression: null },
          },
        ],
      },
      'No index serves the range on created_at with the join on channel_id',
    ],
    [
      'a DELETE that looks for its rows',
      { kind: 'delete', role: 'target', where: { range: ['created_at'] } },
      'No index serves the range on created_at',
    ],
  ])('for %s', (_, query, message) => {
    expect(propose(query)).toMatchObject([{ message, severity: 'warning', fingerprints: ['f1'] }]);
  });

  test('the candidates that no index covers, and names the columns of the best', () => {
    const [proposal] = propose({ where: { equality: ['user_hash'], range: ['created_at'] } });
    expect(proposal?.object).toEqual({
      schema: 'public',
      table: 'core_message',
      columns: ['user_hash', 'created_at'],
      name: null,
    });
    expect(proposal?.indexes).toHaveLength(1);
  });

  test('and tells which index serves a part', () => {
    const [proposal] = propose(
      { where: { equality: ['user_hash'], range: ['created_at'] } },
      {
        indexes: [
          { keys: ['user_hash'], name: 'by_user' },
          { keys: ['user_hash'], name: 'broken', valid: false },
        ],
      },
    );
    expect(proposal?.notes).toEqual(['by_user serves user_hash alone']);
  });

  test('on a partitioned table, in a second schema, and under names that must be quoted', () => {
    const query = { where: { equality: ['user_hash'] } } as const;
    expect(propose(query, { kind: 'partitioned-table' })).toHaveLength(1);
    expect(propose(query, { kind: 'materialized-view' })).toHaveLength(1);
    expect(propose(query, { schema: 'Second One' }, 'Core Message')[0]?.object).toMatchObject({
      schema: 'Second One',
      table: 'Core Message',
    });
  });
});

describe('says nothing', () => {
  test('where an index covers', () => {
    expect(
      propose(
        { where: { equality: ['user_hash'], range: ['created_at'] } },
        { indexes: [{ keys: ['user_hash', 'created_at'] }] },
      ),
    ).toEqual([]);
  });

  test('of predicates that no index serves', () => {
    expect(propose({ where: { inequality: ['user_hash'], other: ['channel_id'] } })).toEqual([]);
  });

  test.each<[string, Partial<TableSpec>]>([
    ['foreign tables', { kind: 'foreign-table' }],
    ['views', { kind: 'view' }],
    ['temporary tables', { with: { persistence: 'temporary' } }],
    ['tables of extensions', { with: { extension: 'timescaledb' } }],
  ])('of %s', (_, given) => {
    expect(propose({ where: { equality: ['user_hash'] } }, given)).toEqual([]);
  });

  test('of a table that the catalog does not hold', () => {
    expect(proposalsOf(rule, { tables: [], queries: [aQuery({ on: 'gone', where: { equality: ['a'] } })] })).toEqual(
      [],
    );
  });
});
