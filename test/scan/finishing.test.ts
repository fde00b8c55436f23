import { describe, expect, test } from '@jest/globals';
import { finishingMs } from '../../src/scan/finishing.ts';

const all = (count: number) => Array.from({ length: count }, (_, number) => number);

/** A clock that only putting findings together moves: each takes so long. */
function tried(count: number, timeBudgetMs: number, eachMs: (some: readonly number[]) => number) {
  let clock = 0;
  const asked: (readonly number[])[] = [];
  const ms = finishingMs(
    all(count),
    (some) => {
      asked.push(some);
      clock += some.length * eachMs(some);
    },
    timeBudgetMs,
    () => clock,
  );
  return { ms, asked };
}

describe('the time that is kept for putting findings together', () => {
  test('is none where there are none', () => {
    expect(tried(0, 60_000, () => 1)).toEqual({ ms: 0, asked: [] });
  });

  test('is what all of them would take, and a quarter more', () => {
    expect(tried(10_000, 60_000, () => 0.1).ms).toBeCloseTo(1250);
  });

  test('is told by the last that were tried: the first are slow', () => {
    expect(tried(10_000, 60_000, (some) => (some.length > 500 ? 0.01 : 0.1)).ms).toBeCloseTo(125);
  });

  test('is tried on some that are spread over all, twice as many each time, in a hundredth of the time budget', () => {
    const { asked } = tried(100_000, 60_000, () => 0.5);
    expect(asked.map(({ length }) => length)).toEqual([64, 128, 256, 511]);
    expect(asked[0]!.slice(0, 3)).toEqual([0, 1563, 3126]);
    expect(asked.at(-1)!.at(-1)).toBeGreaterThan(99_000);
  });

  test('is a quarter of the time budget at the most', () => {
    expect(tried(100_000, 60_000, () => 1).ms).toBe(15_000);
  });
});
