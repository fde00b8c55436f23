/** As fidelity.test.ts, against a PostgreSQL 15: what an index is worth there that 18 would search by skipping. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { servers } from '../support/database.ts';
import { bounds } from './fidelity/bounds.ts';
import { compareAnew, costError, renderComparisons, sameIndexes, type Comparison } from './fidelity/compare.ts';

const server15 = servers.find(({ major }) => major === 15);

(server15 ? describe : describe.skip)('conditions behind a column without =', () => {
  let comparisons: readonly Comparison[];

  beforeAll(async () => {
    comparisons = await compareAnew(bounds, server15);
  }, 120_000);

  afterAll(() => {
    process.stdout.write(`${renderComparisons(comparisons)}\n`);
  });

  test('have the twin choose the same indexes', () => {
    expect(comparisons.filter((pair) => !sameIndexes(pair))).toEqual([]);
  });

  // The sizes of indexes are estimated, most of all those of partitions.
  test('cost what the server says, to 0.3 % in nine of ten pairs and to 10 % in all', () => {
    const errors = comparisons.map(costError);
    expect(errors.filter((error) => error > 0.003).length).toBeLessThanOrEqual(errors.length / 10);
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.1);
  });
});
