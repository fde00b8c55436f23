import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/missing-function-comment.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aFunction } from '../../support/object-builder.ts';

test('fires on each signature without one', () => {
  const functions = [
    aFunction('tax'),
    aFunction('tax', { arguments: 'a numeric', comment: 'The tax.' }),
    aFunction('Other', { schema: 'second', comment: ' ' }),
  ];
  expect(linesOf(rule, { functions })).toEqual(['warning function public.tax()', 'warning function second.Other()']);
  expect(findingsOf(rule, { functions })[0]?.object).toMatchObject({ variant: '()' });
});
