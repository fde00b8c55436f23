import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-inflection.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (name: string, schema = 'public') => aTable(name, { schema, columns: { id: 'bigint' } });

test('wants the plural, or the singular where it is told so', () => {
  expect(linesOf(rule, [table('order_line'), table('Order', 'second'), table('orders')])).toEqual([
    'warning public.order_line',
    'warning second.Order',
  ]);
  expect(linesOf(rule, [table('orders'), table('order')], { number: 'singular' })).toEqual(['warning public.orders']);
});

test.each(['data', 'user_info', 'news', 'staff', 'people', 'order_status', 'orders_v2'])('leaves %s alone', (name) => {
  expect([linesOf(rule, [table(name)]), linesOf(rule, [table(name)], { number: 'singular' })]).toEqual([[], []]);
});

test('leaves alone what the options name', () => {
  expect(linesOf(rule, [table('advice')], { ignore: ['advice'] })).toEqual([]);
});
