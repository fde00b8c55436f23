import { describe, expect, test } from '@jest/globals';
import { bitsOf, isSubset, members, NONE } from '../../src/advisor/bits.ts';
import type { Bits } from '../../src/advisor/bits.ts';
import { columnKey, indexOn } from '../../src/advisor/definition.ts';
import { withoutHarm } from '../../src/advisor/harm.ts';
import type { Price } from '../../src/advisor/pricing.ts';
import type { Candidate, PricedUnit, Problem } from '../../src/advisor/problem.ts';
import { aQuery } from '../support/query-builder.ts';
import { column, relation } from './make.ts';
import { OPTIONS } from './scenario.ts';

const TABLE = relation('a', [column('k')]);
const candidate: Candidate = {
  definition: indexOn(TABLE, [columnKey('k')]),
  sizeBytes: 1024 * 1024,
  relation: TABLE,
  writeCost: 0,
  repeatsKeys: false,
  proposals: [],
};

/** What each query costs with the largest of these sets that is there; all of its indexes are used. */
type Costs = readonly (readonly [cost: number, ...set: number[]])[];

function problemOf(...queries: readonly Costs[]): Problem {
  const priceOf = (query: number, set: Bits): Price => {
    const known = queries[query]!.map(([cost, ...list]) => ({ cost, used: bitsOf(list) }))
      .filter(({ used }) => isSubset(used, set))
      .reduce((a, b) => (members(b.used).length > members(a.used).length ? b : a));
    return { offered: set, unread: NONE, access: {}, reads: [], ...known };
  };
  const units = queries.map((_, position): PricedUnit => ({
    query: aQuery({ on: 'a', calls: 1 }),
    position,
    base: priceOf(position, NONE),
    eligible: true,
  }));
  return {
    candidates: [candidate, candidate, candidate],
    units,
    options: OPTIONS,
    isLate: () => false,
    pricer: {
      price: (query, set) => Promise.resolve(priceOf(query, set)),
      prepare: () => Promise.resolve(),
      recall: priceOf,
      prices: () => [],
      planned: () => 0,
      planningMs: () => 0,
      suffices: () => true,
      impossible: new Map(),
    },
  };
}
const left = async (problem: Problem, ...set: number[]) =>
  members(await withoutHarm(problem, bitsOf(set), problem.units));

describe('a set that makes a query dearer', () => {
  test('stays as it is where it does not', async () => {
    expect(await left(problemOf([[100], [50, 0]], [[100], [100, 1]]), 0, 1)).toEqual([0, 1]);
  });

  test('stays where the planner takes the dearer plan for as cheap', async () => {
    expect(await left(problemOf([[100], [101, 0]], [[1000], [10, 0]]), 0)).toEqual([0]);
    expect(await left(problemOf([[100], [103, 0]], [[1000], [10, 0]]), 0)).toEqual([]);
  });

  test('loses, of the indexes whose going mends it, the one that the others miss least', async () => {
    const harmed: Costs = [[100], [60, 0], [70, 1], [200, 0, 1]];
    expect(await left(problemOf(harmed, [[1000], [10, 0]], [[500], [10, 1]]), 0, 1)).toEqual([0]);
    expect(await left(problemOf(harmed, [[1000], [900, 0]], [[500], [10, 1]]), 0, 1)).toEqual([1]);
  });

  test('loses none whose going does not mend it, however little the others miss that', async () => {
    const harmed: Costs = [[100], [100, 0], [200, 1], [200, 0, 1]];
    expect(await left(problemOf(harmed, [[1000], [10, 1]]), 0, 1)).toEqual([0]);
  });

  test('loses one after the other where it takes several', async () => {
    expect(await left(problemOf([[100], [300, 0], [300, 1], [300, 0, 1]]), 0, 1)).toEqual([]);
  });
});
