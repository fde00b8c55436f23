import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-environment-affix.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSchema } from '../../support/object-builder.ts';

test('fires on a word at either end, and not on a part of one', () => {
  const schemas = ['sales_prod', 'staging_sales', 'SalesProd', 'product_sales', 'contest_1', 'test'].map((name) =>
    aSchema(name),
  );
  expect(linesOf(rule, { schemas })).toEqual([
    'warning schema sales_prod',
    'warning schema staging_sales',
    'warning schema SalesProd',
  ]);
});

test('takes other words, and leaves schemas of extensions alone', () => {
  const schemas = [aSchema('sales_blue'), aSchema('sales_prod', { extension: 'e' })];
  expect(linesOf(rule, { schemas }, { words: ['blue', 'prod'] })).toEqual(['warning schema sales_blue']);
});
