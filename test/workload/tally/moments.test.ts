import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Moments } from '../../../src/workload/tally/moments.ts';

const values = fc.array(fc.oneof(fc.nat(5_000), fc.nat(2 ** 30), fc.constant(2 ** 26), fc.nat(2 ** 45)));

function momentsOf(list: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of list) moments.add(value);
  return moments;
}

describe('moments', () => {
  it('sum exactly, whatever the size', () => {
    fc.assert(
      fc.property(values, (list) => {
        const squares = list.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n);
        expect(momentsOf(list).squares).toBe(squares);
      }),
    );
  });

  it('are the same merged out of any parts, and out of a file', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { count, sum, squares } = momentsOf(b);
        const merged = Moments.from(count, sum, squares);
        merged.merge(momentsOf(a));
        const whole = momentsOf([...a, ...b]);
        expect([merged.count, merged.sum, merged.squares]).toEqual([whole.count, whole.sum, whole.squares]);
      }),
    );
  });

  it('have the standard deviation of the population', () => {
    expect(momentsOf([2, 4, 4, 4, 5, 5, 7, 9]).standardDeviation).toBe(2);
    expect(momentsOf([]).standardDeviation).toBeNull();
    // Where squares of floating point would cancel out.
    expect(momentsOf([1e12, 1e12 + 2]).standardDeviation).toBe(1);
  });
});
