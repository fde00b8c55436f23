import { describe, expect, test } from '@jest/globals';
import { bit, bitsOf, NONE } from '../../../src/advisor/bits.ts';
import type { Bits } from '../../../src/advisor/bits.ts';
import { bestNear } from '../../../src/advisor/budget/near.ts';
import { columnKey, indexOn } from '../../../src/advisor/definition.ts';
import type { Candidate, Problem } from '../../../src/advisor/problem.ts';
import { column, relation } from '../make.ts';
import { OPTIONS } from '../scenario.ts';
import { plannedQuery } from './planned-query.ts';

const MB = 1024 * 1024;
const tables = ['a', 'b'].map((name) => relation(name, [column('k')]));
const [TABLE_A, TABLE_B] = tables as [(typeof tables)[0], (typeof tables)[0]];
const candidate = (table: typeof TABLE_A, megabytes: number, predicate: string | null = null): Candidate => ({
  definition: { ...indexOn(table, [columnKey('k')]), predicate },
  sizeBytes: megabytes * MB,
  relation: table,
  writeCost: 0,
  repeatsKeys: false,
  proposals: [],
});
const [WHOLE, PARTIAL, OTHER] = [0, 1, 2];
const candidates = [candidate(TABLE_A, 10), candidate(TABLE_A, 4, 'k IS NOT NULL'), candidate(TABLE_B, 4)];

function nearNone(joins: readonly ReturnType<typeof plannedQuery>[], megabytes: number): Bits {
  const recall = (position: number, set: Bits) => joins[position]!.recall(set);
  const problem: Problem = {
    candidates,
    units: joins.map(({ unit }) => unit),
    options: OPTIONS,
    isLate: () => false,
    pricer: {
      price: () => Promise.reject(new Error('no plan is asked for')),
      prepare: () => Promise.reject(new Error('no index is made')),
      recall,
      prices: (position) => joins[position]!.prices,
      planned: () => 0,
      planningMs: () => 0,
      suffices: () => true,
      impossible: new Map(),
    },
  };
  const costs = new Map(joins.map(({ unit }) => [unit, unit.base.cost]));
  return bestNear(problem, () => bitsOf([WHOLE, PARTIAL, OTHER]), NONE, costs, megabytes * MB);
}

describe('the best set near a planned one', () => {
  const one = (member: number, cost: number) => [bit(member), bit(member), cost] as const;

  test('takes indexes of two relations together though no plan had both', () => {
    const joins = [plannedQuery(0, [one(WHOLE, 600), one(OTHER, 700), [bit(PARTIAL), NONE, 1000]])];
    expect(nearNone(joins, 14)).toBe(bitsOf([WHOLE, OTHER]));
  });

  test('assumes of a partial index what the whole one saves, where that has no room', () => {
    expect(nearNone([plannedQuery(0, [one(WHOLE, 600)])], 5)).toBe(bit(PARTIAL));
  });

  test('assumes of an index what it saves other queries, until it is planned', () => {
    const saving = plannedQuery(0, [one(OTHER, 800), [bitsOf([WHOLE, PARTIAL]), NONE, 1000]]);
    const unasked = () => plannedQuery(1, [one(PARTIAL, 700)]);
    expect(nearNone([saving, unasked()], 4)).toBe(bit(OTHER));
    const asked = plannedQuery(1, [one(PARTIAL, 700), [bit(OTHER), NONE, 1000]]);
    expect(nearNone([saving, asked], 4)).toBe(bit(PARTIAL));
  });

  test('assumes no gain that a plan with more indexes did not have', () => {
    const saving = plannedQuery(0, [one(OTHER, 500), one(PARTIAL, 550)]);
    const asked = (planned: Parameters<typeof plannedQuery>[1]) => plannedQuery(1, [one(PARTIAL, 800), ...planned]);
    expect(nearNone([saving, asked([])], 4)).toBe(bit(OTHER));
    expect(nearNone([saving, asked([[bitsOf([WHOLE, OTHER]), bit(WHOLE), 950]])], 4)).toBe(bit(PARTIAL));
  });
});
