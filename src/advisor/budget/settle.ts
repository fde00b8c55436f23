import { members, bitsOf, isSubset, NONE } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { priceOf } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { LEAST_OF_WORKLOAD, SMALLEST_GAIN } from '../thresholds.ts';
import { knownWays } from '../ways.ts';
import type { Ways } from '../ways.ts';
import type { Demand } from './board.ts';
import { exploreBeside } from './explore.ts';
import { search } from './search.ts';

/** Each round asks what else would help beside the set found, and searches again with what it learnt. */
const MAX_ROUNDS = 3;

/**
 * The set within a storage budget. The budget says what width may cost; so neither included columns nor a small share
 * of many queries is held against an index, only what another use of the same room would save.
 */
export async function settleWithin(
  problem: Problem,
  budgetBytes: number,
  relevant: (position: number) => Bits,
): Promise<Bits> {
  let chosen = bestOfKnown(problem, budgetBytes);
  for (let round = 0; round < MAX_ROUNDS && !problem.isExplored?.(); round++) {
    const before = problem.units.reduce((sum, { position }) => sum + problem.pricer.prices(position).length, 0);
    for (const unit of problem.units) {
      await priceOf(problem, unit, chosen);
      await exploreBeside(problem, unit, relevant(unit.position), chosen, budgetBytes);
    }
    const after = problem.units.reduce((sum, { position }) => sum + problem.pricer.prices(position).length, 0);
    if (after === before) break;
    chosen = bestOfKnown(problem, budgetBytes);
  }
  for (const unit of problem.units) await priceOf(problem, unit, chosen);
  return chosen;
}

/** Searches with compact numbers: only candidates that some plan used. */
function bestOfKnown(problem: Problem, budgetBytes: number): Bits {
  const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
  const useful = members(ways.reduce((bits, { concern }) => bits | concern, NONE));
  const numbers = new Map(useful.map((candidate, number) => [candidate, number]));
  const demands = ways.map((way): Demand => ({
    calls: way.unit.query.calls,
    base: way.unit.base.cost,
    ways: undominated(way).map(({ cost, used }) => ({ cost, members: members(used).map((one) => numbers.get(one)!) })),
  }));
  const supplies = useful.map((candidate) => problem.candidates[candidate]!);
  return bitsOf(
    search(demands, supplies, budgetBytes, LEAST_OF_WORKLOAD, problem.isLate).map((number) => useful[number]!),
  );
}

/** Without ways that need all that a cheaper one needs, and those that save next to nothing. */
function undominated({ unit, prices }: Ways) {
  return prices.filter(
    ({ cost, used }, position) =>
      cost <= unit.base.cost - SMALLEST_GAIN &&
      !prices.slice(0, position).some((cheaper) => isSubset(cheaper.used, used)),
  );
}
