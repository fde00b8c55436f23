import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/timestamp-not-last.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', at: 'timestamp with time zone', kind: 'text', seen: 'timestamp without time zone' };

test.each([
  ['first', ['at', 'kind']],
  ['in the middle', ['kind', 'seen', 'id']],
  ['before an expression', ['at', '(lower(kind))']],
])('fires on a timestamp %s', (_, keys) => {
  const table = aTable('event', { columns, indexes: [{ keys }] });
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([{ severity: 'info', object: { columns: keys } }]);
});

test('is silent on the last key, included columns, unique indexes, other methods, and the primary key as the last word', () => {
  const indexes = [
    { keys: ['kind', 'at'] },
    { keys: ['at'], include: ['kind'] },
    { keys: ['at', 'kind'], unique: true },
    { keys: ['at', 'kind'], method: 'brin' },
    { keys: ['at', 'id'] },
  ];
  expect(proposalsOf(rule, { tables: [aTable('event', { columns, primaryKey: ['id'], indexes })] })).toEqual([]);
});
