import { expect, test } from '@jest/globals';
import { leastGain } from '../../src/advisor/thresholds.ts';
import { btree } from './make.ts';
import { OPTIONS } from './scenario.ts';

const options = { ...OPTIONS, minImprovement: 0.05 };
const plain = { definition: btree('t', ['a']), repeatsKeys: false };
const covering = { definition: btree('t', ['a'], { include: ['b'] }), repeatsKeys: false };
const widened = { ...covering, repeatsKeys: true };

test('what an index must save grows with what it repeats', () => {
  const least = [plain, covering, widened].map((candidate) => leastGain(1000, [candidate], options));
  expect(least).toEqual([50, 100, 300]);
  expect(leastGain(1000, [plain, widened], options)).toBe(300);
  expect(leastGain(10, [plain], options)).toBe(4);
});

test('a storage budget says what width may cost', () => {
  expect(leastGain(1000, [widened], { ...options, storageBudgetBytes: 1e9 })).toBe(50);
});
