import { describe, expect, test } from '@jest/globals';
import { createPlanningTimes } from '../../src/advisor/planning-time.ts';

describe('the time that the next plan of a query is expected to take', () => {
  test('is that of its slowest plan', () => {
    const times = createPlanningTimes([3]);
    for (const ms of [10, 40, 20]) times.add(0, ms);
    expect(times.expected(0)).toBe(40);
    expect(times.slowest(0)).toBe(40);
  });

  test('is, before its first, the mean of those with as many relations', () => {
    const times = createPlanningTimes([3, 3, 3, 2]);
    times.add(0, 10);
    times.add(1, 20);
    times.add(3, 1);
    expect(times.expected(2)).toBe(15);
    expect(times.slowest(2)).toBe(0);
  });

  test('is that of those with fewer where no other has as many, and not of those with more', () => {
    const times = createPlanningTimes([9, 4, 2, 1]);
    times.add(0, 5000);
    times.add(2, 7);
    expect(times.expected(1)).toBe(7);
    expect(times.expected(3)).toBe(0);
  });
});
