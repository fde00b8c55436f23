import { members, bitsOf, isSubset, NONE } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { bestKnown, isExplored, priceOf, writeCostOf } from '../problem.ts';
import type { Candidate, PricedUnit, Problem } from '../problem.ts';
import type { RelationFacts } from '../relations.ts';
import { LEAST_OF_WORKLOAD, SMALLEST_GAIN } from '../thresholds.ts';
import { knownWays } from '../ways.ts';
import type { Ways } from '../ways.ts';
import type { Demand } from './board.ts';
import { exploreBeside, exploreWithout } from './explore.ts';
import { createMerges } from './merges.ts';
import type { AssumedWay, Merges } from './merges.ts';
import { search } from './search.ts';
import { scoreOf, totalOf, worthNear } from './worth.ts';
import type { Costs } from './worth.ts';

/** Each round searches, plans what it found, and asks what else would help beside it. */
const MAX_ROUNDS = 8;
/** Of these, those that look beside the set; the others try merges alone. */
const ROUNDS_BESIDE = 3;
/** Plans after which one budget's set is final: what it learnt serves the next budget too. At most this share of those left. */
const PLANS_A_BUDGET = 220;
const SHARE_OF_LEFT = 1 / 12;
/** A query that could gain less than this fraction of the workload, were every index there, is not asked what would help it. */
const LEAST_POTENTIAL = 2e-3;

/**
 * The set within a storage budget. The budget says what width may cost; so neither included columns nor a small share
 * of many queries is held against an index, only what another use of the same room would save.
 */
export async function settleWithin(
  problem: Problem,
  budgetBytes: number,
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
  relevant: (position: number) => Bits,
): Promise<Bits> {
  const merges = createMerges(problem, facts, addCandidate, budgetBytes);
  const eligible = problem.units.filter(({ eligible: isEligible }) => isEligible);
  const known = () => eligible.reduce((sum, { position }) => sum + problem.pricer.prices(position).length, 0);
  const atStart = known();
  const mostPlans = Math.min(PLANS_A_BUDGET, (problem.plansLeft?.() ?? Infinity) * SHARE_OF_LEFT);
  const bySum = bestOfKnown(problem, budgetBytes, undefined, merges, NONE);
  let best = { set: NONE, score: Number.POSITIVE_INFINITY };
  let reference: Costs = new Map(eligible.map((unit) => [unit, bestKnown(problem, unit, bySum).cost]));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = known();
    const isSpent = () => known() - atStart > mostPlans;
    const set = bestOfKnown(problem, budgetBytes, reference, merges, round === 0 ? bySum : best.set);
    const costs = new Map<PricedUnit, number>();
    for (const unit of eligible) costs.set(unit, (await priceOf(problem, unit, set)).cost);
    const score = scoreOf(costs, writeCostOf(problem, set));
    if (score < best.score) {
      best = { set, score };
      reference = costs;
    }
    if (problem.isLate() || isExplored(problem) || isSpent()) break;
    await exploreWithout(problem, eligible, set);
    for (const unit of round < ROUNDS_BESIDE ? byPotential(problem, costs) : []) {
      if (isSpent()) break;
      await exploreBeside(problem, unit, relevant(unit.position), set, budgetBytes);
    }
    const isNew = merges.add(
      knownWays(problem).filter(({ unit }) => unit.eligible),
      best.set,
    );
    if (!isNew && known() === before) break;
  }
  for (const unit of problem.units) await priceOf(problem, unit, best.set);
  return best.set;
}

/** Queries that more indexes could still help, as far as is known; those that could gain most first. */
function byPotential(problem: Problem, costs: Costs): readonly PricedUnit[] {
  const worth = worthNear(costs);
  const total = totalOf(costs);
  return [...costs]
    .map(([unit, cost]) => {
      const least = problem.pricer.prices(unit.position).reduce((min, price) => Math.min(min, price.cost), cost);
      return { unit, potential: unit.query.calls * (worth(unit, cost) - worth(unit, least)) };
    })
    .filter(({ potential }) => potential > LEAST_POTENTIAL * total)
    .sort((a, b) => b.potential - a.potential || a.unit.position - b.unit.position)
    .map(({ unit }) => unit);
}

/** Searches with compact numbers: only candidates that some plan used, or is assumed to. */
function bestOfKnown(
  problem: Problem,
  budgetBytes: number,
  reference: Costs | undefined,
  merges: Merges,
  start: Bits,
): Bits {
  const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
  const worth = reference ? worthNear(reference) : (_: PricedUnit, cost: number) => cost;
  const isLast = problem.isLate() || isExplored(problem);
  const lists = ways.map((way) => undominated(way, isLast ? [] : merges.assumed(way)));
  const useful = members(lists.flat().reduce((bits, { used }) => bits | used, NONE));
  const numbers = new Map(useful.map((candidate, number) => [candidate, number]));
  const demands = ways.map(({ unit }, position): Demand => ({
    calls: unit.query.calls,
    base: worth(unit, unit.base.cost),
    ways: lists[position]!.map(({ cost, used }) => ({
      cost: worth(unit, cost),
      members: members(used).map((one) => numbers.get(one)!),
    })),
  }));
  const supplies = useful.map((candidate) => problem.candidates[candidate]!);
  const from = members(start).flatMap((candidate) => numbers.get(candidate) ?? []);
  const workloadCost = reference ? totalOf(reference) : 0;
  const found = search(demands, supplies, budgetBytes, LEAST_OF_WORKLOAD, problem.isLate, from, workloadCost);
  return bitsOf(found.map((number) => useful[number]!));
}

/** The cheapest first, without ways that need all that a cheaper one needs, and those that save next to nothing. */
function undominated({ unit, prices }: Ways, assumed: readonly AssumedWay[]): readonly AssumedWay[] {
  const kept: AssumedWay[] = [];
  const all = [...prices, ...assumed].sort((a, b) => a.cost - b.cost);
  for (const way of all) {
    if (way.cost > unit.base.cost - SMALLEST_GAIN) break;
    if (!kept.some(({ used }) => isSubset(used, way.used))) kept.push(way);
  }
  return kept;
}
