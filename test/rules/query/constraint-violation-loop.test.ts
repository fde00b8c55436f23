import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/query/constraint-violation-loop.ts';
import type { ObservedEvents } from '../../../src/lint/contract.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const table = aTable('subscriber', {
  columns: { id: 'bigint', email: 'text' },
  primaryKey: ['id'],
  unique: [['email']],
});
const look = aQuery({ on: 'subscriber', where: { equality: ['email'] } });
const insert = aQuery({ on: 'subscriber', role: 'target', kind: 'insert' });
const failed = (rest: Partial<ObservedEvents> = {}) => ({
  events: [{ kind: 'unique-violation' as const, subject: 'subscriber_email_key', in: 1, count: 30, ...rest }],
});

test('says that a row is looked up first, where it is', () => {
  expect(
    proposalsOf(rule, { tables: [table], queries: [look, insert], log: failed({ after: 0, hours: 3 }) }),
  ).toMatchObject([
    {
      object: { schema: 'public', table: 'subscriber', columns: ['email'], name: 'subscriber_email_key' },
      message:
        '30 statements failed on the unique email of subscriber: their rows are looked up and then inserted, and another session was faster',
      notes: ['10 an hour'],
      fingerprints: [insert.fingerprint, look.fingerprint],
    },
  ]);
});

const before = (at: number, count: number) => ({ ...failed({ after: at, count }).events[0]! });
const count = aQuery({ on: 'subscriber' });
test.each([
  ['before few of them', look, [before(0, 9), { ...before(0, 10), after: undefined }]],
  ['by no column of the constraint', count, [before(0, 20)]],
])('does not say so of a query %s', (_, reader, events) => {
  const [proposal] = proposalsOf(rule, {
    tables: [table],
    queries: [reader, insert],
    log: { events: events as never },
  });
  expect(proposal).toMatchObject({
    message: expect.stringContaining('their rows are there already'),
    fingerprints: expect.not.arrayContaining([reader.fingerprint]),
  });
});

test('adds up what several statements failed with', () => {
  const log = { events: [...failed({ count: 6 }).events, ...failed({ count: 5, in: 0 }).events] };
  const [proposal] = proposalsOf(rule, { tables: [table], queries: [look, insert], log });
  expect(proposal?.message).toBe(
    '11 statements failed on the unique email of subscriber: their rows are there already',
  );
});

describe('it is silent', () => {
  const twin = aTable('subscriber', { schema: 'old', columns: { email: 'text' }, unique: [['email']] });
  test.each([
    ['on a few', [table], failed({ count: 9 })],
    ['on a constraint that is not there', [table], failed({ subject: 'gone_key' })],
    ['on one that two schemas have', [table, twin], failed()],
    ['without any', [table], {}],
  ])('%s', (_, tables, log) => {
    expect(proposalsOf(rule, { tables, queries: [look, insert], log })).toEqual([]);
  });
});
