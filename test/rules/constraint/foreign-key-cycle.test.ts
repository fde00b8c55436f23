import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/foreign-key-cycle.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const required = { type: 'bigint', notNull: true };
const to = (name: string, target: string, column: TableSpec['columns'][string] = required) =>
  aTable(name, { columns: { id: required, other_id: column }, primaryKey: ['id'], foreignKeys: { other_id: target } });

test('is an error where no row can come first', () => {
  expect(linesOf(rule, [to('b', 'c'), to('c', 'a'), to('a', 'b'), to('outside', 'a')])).toEqual(['error public.a']);
});

test('is information where a column may be null, or a key may wait', () => {
  const deferrable = to('b', 'a');
  const waiting = { ...deferrable, constraints: deferrable.constraints.map((key) => ({ ...key, deferrable: true })) };
  expect([linesOf(rule, [to('a', 'b', 'bigint'), to('b', 'a')]), linesOf(rule, [to('a', 'b'), waiting])]).toEqual([
    ['info public.a'],
    ['info public.a'],
  ]);
});

test('is silent on a table that refers to itself, on a chain, and on equal names in two schemas', () => {
  const second = aTable('a', { schema: 'second', columns: { other_id: 'bigint' }, foreignKeys: { other_id: 'b' } });
  expect(linesOf(rule, [to('self', 'self'), to('a', 'b'), to('b', 'c'), second])).toEqual([]);
});

test('walks a chain of ten thousand tables', () => {
  const chain = Array.from({ length: 10_000 }, (_, at) => to(`t${at}`, `t${(at + 1) % 10_000}`));
  expect(linesOf(rule, chain)).toEqual(['error public.t0']);
});
