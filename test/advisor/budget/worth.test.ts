import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scoreOf, worthNear } from '../../../src/advisor/budget/worth.ts';
import type { PricedUnit } from '../../../src/advisor/problem.ts';
import { aQuery } from '../../support/query-builder.ts';

const unit = (cost: number): PricedUnit => ({
  query: aQuery({ on: 't', calls: 1 }),
  position: 0,
  base: { offered: 0n, used: 0n, unread: 0n, cost, access: {}, reads: [] },
  eligible: true,
});
const costs = (units: readonly PricedUnit[], ratios: readonly number[]) =>
  new Map(units.map((one, position) => [one, one.base.cost * ratios[position]!]));

describe('what a set of indexes is worth', () => {
  test('of two sets of equal total, the one that helps the smaller query more is better', () => {
    const units = [unit(1000), unit(100)];
    expect(scoreOf(costs(units, [1, 0.1]), 0)).toBeLessThan(scoreOf(costs(units, [0.91, 1]), 0));
  });

  test('a tenth of the total goes before any one query’s own improvement where queries are many and alike', () => {
    const units = Array.from({ length: 20 }, () => unit(1000));
    const tenth = units.map(() => 0.9);
    const one = units.map((_, position) => (position === 0 ? 0.001 : 1));
    expect(scoreOf(costs(units, tenth), 0)).toBeLessThan(scoreOf(costs(units, one), 0));
  });

  test('writing counts as reading does', () => {
    const units = [unit(1000), unit(100)];
    expect(scoreOf(costs(units, [0.5, 1]), 1000)).toBeGreaterThan(scoreOf(costs(units, [1, 1]), 0));
  });

  test('near the reference it is the cost, and a cheaper query is always worth more', () => {
    const cost = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(cost, cost), { minLength: 1, maxLength: 8 }), cost, (pairs, other) => {
        const units = pairs.map(([base]) => unit(base));
        const reference = new Map(units.map((one, position) => [one, pairs[position]![1]]));
        const worth = worthNear(reference);
        for (const one of units) {
          const now = reference.get(one)!;
          expect(worth(one, now)).toBeCloseTo(now);
          if (other < now * 0.999) expect(worth(one, other)).toBeLessThan(worth(one, now));
        }
      }),
    );
  });
});
