import { members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { holdingCostOf, sizeOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';
import { LEAST_OF_WORKLOAD, leastGain, SIZE_FLOOR_BYTES } from './thresholds.ts';
import { costWith, knownMoves, knownWays, positionsByMember, workloadCost } from './ways.ts';

/** What putting in the indexes of a move does; it holds until the set changes in what the move's queries are concerned with. */
interface Effect {
  readonly net: number;
  readonly score: number;
}

const NO_EFFECT: Effect = { net: 0, score: 0 };

/**
 * Adds to a set, time and again, the indexes with the greatest net benefit for their size, where a move is all indexes
 * that one known plan uses together: two that pay only as a pair are found too. Uses known prices alone.
 */
export function select(problem: Problem, start: Bits): Bits {
  const ways = knownWays(problem);
  const costs = ways.map((way) => costWith(way, start));
  const positions = positionsByMember(ways);
  const moves = knownMoves(ways).map((move) => ({ move, concerned: union(members(move), positions) }));
  const effects: (Effect | undefined)[] = moves.map(() => undefined);
  let chosen = start;

  function effectOf(move: Bits, concerned: ReadonlySet<number>): Effect {
    const added = without(move, chosen);
    if (added === NONE) return NO_EFFECT;
    const set = chosen | added;
    let gain = 0;
    let isHelp = false;
    for (const position of concerned) {
      const way = ways[position]!;
      const after = costWith(way, set);
      gain += way.unit.query.calls * (costs[position]! - after);
      isHelp ||= helps(problem, way.unit, added, costs[position]!, after);
    }
    if (!isHelp) return NO_EFFECT;
    const net = gain - holdingCostOf(problem, added);
    return { net, score: net / (sizeOf(problem, added) + SIZE_FLOOR_BYTES) };
  }

  for (;;) {
    const least = LEAST_OF_WORKLOAD * workloadCost(problem, ways, costs, chosen);
    let best: { readonly move: Bits; readonly concerned: ReadonlySet<number>; readonly score: number } | undefined;
    for (const [number, { move, concerned }] of moves.entries()) {
      const { net, score } = (effects[number] ??= effectOf(move, concerned));
      if (net > least && score > (best?.score ?? 0)) best = { move, concerned, score };
    }
    if (!best) return chosen;
    const added = without(best.move, chosen);
    chosen |= added;
    for (const position of best.concerned) costs[position] = costWith(ways[position]!, chosen);
    const touched = union(members(added), positions);
    for (const [number, { concerned }] of moves.entries()) {
      if ([...concerned].some((position) => touched.has(position))) effects[number] = undefined;
    }
    if (problem.isLate()) return chosen;
  }
}

function union(wanted: readonly number[], positions: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  return new Set(wanted.flatMap((member) => positions.get(member) ?? []));
}

/** Whether a query that is asked often enough gains enough to have the added indexes for its sake. */
export function helps(problem: Problem, unit: PricedUnit, added: Bits, before: number, after: number): boolean {
  if (!unit.eligible || before <= after) return false;
  const candidates = members(added).map((member) => problem.candidates[member]!);
  return before - after >= leastGain(before, candidates, problem.options);
}
