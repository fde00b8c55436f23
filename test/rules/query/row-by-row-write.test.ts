import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/query/row-by-row-write.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const table = aTable('Reading', { schema: 'lab', columns: { id: 'bigint' } });
const write = (kind: 'insert' | 'update' | 'delete') => aQuery({ schema: 'lab', on: 'Reading', role: 'target', kind });

test.each(['insert', 'update', 'delete'] as const)('fires on a loop of %s', (kind) => {
  const log = { runs: [{ of: 0, occurrences: 2, executions: 90 }] };
  expect(proposalsOf(rule, { tables: [table], queries: [write(kind)], log })).toMatchObject([
    {
      object: { schema: 'lab', table: 'Reading' },
      message: `Reading is written row by row: 90 × ${kind.toUpperCase()} in 2 runs of one session`,
      notes: ['the longest run has 45 executions'],
    },
  ]);
});

describe('it is silent', () => {
  test.each([
    ['on short runs', [write('insert')], { runs: [{ of: 0, occurrences: 4, executions: 60 }] }],
    ['on reads', [aQuery({ schema: 'lab', on: 'Reading' })], { runs: [{ of: 0, occurrences: 2, executions: 90 }] }],
    ['without runs', [write('insert')], {}],
  ])('%s', (_, queries, log) => {
    expect(proposalsOf(rule, { tables: [table], queries, log })).toEqual([]);
  });
});
