/**
 * The twin against the server it is a twin of: the server's candidate indexes are really built, the twin's are hypothetical,
 * of estimated sizes, and made from a catalog that was read before any candidate existed. The server analyses indexes on
 * expressions after it has built them; the twin derives what that would find.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bounds } from './fidelity/bounds.ts';
import { chat } from './fidelity/chat.ts';
import { compareAnew, costError, renderComparisons, sameIndexes, type Comparison } from './fidelity/compare.ts';
import { places } from './fidelity/places.ts';
import { shop } from './fidelity/shop.ts';
import { telemetry } from './fidelity/telemetry.ts';

const comparisons: Comparison[] = [];

beforeAll(async () => {
  for (const schema of [shop, chat, telemetry, places, bounds]) comparisons.push(...(await compareAnew(schema)));
}, 180_000);

afterAll(() => {
  const worst = Math.max(...comparisons.map(costError));
  process.stdout.write(
    `${renderComparisons(comparisons)}\n${comparisons.length} pairs, ${comparisons.filter(sameIndexes).length} with the same indexes, ` +
      `${comparisons.filter((pair) => costError(pair) <= 0.1).length} within 10 % of the cost, worst ${(100 * worst).toFixed(1)} %\n`,
  );
});

test('there are at least 60 pairs, most of which use a candidate', () => {
  expect(comparisons.length).toBeGreaterThanOrEqual(60);
  const withCandidate = comparisons.filter(({ serverIndexes }) => serverIndexes.some((name) => name.startsWith('#')));
  expect(withCandidate.length).toBeGreaterThanOrEqual(comparisons.length / 2);
});

test('the twin chooses the same indexes in at least 98 %', () => {
  const different = comparisons.filter((pair) => !sameIndexes(pair));
  expect(different.length / comparisons.length).toBeLessThanOrEqual(0.02);
});

test('the twin comes within 10 % of the cost in at least 95 %', () => {
  const far = comparisons.filter((pair) => costError(pair) > 0.1);
  expect(far.length / comparisons.length).toBeLessThanOrEqual(0.05);
});
