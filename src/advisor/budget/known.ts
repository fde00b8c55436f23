import { bitsOf, members } from '../bits.ts';
import type { Bits } from '../bits.ts';
import type { PricedUnit, Problem } from '../problem.ts';
import { LEAST_OF_WORKLOAD, SMALLEST_GAIN } from '../thresholds.ts';
import { knownWays } from '../ways.ts';
import type { Ways } from '../ways.ts';
import type { Demand } from './moves.ts';
import type { AssumedWay } from './merges.ts';
import { search } from './search.ts';
import { totalOf, worthNear } from './worth.ts';
import type { Costs } from './worth.ts';

/**
 * The best set within the budget by the ways that are known, and those that are assumed. Searches with compact
 * numbers: only candidates that some plan used, or is assumed to.
 * @param reference what the queries cost in about the set that is sought; when left out the sum alone counts.
 * @param start a set to improve on.
 * @param assumed ways beside the known ones: none where what is found cannot be planned any more.
 * @param isThorough whether to look on where a short search finds nothing better than the start.
 */
export function bestOfKnown(
  problem: Problem,
  budgetBytes: number,
  reference: Costs | undefined,
  start: Bits,
  assumed: (ways: Ways) => readonly AssumedWay[],
  isThorough = false,
): Bits {
  const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
  const worth = reference ? worthNear(reference) : (_: PricedUnit, cost: number) => cost;
  const isOwn = new Uint8Array(problem.candidates.length);
  const lists = ways.map((way) => undominated(way, assumed(way), isOwn));
  const useful = [...new Set(lists.flat().flatMap(({ list }) => list))].sort((a, b) => a - b);
  const numbers = new Map(useful.map((candidate, number) => [candidate, number]));
  const demands = ways.map(({ unit }, position): Demand => ({
    calls: unit.query.calls,
    base: worth(unit, unit.base.cost),
    ways: lists[position]!.map(({ cost, list }) => ({
      cost: worth(unit, cost),
      members: list.map((one) => numbers.get(one)!),
    })),
  }));
  const supplies = useful.map((candidate) => problem.candidates[candidate]!);
  const found = search(demands, supplies, budgetBytes, LEAST_OF_WORKLOAD, {
    isLate: problem.isLate,
    start: members(start).flatMap((candidate) => numbers.get(candidate) ?? []),
    isThorough,
    workloadCost: reference ? totalOf(reference) : 0,
  });
  return bitsOf(found.map((number) => useful[number]!));
}

interface ListedWay {
  readonly cost: number;
  /** Candidates, ascending. */
  readonly list: readonly number[];
}

/**
 * The cheapest first, without ways that need all that a cheaper one needs, and those that save next to nothing.
 * @param isOwn room to mark the candidates of a way in, all zeros.
 */
function undominated({ unit, prices }: Ways, assumed: readonly AssumedWay[], isOwn: Uint8Array): readonly ListedWay[] {
  const found: ListedWay[] = [];
  const all = [...prices, ...assumed].sort((a, b) => a.cost - b.cost);
  for (const { cost, used } of all) {
    if (cost > unit.base.cost - SMALLEST_GAIN) break;
    const list = members(used);
    for (const member of list) isOwn[member] = 1;
    if (!found.some((way) => way.list.every((member) => isOwn[member]))) found.push({ cost, list });
    for (const member of list) isOwn[member] = 0;
  }
  return found;
}
