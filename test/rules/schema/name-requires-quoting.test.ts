import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-requires-quoting.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aFunction, aSchema } from '../../support/object-builder.ts';

test('fires on tables, columns, views, schemas, functions and indexes, by their own names', () => {
  const columns = { id: 'bigint', userId: 'bigint' };
  const relations = [
    aTable('OrderLine', { columns: { id: 'bigint' } }),
    aTable('orders', {
      columns,
      indexes: [
        { keys: ['id'], name: 'Orders-by-id' },
        { keys: ['userId'], name: 'orders_userId' },
      ],
    }),
    aTable('Totals', { schema: 'second', columns, kind: 'view' }),
  ];
  expect(linesOf(rule, { relations, schemas: [aSchema('Second')], functions: [aFunction('doIt')] })).toEqual([
    'info schema Second',
    'info public.OrderLine',
    'info public.orders(userId)',
    'info public.orders Orders-by-id',
    'info second.Totals',
    'info function public.doIt',
  ]);
});

test('is silent on plain names, keywords, frameworks, extensions, partitions, and what Prisma manages', () => {
  const columns = { Id: 'bigint' };
  const partitionOf = { parent: { schema: 'public', name: 'p' }, bound: 'DEFAULT' };
  expect([
    linesOf(rule, [aTable('user', { columns: { order: 'text', _x1: 'text' } })]),
    linesOf(rule, [aTable('__EFMigrationsHistory', { columns }), aTable('X', { columns, with: { extension: 'e' } })]),
    linesOf(rule, [aTable('P_1', { columns, with: { partitionOf } })]),
    linesOf(rule, [aTable('User', { columns }), aTable('_prisma_migrations', { columns })]),
  ]).toEqual([[], [], [], []]);
});

test('leaves a name alone that is quoted only for its table', () => {
  const table = aTable('Item', { columns: { id: 'bigint' }, primaryKey: ['id'] });
  expect(linesOf(rule, [table])).toEqual(['info public.Item']);
});

test('leaves names of indexes to strict where most of them are written so, and those of columns not', () => {
  const columns = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`c${at}`, 'text']));
  const indexes = Array.from({ length: 12 }, (_, at) => ({ keys: [`c${at}`], name: `IDX_t_c${at}` }));
  const findings = findingsOf(rule, [aTable('t', { columns: { ...columns, userId: 'text' }, indexes })]);
  const presets = new Set(findings.map(({ message, preset }) => `${/index|column/.exec(message)?.[0]}: ${preset}`));
  expect(presets).toEqual(new Set(['index: strict', 'column: undefined']));
});
