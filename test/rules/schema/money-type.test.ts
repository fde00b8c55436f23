import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/money-type.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on money, arrays of it and domains over it, and not on numeric', () => {
  const columns = { a: 'money', b: 'money[]', c: { type: 'public.price', baseType: 'money' }, d: 'numeric(12,2)' };
  expect(linesOf(rule, [aTable('Invoice', { schema: 'second', columns })])).toEqual([
    'warning second.Invoice(a)',
    'warning second.Invoice(b)',
    'warning second.Invoice(c)',
  ]);
});
