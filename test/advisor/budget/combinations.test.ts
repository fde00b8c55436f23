import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bit, bitsOf, isSubset, NONE } from '../../../src/advisor/bits.ts';
import type { Bits } from '../../../src/advisor/bits.ts';
import { createCombinations } from '../../../src/advisor/budget/combinations.ts';
import { columnKey, indexOn } from '../../../src/advisor/definition.ts';
import type { Candidate } from '../../../src/advisor/problem.ts';
import { knownWays } from '../../../src/advisor/ways.ts';
import { column, relation } from '../make.ts';
import { plannedProblem } from './planned-query.ts';

const [TABLE, OTHER_TABLE] = [relation('a', [column('k'), column('m')]), relation('b', [column('k')])];
const candidate = (table: typeof TABLE, key: string): Candidate => ({
  definition: indexOn(table, [columnKey(key)]),
  sizeBytes: 1024 * 1024,
  relation: table,
  writeCost: 0,
  repeatsKeys: false,
  proposals: [],
});
const [FIRST, SECOND, OTHER] = [0, 1, 2];
const candidates = [candidate(TABLE, 'k'), candidate(TABLE, 'm'), candidate(OTHER_TABLE, 'k')];

function assumedOf(planned: readonly (readonly [Bits, Bits, number])[]) {
  const problem = plannedProblem(candidates, planned);
  const [ways] = knownWays(problem);
  return { problem, found: createCombinations(problem)(ways!) };
}
const together = (cost: number, ...numbers: number[]) => [bitsOf(numbers), bitsOf(numbers), cost] as const;

describe('one more index beside those that a way needs', () => {
  test('is assumed to save on its relation what it saved beside others', () => {
    const { found } = assumedOf([together(600, FIRST), together(550, FIRST, OTHER), together(100, SECOND)]);
    expect(found).toEqual([{ used: bitsOf([SECOND, OTHER]), cost: 50 }]);
  });

  test('is assumed to save the least that it was seen to save', () => {
    const alone = together(970, OTHER);
    const { found } = assumedOf([together(600, FIRST), together(550, FIRST, OTHER), together(100, SECOND), alone]);
    expect(found).toContainEqual({ used: bitsOf([SECOND, OTHER]), cost: 70 });
  });

  test('leaves something of the cost, however much it saved elsewhere', () => {
    const { found } = assumedOf([together(200, OTHER), together(100, SECOND)]);
    expect(found).toEqual(expect.arrayContaining([{ used: bitsOf([SECOND, OTHER]), cost: 1 }]));
  });

  test('is not assumed of what was planned, nor of an alternative on the same relation', () => {
    const inVain = [bitsOf([SECOND, OTHER]), bit(SECOND), 100] as const;
    expect(assumedOf([together(200, OTHER), inVain]).found).toEqual([]);
    expect(assumedOf([together(200, FIRST), together(100, SECOND)]).found).toEqual([]);
  });

  test('costs no less than a plan that had more to choose from, and is not known', () => {
    const set = fc.uniqueArray(fc.nat(2), { maxLength: 3 });
    const planned = fc.array(fc.tuple(set, set, fc.integer({ min: 1, max: 999 })), { maxLength: 8 });
    fc.assert(
      fc.property(planned, (plans) => {
        const { problem, found } = assumedOf(
          plans.map(([used, unused, cost]) => [bitsOf([...used, ...unused]), bitsOf(used), cost] as const),
        );
        for (const { cost, used } of found) {
          expect(used).not.toBe(NONE);
          expect(problem.pricer.recall(0, used)).toBeUndefined();
          for (const { offered, cost: floor } of problem.pricer.prices(0))
            if (isSubset(used, offered)) expect(cost).toBeGreaterThanOrEqual(floor);
        }
      }),
    );
  });
});
