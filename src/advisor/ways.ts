import { isSubset, members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Price } from './pricing.ts';
import { writeCostOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';

/** How one query can be served, as far as is known: what selection calculates with, asking for no plan. */
export interface Ways {
  readonly unit: PricedUnit;
  /** The prices that help, the cheapest first; of those with the same indexes, one. */
  readonly prices: readonly Price[];
  /** All indexes of these: no other changes what the query costs. */
  readonly concern: Bits;
}

export function knownWays(problem: Problem): readonly Ways[] {
  return problem.units.map((unit) => {
    const byUse = new Map<Bits, Price>();
    for (const price of problem.pricer.prices(unit.position)) {
      const known = byUse.get(price.used);
      const helps = price.used !== NONE && price.cost < unit.base.cost;
      if (helps && (!known || price.cost < known.cost)) byUse.set(price.used, price);
    }
    const prices = [...byUse.values()].sort((a, b) => a.cost - b.cost || ascending(a.used, b.used));
    return { unit, prices, concern: prices.reduce((bits, { used }) => bits | used, NONE) };
  });
}

/** Sets of indexes that one plan uses together, each once. */
export function knownMoves(ways: readonly Ways[]): readonly Bits[] {
  return [...new Set(ways.flatMap(({ prices }) => prices.map(({ used }) => used)))].sort(ascending);
}

/** What the query costs with a set: an upper bound, as better ways may not be known. */
export function costWith({ unit, prices }: Ways, set: Bits): number {
  return prices.find(({ used }) => isSubset(used, set))?.cost ?? unit.base.cost;
}

/** For each candidate the queries, by position in the list, that it concerns. */
export function positionsByMember(ways: readonly Ways[]): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  ways.forEach(({ concern }, position) => {
    for (const member of members(concern)) {
      const own = positions.get(member) ?? [];
      positions.set(member, own);
      own.push(position);
    }
  });
  return positions;
}

/** Weighted by calls, with what writing the set's indexes costs. */
export function workloadCost(problem: Problem, ways: readonly Ways[], costs: readonly number[], set: Bits): number {
  return ways.reduce((sum, { unit }, index) => sum + unit.query.calls * costs[index]!, 0) + writeCostOf(problem, set);
}

function ascending(a: Bits, b: Bits): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
