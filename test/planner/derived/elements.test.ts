import { expect, test } from '@jest/globals';
import { summariseElements } from '../../../src/planner/twin/derived/elements.ts';

const seen = (element: string, times: number) => ({ element, times, share: times / 100 });

test('elements of several values are listed in the order given, then the least and the greatest frequency', () => {
  expect(summariseElements([seen('b', 20), seen('aa', 5)], 'tsvector')).toEqual({
    mostCommonElements: '{"b","aa"}',
    mostCommonElementFrequencies: [0.2, 0.05, 0.05, 0.2],
  });
});

test('for arrays the frequency of NULL follows', () => {
  expect(summariseElements([seen('a', 20)], 'array').mostCommonElementFrequencies).toEqual([0.2, 0.2, 0.2, 0]);
});

test('those seen once are not listed, and tell by their number how rare the others are', () => {
  const once = Array.from({ length: 40 }, (_, position) => seen(`r${position}`, 1));
  const { mostCommonElements, mostCommonElementFrequencies } = summariseElements(
    [seen('a', 20), seen('b', 2), ...once],
    'tsvector',
  );
  expect(mostCommonElements).toBe('{"a","b"}');
  // 40 seen once, one twice: 40 + 40²/2 of them share 0.4.
  expect(mostCommonElementFrequencies?.[2]).toBeCloseTo((2 * 0.4) / 840, 6);
});

test('where none recurs, nothing is known', () => {
  expect(summariseElements([seen('a', 1), seen('b', 1)], 'array')).toEqual({});
});
