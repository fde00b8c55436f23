import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/naming.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const check = (name: string, given = {}) =>
  aTable('Price', { columns: { amount: 'numeric' }, with: { constraints: [aConstraint(name, ['amount'], given)] } });

test('fires on a name outside the pattern', () => {
  expect(linesOf(rule, [check('positive')])).toEqual(['warning public.Price(amount) positive']);
});

test.each(['price_amount_check', 'price_amount_check1'])('is silent on %s', (name) => {
  expect(linesOf(rule, [check(name)])).toEqual([]);
});

test('takes the project’s pattern, in which {table} is the table’s name', () => {
  const patterns = { check: '^ck_{table}_' };
  expect(linesOf(rule, [check('ck_Price_amount')], { patterns })).toEqual([]);
  expect(linesOf(rule, [check('ck_other_amount')], { patterns })).toHaveLength(1);
  expect(linesOf(rule, [check('whatever', { kind: 'unique' }), check('x', { inherited: true })], { patterns })).toEqual(
    [],
  );
});
