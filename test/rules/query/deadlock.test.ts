import { expect, test } from '@jest/globals';
import rule from '../../../rules/query/deadlock.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const account = aTable('Account', { schema: 'bank', columns: { id: 'bigint' } });
const twin = aTable('Account', { schema: 'old', columns: { id: 'bigint' } });
const update = aQuery({ schema: 'bank', on: 'Account', kind: 'update', role: 'target' });
const remove = aQuery({ schema: 'bank', on: 'Account', kind: 'delete', role: 'target' });
const other = aQuery({ on: 'page' });
const deadlock = { kind: 'deadlock' as const, count: 2 };

test('is one finding a table, with the statements that were aborted', () => {
  const log = {
    events: [
      { ...deadlock, subject: 'Account', in: 0 },
      { ...deadlock, in: 1 },
    ],
  };
  expect(proposalsOf(rule, { tables: [account, twin], queries: [update, remove], log })).toMatchObject([
    {
      object: { schema: 'bank', table: 'Account' },
      severity: 'error',
      message: '4 deadlocks on Account: the server aborted UPDATE and DELETE',
      fingerprints: [update.fingerprint, remove.fingerprint],
    },
  ]);
});

test('goes by the name of the table alone where it is the only one', () => {
  const log = { events: [{ ...deadlock, count: 1, subject: 'Account' }] };
  expect(proposalsOf(rule, { tables: [account], queries: [other], log })).toMatchObject([
    { message: '1 deadlock on Account' },
  ]);
  expect(proposalsOf(rule, { tables: [account, twin], queries: [other], log })).toEqual([]);
});

test('is silent without any', () => {
  expect(proposalsOf(rule, { tables: [account], queries: [update] })).toEqual([]);
});
