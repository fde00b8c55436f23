import { members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { sizeOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';
import { LEAST_OF_WORKLOAD, leastGain, SIZE_FLOOR_BYTES } from './thresholds.ts';
import { costsAfter, costWith, knownMoves, knownWays, workloadCost } from './ways.ts';

/**
 * Adds to a set, time and again, the indexes with the greatest net benefit for their size, where a move is all indexes
 * that one known plan uses together: two that pay only as a pair are found too. Uses known prices alone.
 */
export function select(problem: Problem, start: Bits): Bits {
  const ways = knownWays(problem);
  const moves = knownMoves(ways);
  let chosen = start;
  let costs: readonly number[] = ways.map((way) => costWith(way, start));
  for (;;) {
    const total = workloadCost(problem, ways, costs, chosen);
    let best: { readonly set: Bits; readonly costs: readonly number[]; readonly score: number } | undefined;
    for (const move of moves) {
      const added = without(move, chosen);
      if (added === NONE) continue;
      const set = chosen | added;
      const next = costsAfter(ways, set, added, costs);
      if (!ways.some(({ unit }, index) => helps(problem, unit, added, costs[index]!, next[index]!))) continue;
      const net = total - workloadCost(problem, ways, next, set);
      if (net <= LEAST_OF_WORKLOAD * total) continue;
      const score = net / (sizeOf(problem, added) + SIZE_FLOOR_BYTES);
      if (score > (best?.score ?? 0)) best = { set, costs: next, score };
    }
    if (!best) return chosen;
    chosen = best.set;
    costs = best.costs;
    if (problem.isLate()) return chosen;
  }
}

/** Whether a query that is asked often enough gains enough to have the added indexes for its sake. */
export function helps(problem: Problem, unit: PricedUnit, added: Bits, before: number, after: number): boolean {
  const candidates = members(added).map((member) => problem.candidates[member]!);
  return unit.eligible && before - after >= leastGain(before, candidates, problem.options);
}
