import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Breakdown } from '../../../src/workload/tally/breakdown.ts';

const counted = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 12 }).map((n) => `user ${n}`),
    fc.nat(9),
    fc.nat(99),
  ),
);

function breakdownOf(list: readonly (readonly [string, number, number])[], most: number): Breakdown {
  const breakdown = new Breakdown(most);
  breakdown.merge(list);
  return breakdown;
}

describe('a breakdown', () => {
  it('has the exact numbers of each value that it keeps, and keeps as many as it may', () => {
    fc.assert(
      fc.property(counted, fc.integer({ min: 1, max: 14 }), (list, most) => {
        const exact = new Map<string, [number, number]>();
        for (const [value, calls, us] of list) {
          const [oldCalls, oldUs] = exact.get(value) ?? [0, 0];
          exact.set(value, [oldCalls + calls, oldUs + us]);
        }
        const records = breakdownOf(list, most).toRecords();
        expect(records).toHaveLength(Math.min(most, exact.size));
        for (const [value, calls, us] of records) expect([calls, us]).toEqual(exact.get(value));
      }),
    );
  });

  it('is the same in any order, and merged out of any parts', () => {
    fc.assert(
      fc.property(counted, counted, fc.integer({ min: 1, max: 5 }), (a, b, most) => {
        const merged = new Breakdown(most);
        merged.merge(breakdownOf(b, most).toRecords());
        merged.merge(breakdownOf(a.toReversed(), most).toRecords());
        expect(merged.toRecords()).toEqual(breakdownOf([...a, ...b], most).toRecords());
      }),
    );
  });
});
