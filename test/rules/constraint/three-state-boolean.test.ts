import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/three-state-boolean.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on a boolean that may be null', () => {
  const columns = {
    a: 'boolean',
    b: { type: 'boolean', notNull: true },
    c: 'text',
    d: { type: 'public.flag', baseType: 'boolean' },
  };
  expect(linesOf(rule, [aTable('Feature', { schema: 'second', columns })])).toEqual([
    'info second.Feature(a)',
    'info second.Feature(d)',
  ]);
});

test('takes a validated check for NOT NULL', () => {
  const check = (validated: boolean) => [aConstraint('c', ['a'], { definition: 'CHECK ((a IS NOT NULL))', validated })];
  const table = (validated: boolean) =>
    aTable('t', { columns: { a: 'boolean' }, with: { constraints: check(validated) } });
  expect([linesOf(rule, [table(true)]), linesOf(rule, [table(false)])]).toEqual([[], ['info public.t(a)']]);
});
