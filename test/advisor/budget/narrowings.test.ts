import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bit, bitsOf, isSubset, members, NONE } from '../../../src/advisor/bits.ts';
import type { Bits } from '../../../src/advisor/bits.ts';
import { createNarrowings } from '../../../src/advisor/budget/narrowings.ts';
import type { ObjectName } from '../../../src/catalog/model.ts';
import { columnKey, indexOn } from '../../../src/advisor/definition.ts';
import type { Candidate } from '../../../src/advisor/problem.ts';
import { knownWays } from '../../../src/advisor/ways.ts';
import { aQuery } from '../../support/query-builder.ts';
import { column, relation } from '../make.ts';
import { plannedProblem } from './planned-query.ts';

const [TABLE, OTHER_TABLE] = [relation('a', [column('k'), column('m')]), relation('b', [column('k')])];
const candidate = (table: typeof TABLE, megabytes: number, keys: readonly string[]): Candidate => ({
  definition: indexOn(table, keys.map(columnKey)),
  sizeBytes: megabytes * 1024 * 1024,
  relation: table,
  writeCost: 0,
  repeatsKeys: false,
  proposals: [],
});
const [WIDE, NARROW, SECOND, OTHER] = [0, 1, 2, 3];
const candidates = [
  candidate(TABLE, 10, ['k', 'm']),
  candidate(TABLE, 4, ['k']),
  candidate(TABLE, 4, ['m']),
  candidate(OTHER_TABLE, 4, ['k']),
];

function assumedOf(planned: readonly (readonly [Bits, Bits, number])[], columnsRead: readonly string[] = []) {
  const problem = plannedProblem(candidates, planned);
  const [ways] = knownWays(problem);
  const query = aQuery({ on: 'a', columnsRead });
  const facts = { topmost: (name: ObjectName) => name };
  const assume = createNarrowings(problem, facts, [WIDE, NARROW, SECOND, OTHER]);
  return { problem, found: assume({ ...ways!, unit: { ...ways!.unit, query } }) };
}
const alone = (member: number, cost: number) => [bit(member), bit(member), cost] as const;
const together = (cost: number, ...numbers: number[]) => [bitsOf(numbers), bitsOf(numbers), cost] as const;

describe('a narrower index in the place of a wider one', () => {
  test('is assumed to do about as well beside the same others', () => {
    const { found } = assumedOf([together(100, WIDE, OTHER)]);
    expect(found).toEqual([{ used: bitsOf([NARROW, OTHER]), cost: 100 * 1.005 }]);
  });

  test('is assumed to lose what it lost where both were planned', () => {
    const { found } = assumedOf([together(100, WIDE, OTHER), alone(WIDE, 400), alone(NARROW, 600)]);
    expect(found).toEqual([{ used: bitsOf([NARROW, OTHER]), cost: 150 }]);
  });

  test('is not assumed to do as well where the wide one alone holds all that the query reads, unless that was seen', () => {
    const beside = together(100, WIDE, OTHER);
    expect(assumedOf([beside], ['k']).found).toHaveLength(1);
    expect(assumedOf([beside], ['k', 'm']).found).toEqual([]);
    expect(assumedOf([beside], ['k', 'm', 'n']).found).toHaveLength(1);
    expect(assumedOf([beside, alone(WIDE, 400), alone(NARROW, 600)], ['k', 'm']).found).toHaveLength(1);
  });

  test('is not assumed to do what it was seen not to do', () => {
    const unused = [bitsOf([NARROW, OTHER]), NONE, 1000] as const;
    expect(assumedOf([together(100, WIDE, OTHER), unused]).found).toEqual([]);
  });

  test('costs no less than a plan that had more to choose from, and saves room', () => {
    const set = fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 });
    const planned = fc.array(fc.tuple(set, set, fc.integer({ min: 1, max: 999 })), { maxLength: 8 });
    fc.assert(
      fc.property(planned, (plans) => {
        const { problem, found } = assumedOf(
          plans.map(([used, unused, cost]) => [bitsOf([...used, ...unused]), bitsOf(used), cost] as const),
        );
        const prices = problem.pricer.prices(0);
        const cheapest = Math.min(...prices.map(({ cost }) => cost));
        for (const { cost, used } of found) {
          expect(problem.pricer.recall(0, used)).toBeUndefined();
          expect(members(used)).toContain(NARROW);
          expect(cost).toBeGreaterThan(cheapest);
          for (const { offered, cost: floor } of prices)
            if (isSubset(used, offered)) expect(cost).toBeGreaterThanOrEqual(floor);
        }
      }),
    );
  });
});
