import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/query/sort-spill.ts';
import type { ObservedEvents } from '../../../src/lint/contract.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1024 * 1024;
const table = aTable('Event', { schema: 'log', columns: { id: 'bigint', payload: 'text' } });
const query = aQuery({ schema: 'log', on: 'Event', orderBy: ['payload'] });
const files = (rest: Partial<ObservedEvents> = {}) => ({
  events: [{ kind: 'temporary-file' as const, in: 0, count: 40, total: 900 * MB, largest: 30 * MB, ...rest }],
});

test('names the table and what it is sorted by, and how much it was', () => {
  const catalog = { settings: { work_mem: { value: '4096', unit: 'kB', source: 'configuration file' } } };
  expect(proposalsOf(rule, { tables: [table], queries: [query], log: files(), catalog })).toMatchObject([
    {
      object: { schema: 'log', table: 'Event', columns: ['payload'], variant: query.fingerprint },
      message: 'A query on Event wrote 40 temporary files, the largest of 30 MB',
      notes: ['900 MB in all', 'work_mem is 4 MB here'],
      fingerprints: [query.fingerprint],
    },
  ]);
});

test('tells two queries on one table apart', () => {
  const two = [query, aQuery({ schema: 'log', on: 'Event', orderBy: ['payload'] })];
  const log = { events: [...files().events, ...files({ in: 1 }).events] };
  expect(proposalsOf(rule, { tables: [table], queries: two, log })).toHaveLength(2);
});

describe('it is silent', () => {
  test.each([
    ['on small files', files({ largest: 2 * MB })],
    ['on a few in many hours', files({ hours: 20 })],
    ['on those of no known query', files({ in: 7 })],
    ['without any', {}],
  ])('%s', (_, log) => {
    expect(proposalsOf(rule, { tables: [table], queries: [query], log })).toEqual([]);
  });
});
