import { expect, test } from '@jest/globals';
import { bitsOf, NONE } from '../../../src/advisor/bits.ts';
import { createMemory } from '../../../src/advisor/budget/remembered.ts';
import type { Price } from '../../../src/advisor/pricing.ts';
import { aQuery } from '../../support/query-builder.ts';

const aPrice = (cost: number): Price => ({
  offered: NONE, used: NONE, unread: NONE, cost, access: {}, reads: [],
}); // prettier-ignore

test('what is assumed of a query is asked for again only when a price was added, or other indexes are useful', () => {
  const base = aPrice(100);
  const prices = [base];
  const unit = { query: aQuery({ on: 'a', calls: 1 }), position: 0, base, eligible: true };
  let asked = 0;
  const remembering = createMemory({ prices: () => prices }, (useful) => () => [{ cost: (asked += 1), used: useful }]);
  const assumedWith = (useful: readonly number[]) => {
    const [way] = remembering(bitsOf(useful))({ unit, prices: [], concern: NONE });
    expect(way!.used).toBe(bitsOf(useful));
    return way!.cost;
  };

  expect([assumedWith([1]), assumedWith([1])]).toEqual([1, 1]);
  prices.push(aPrice(50));
  expect([assumedWith([1]), assumedWith([1])]).toEqual([2, 2]);
  expect([assumedWith([1, 2]), assumedWith([1, 2])]).toEqual([3, 3]);
  // As when one of its statements turned out not to be plannable.
  prices.splice(0, 2, aPrice(70), aPrice(60));
  expect(assumedWith([1, 2])).toBe(4);
});
