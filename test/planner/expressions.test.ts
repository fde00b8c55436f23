/**
 * What-if indexes on expressions: the twin derives their statistics from those of the columns, and the server gathers them by
 * ANALYZE once the index is built. What ANALYZE keeps of a column is a sample, another one each time.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareAnew, costError, renderComparisons, sameIndexes, type Comparison } from './fidelity/compare.ts';
import { expressions } from './fidelity/expressions.ts';

let comparisons: Comparison[] = [];

beforeAll(async () => {
  comparisons = await compareAnew(expressions);
}, 180_000);

afterAll(() => {
  process.stdout.write(`${renderComparisons(comparisons)}\n`);
});

/** How many times too dear or too cheap. */
function factor(cost: number, truth: number): number {
  return Math.max(cost, truth) / Math.min(cost, truth);
}

test('the twin chooses the same indexes as the server once it has analysed them, all but one in twenty times', () => {
  expect(comparisons.length).toBeGreaterThanOrEqual(25);
  expect(comparisons.filter((pair) => !sameIndexes(pair)).length).toBeLessThanOrEqual(comparisons.length / 20);
});

test('its costs come within 10 % in half of the cases, and within a factor of two in 90 %', () => {
  expect(comparisons.filter((pair) => costError(pair) <= 0.1).length).toBeGreaterThanOrEqual(comparisons.length / 2);
  const far = comparisons.filter(({ twinCost, serverCost }) => factor(twinCost, serverCost) > 2);
  expect(far.length).toBeLessThanOrEqual(comparisons.length / 10);
});

test('without them costs are off by a factor of two and more in most cases', () => {
  const far = comparisons.filter(({ unanalysedCost, serverCost }) => factor(unanalysedCost!, serverCost) > 2);
  expect(far.length).toBeGreaterThan(comparisons.length / 2);
});
