import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/connection/churn.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const connections = (count: number, hours = 1) => ({ kind: 'connection' as const, count, hours });
const sessions = (count: number, medianMs: number) => ({
  kind: 'session' as const,
  count,
  median: medianMs * 1000,
  total: count * medianMs * 1000,
});

test.each([
  ['many a second', [connections(36_000)], 'Clients connect anew all the time: 10 new connections a second'],
  ['short ones', [sessions(1_000, 4.2)], 'Clients connect anew all the time: half of 1,000 sessions ended within 5 ms'],
  [
    'both',
    [connections(36_000), sessions(36_000, 40)],
    'Clients connect anew all the time: 10 new connections a second, and half of 36,000 sessions ended within 40 ms',
  ],
])('fires on %s', (_, events, message) => {
  expect(proposalsOf(rule, { tables: [], queries: [aQuery({ on: 'page' })], log: { events } })).toMatchObject([
    { object: { schema: '', table: '', columns: [], name: null }, message },
  ]);
});

describe('it is silent', () => {
  test.each([
    ['on five a second', [connections(18_000)]],
    ['on a burst of a few seconds', [connections(500, 0.01)]],
    ['on a few short sessions', [sessions(999, 4)]],
    ['on long ones', [sessions(5_000, 60_000)]],
    ['without a log', []],
  ])('%s', (_, events) => {
    expect(proposalsOf(rule, { tables: [], queries: [aQuery({ on: 'page' })], log: { events } })).toEqual([]);
  });
});
