import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oldestFirst } from '../../src/workload/log/oldest-first.ts';

it('tells of what was added first of what is there, whatever is removed and added again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'oldest'), fc.nat(9))), (steps) => {
      const keyed = new Map<number, object>();
      const oldest = oldestFirst(keyed);
      for (const [step, key] of steps) {
        if (step === 'add') keyed.set(key, keyed.get(key) ?? {});
        else if (step === 'remove') keyed.delete(key);
        else {
          const [first] = keyed.keys();
          expect(oldest()).toBe(first);
          keyed.delete(first!);
        }
      }
    }),
  );
});

it('tells of all, of however many', () => {
  const keyed = new Map(Array.from({ length: 1_000 }, (_, i) => [i, {}]));
  const oldest = oldestFirst(keyed);
  const told: number[] = [];
  for (let key = oldest(); key !== undefined; key = oldest()) {
    told.push(key);
    keyed.delete(key);
  }
  expect(told).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
});

it('keeps nothing of what was removed, however long it is not asked', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const keyed = new Map<string, object>();
  const oldest = oldestFirst(keyed);
  keyed.set('first', {});
  expect(oldest()).toBe('first');
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 200_000; i++) {
    keyed.set(`session ${i}`, {});
    if (i >= 50) keyed.delete(`session ${i - 50}`);
  }
  collect();
  // An iterator that is held keeps 27 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
  expect(oldest()).toBe('first');
});
