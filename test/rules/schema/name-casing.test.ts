import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-casing.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const tables = ['order_line', 'orderLine', 'OrderLine', 'order-line', 'orders2', 'ключ'].map((name) =>
  aTable(name, { columns: { id: 'bigint' } }),
);

test.each([
  ['snake', ['orderLine', 'OrderLine', 'order-line']],
  ['camel', ['order_line', 'OrderLine', 'order-line']],
  ['pascal', ['order_line', 'orderLine', 'order-line', 'orders2', 'ключ']],
  ['kebab', ['order_line', 'orderLine', 'OrderLine']],
])('in %s case, fires on the others', (casing, names) => {
  const lines = linesOf(rule, tables, { casing, kinds: ['table'] });
  expect(lines).toEqual(names.map((name) => `warning public.${name}`));
});

test('looks at columns too, and says which casings there are', () => {
  expect(linesOf(rule, [aTable('t', { columns: { userId: 'bigint' } })])).toEqual(['warning public.t(userId)']);
  expect(() => linesOf(rule, tables, { casing: 'shouting' })).toThrow('snake, camel, pascal, kebab');
});
