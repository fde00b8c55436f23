import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/sequence-exhaustion.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

test('fires when a tenth is left, in either direction', () => {
  const sequences = [
    aSequence('up', { maxValue: '1000', lastValue: '901' }),
    aSequence('Down', { schema: 'second', increment: '-1', minValue: '-1000', maxValue: '-1', lastValue: '-950' }),
  ];
  expect(linesOf(rule, { sequences })).toEqual(['error sequence public.up', 'error sequence second.Down']);
});

test.each([
  ['that starts over', { cycle: true }],
  ['that may not be read', { lastValue: null }],
  ['with more left', { lastValue: '890' }],
  ['of an extension', { extension: 'e' }],
])('is silent on one %s', (_, given) => {
  expect(linesOf(rule, { sequences: [aSequence('s', { maxValue: '1000', lastValue: '990', ...given })] })).toEqual([]);
});
