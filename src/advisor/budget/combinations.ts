import { bit, members, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import type { PricedUnit, Problem } from '../problem.ts';
import { SMALLEST_GAIN } from '../thresholds.ts';
import type { Ways } from '../ways.ts';
import { floorOf } from './floor.ts';
import { LEAST_LEFT } from './gains.ts';
import type { AssumedWay } from './merges.ts';

/** Ways of one query, the cheapest first, that one more index is assumed to help. */
const WAYS_AN_INDEX = 2;

/**
 * Ways with one more index, of a relation that they read without any of the candidates: it should save there what it saved beside
 * others. Plans of all such pairs would be too many.
 */
export function createCombinations(problem: Problem): (ways: Ways) => readonly AssumedWay[] {
  const { candidates, pricer } = problem;
  const relationsOf = (bits: Bits) => new Set(members(bits).map((number) => candidates[number]!.relation));

  return ({ unit, prices }) => {
    const listed = prices.map(({ used, cost }) => ({ used, cost, relations: relationsOf(used) }));
    const found: AssumedWay[] = [];
    for (const [number, gain] of leastGains(problem, unit, prices)) {
      if (gain < SMALLEST_GAIN) continue;
      const { relation } = candidates[number]!;
      let count = 0;
      for (const { used, cost, relations } of listed) {
        if (count === WAYS_AN_INDEX) break;
        const together = used | bit(number);
        if (relations.has(relation) || pricer.recall(unit.position, together)) continue;
        count++;
        const least = Math.max(cost * LEAST_LEFT, floorOf(pricer, unit.position, together));
        if (least < cost) found.push({ cost: Math.max(cost - gain, least), used: together });
      }
    }
    return found;
  };
}

/** By index, the least that it saved beside others, or alone, in what was planned: planner's units for one call. */
function leastGains({ pricer }: Problem, unit: PricedUnit, prices: Ways['prices']): ReadonlyMap<number, number> {
  const gains = new Map<number, number>();
  for (const { used, cost } of prices) {
    for (const number of members(used)) {
      const rest = pricer.recall(unit.position, without(used, bit(number)));
      if (rest) gains.set(number, Math.min(gains.get(number) ?? Number.POSITIVE_INFINITY, rest.cost - cost));
    }
  }
  return gains;
}
