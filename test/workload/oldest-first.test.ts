import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oldestFirst } from '../../src/workload/log/oldest-first.ts';

it('tells of what was added first of what is there, whatever is removed and added again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'oldest'), fc.nat(9))), (steps) => {
      const keys = new Set<number>();
      const oldest = oldestFirst(keys);
      for (const [step, key] of steps) {
        if (step === 'add') keys.add(key);
        else if (step === 'remove') keys.delete(key);
        else {
          const [first] = keys;
          expect(oldest()).toBe(first);
          keys.delete(first!);
        }
      }
    }),
  );
});
