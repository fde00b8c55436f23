import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/query/unindexed-aggregate-filter.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import type { QuerySpec } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', sentiment: 'text', stress_score: 'real', created_at: 'timestamp with time zone' };

function propose(query: Partial<QuerySpec> = {}, given: Partial<TableSpec> = {}, options = {}) {
  const table = aTable('core_messageanalysis', { columns, primaryKey: ['id'], rows: 1e6, ...given });
  return proposalsOf(rule, {
    tables: [table],
    queries: [
      aQuery({
        on: table.name,
        schema: table.schema,
        aggregated: true,
        where: { equality: ['sentiment'], range: ['created_at'] },
        ...query,
      }),
    ],
    options: { [rule.id]: options },
  });
}

describe('proposes an index', () => {
  test('for an aggregate whose filter no index starts with', () => {
    expect(propose()).toMatchObject([
      {
        message:
          'An aggregate reads all of core_messageanalysis to filter it by sentiment and created_at: no index starts with any of them',
        object: { table: 'core_messageanalysis', columns: ['sentiment', 'created_at'] },
        severity: 'warning',
      },
    ]);
  });

  test('where the only index is partial, invalid, or starts with another column', () => {
    const indexes = [
      { keys: ['created_at'], predicate: "(sentiment = 'negative'::text)" },
      { keys: ['sentiment'], valid: false },
      { keys: ['stress_score', 'created_at'] },
    ];
    expect(propose({}, { indexes })).toHaveLength(1);
  });

  test('in a second schema, and on a partitioned table by the rows of its partitions', () => {
    expect(propose({}, { schema: 'Second' })[0]?.object.schema).toBe('Second');
    const parent = aTable('event', { columns, kind: 'partitioned-table' });
    const leaves = ['event_1', 'event_2'].map((name) =>
      aTable(name, {
        columns,
        rows: 6_000,
        with: { partitionOf: { parent: { schema: 'public', name: 'event' }, bound: '' } },
      }),
    );
    const queries = [aQuery({ on: 'event', aggregated: true, where: { range: ['created_at'] } })];
    expect(proposalsOf(rule, { tables: [parent, ...leaves], queries })).toHaveLength(1);
    expect(proposalsOf(rule, { tables: [parent, leaves[0]!], queries })).toEqual([]);
  });
});

describe('says nothing', () => {
  test('of a query that does not aggregate, or has no filter that an index could serve', () => {
    expect(propose({ aggregated: false })).toEqual([]);
    expect(propose({ where: {} })).toEqual([]);
    expect(propose({ where: { inequality: ['sentiment'] } })).toEqual([]);
  });

  test('where an index starts with a column of the filter: that is index/missing-composite’s', () => {
    expect(propose({}, { indexes: [{ keys: ['created_at'] }] })).toEqual([]);
  });

  test('of a table that is small, or was never analysed', () => {
    expect(propose({}, { rows: 9_999 })).toEqual([]);
    expect(propose({}, { rows: -1 })).toEqual([]);
    expect(propose({}, { rows: 9_999 }, { minRows: 1_000 })).toHaveLength(1);
  });

  test('of a query that ran a few times', () => {
    expect(propose({ calls: 9 })).toEqual([]);
    expect(propose({ calls: 9 }, {}, { minCalls: 1 })).toHaveLength(1);
  });
});
