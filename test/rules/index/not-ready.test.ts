import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/not-ready.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', a: 'integer' };

test('drops what DROP INDEX CONCURRENTLY left', () => {
  const table = aTable('t', {
    columns,
    indexes: [{ name: 'i', keys: ['a'], valid: false, ready: false, live: false }],
  });
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([{ fix: { kind: 'drop-index', index: 'i' } }]);
});

test('builds what was never built to its end, and names what a REINDEX left for what it is', () => {
  const never = { keys: ['a'], valid: false, ready: false };
  const table = aTable('T t', {
    schema: 's',
    columns,
    indexes: [
      { ...never, name: 'i' },
      { ...never, name: 'i_ccnew' },
    ],
  });
  const proposals = proposalsOf(rule, { tables: [table] });
  expect(proposals.map(({ message }) => message)).toEqual([
    'i of T t was never built to its end: it is not ready',
    'i_ccnew of T t is what a REINDEX CONCURRENTLY that failed has left',
  ]);
  expect(proposals).toMatchObject([
    { severity: 'error', object: { schema: 's', table: 'T t', name: 'i' }, fix: { kind: 'reindex', index: 'i' } },
    { fix: { kind: 'reindex', index: 'i_ccnew' } },
  ]);
});

test('is silent on ready indexes, valid or not, and on those being built', () => {
  const indexes = [
    { keys: ['a'] },
    { keys: ['id'], valid: false },
    { keys: ['id', 'a'], valid: false, ready: false, inBuild: true },
  ];
  expect(proposalsOf(rule, { tables: [aTable('t', { columns, indexes })] })).toEqual([]);
});
