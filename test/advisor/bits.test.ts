import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bitsOf, members } from '../../src/advisor/bits.ts';

test('a set gives its members back, ascending', () => {
  expect(members(0n)).toEqual([]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(5000)), (list) => {
      expect(members(bitsOf(list))).toEqual(list.toSorted((a, b) => a - b));
    }),
  );
});
