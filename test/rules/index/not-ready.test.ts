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

test('tells of what was never built, and leaves the rebuilding to index/invalid', () => {
  const table = aTable('t', { columns, indexes: [{ name: 'i', keys: ['a'], valid: false, ready: false }] });
  const [proposal] = proposalsOf(rule, { tables: [table] });
  expect([proposal?.message, proposal?.fix]).toEqual(['i of t was never built to its end: it is not ready', undefined]);
});

test('is silent on ready indexes, valid or not, and on those being built', () => {
  const indexes = [
    { keys: ['a'] },
    { keys: ['id'], valid: false },
    { keys: ['id', 'a'], valid: false, ready: false, inBuild: true },
  ];
  expect(proposalsOf(rule, { tables: [aTable('t', { columns, indexes })] })).toEqual([]);
});
