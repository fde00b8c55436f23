import { bit, members, NONE, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { withoutHarm } from '../harm.ts';
import { bestKnown, isExplored, ofRelation, priceOf, sizeOf, usersOf, writeCostOf } from '../problem.ts';
import type { Candidate, PricedUnit, Problem } from '../problem.ts';
import type { RelationFacts } from '../relations.ts';
import { knownWays } from '../ways.ts';
import type { Ways } from '../ways.ts';
import { createCombinations } from './combinations.ts';
import { exploreBeside, exploreWithout } from './explore.ts';
import { bestOfKnown } from './known.ts';
import { createMerges } from './merges.ts';
import { createNarrowings } from './narrowings.ts';
import { bestNear } from './near.ts';
import { reorderingsOf } from './reorderings.ts';
import { createMemory } from './remembered.ts';
import { scoreOf, totalOf, worthNear } from './worth.ts';
import type { Costs } from './worth.ts';

/** Each round searches, plans what it found, and asks what else would help beside it. */
const MAX_ROUNDS = 8;
/** Of these, those that look beside the set; the others try merges alone. */
const ROUNDS_BESIDE = 3;
/** Sets in vain that were assumed to be better: the plans of each correct what is assumed of the next. */
const MOST_FAILURES = 2;
/** Sets tried in which a narrower index does for a wider one: the plans of each correct what is assumed of the next. Of those past these, few were seen to be better. */
const MOST_NARROWED = 12;
/** Times that these are searched for thoroughly: where thousands of ways are known, that takes half a second. */
const MOST_THOROUGH = 2;
/** Plans for these when all others are made, of all budgets together: there are few for each, and they tell of sets that are nearly known. */
const NARROWING_RESERVE = 400;
/** What another order of an index's columns must save one of the queries that ask for it, as a fraction. */
const REORDERED_SAVES = 0.5;
/** Plans after which one budget's set is final: what it learnt serves the next budget too. At most this share of those left. */
const PLANS_A_BUDGET = { least: 220, aQuery: 10 };
const SHARE_OF_LEFT = 1 / 12;
/** Plans of one look beside a set, without each of its indexes, or with these reordered, so that none takes those of the others. */
const PLANS_A_LOOK = { least: 110, aQuery: 1 };
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
  const mostOf = ({ least, aQuery }: typeof PLANS_A_BUDGET) => Math.max(least, aQuery * eligible.length);
  const after = (plans: number) => {
    const most = problem.pricer.planned() + plans;
    return () => problem.pricer.planned() > most;
  };
  const isSpent = after(Math.min(mostOf(PLANS_A_BUDGET), (problem.plansLeft?.() ?? Infinity) * SHARE_OF_LEFT));
  const isOver = () => problem.isLate() || isExplored(problem) || isSpent();
  const rationed = () => {
    const isEnough = after(mostOf(PLANS_A_LOOK));
    return () => isSpent() || isEnough();
  };

  let best = { set: NONE, score: Number.POSITIVE_INFINITY };
  let reference: Costs = new Map(eligible.map((unit) => [unit, unit.base.cost]));
  /** Plans a set, less what does harm; returns whether it is the best so far. */
  async function attempt(wished: Bits): Promise<boolean> {
    const set = await withoutHarm(problem, wished, eligible);
    const costs = new Map<PricedUnit, number>();
    for (const unit of eligible) costs.set(unit, (await priceOf(problem, unit, set)).cost);
    const score = scoreOf(costs, writeCostOf(problem, set));
    // What a part of a change does is worth knowing even where there is no room for it.
    if (score >= best.score || sizeOf(problem, set) > budgetBytes) return false;
    best = { set, score };
    reference = costs;
    return true;
  }

  let failures = 0;
  /** Goes to better sets nearby as long as there are any; of a set that disappoints, the change of each relation is planned. */
  async function approach(): Promise<void> {
    while (!isOver() && failures < MOST_FAILURES) {
      const from = best.set;
      const set = bestNear(problem, relevant, from, reference, budgetBytes);
      if (set === from) return;
      if (await attempt(set)) continue;
      for (const part of changesByRelation(problem, from, set)) if (!isOver()) await attempt(part);
      if (best.set === from) failures++;
    }
  }

  const assumedOfMerges = (way: Ways) => (problem.isLate() || isExplored(problem) ? [] : merges.assumed(way));
  const hasReserve = () => (problem.plansLeft?.() ?? Infinity) > -NARROWING_RESERVE;

  let thorough = 0;
  /** With narrower indexes in ways that were planned with wider ones: mostly they do as well, and leave room for others. */
  async function narrow(): Promise<void> {
    const combinations = createCombinations(problem);
    const assumedWith = createMemory(problem.pricer, (useful) => {
      const narrowings = createNarrowings(problem, facts, members(useful));
      return (way) => [...merges.assumed(way), ...narrowings(way), ...combinations(way)];
    });
    for (let tries = 0; tries < MOST_NARROWED && !problem.isLate(); tries++) {
      const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
      const useful = ways.reduce((bits, { concern }) => bits | concern, NONE);
      const assumed = hasReserve() ? assumedWith(useful) : () => [];
      const look = (isThorough: boolean) => bestOfKnown(problem, budgetBytes, reference, best.set, assumed, isThorough);
      const near = look(false);
      const set = near === best.set && thorough++ < MOST_THOROUGH ? look(true) : near;
      if (set === best.set) return;
      const before = known();
      if (!(await attempt(set)) && known() === before) return;
    }
  }

  /** With the columns of an index in another order, where a query that asks for it gains far more than versions of the planner differ by. */
  async function reorder(): Promise<void> {
    const isEnough = after(mostOf(PLANS_A_LOOK));
    const users = usersOf({ ...problem, units: eligible }, best.set);
    const { maxIndexColumns } = problem.options;
    for (const number of members(best.set)) {
      const candidate = problem.candidates[number]!;
      for (const { definition, askers } of reorderingsOf(candidate, users.get(number)!, facts, maxIndexColumns)) {
        if (problem.isLate() || !hasReserve() || isEnough()) return;
        const set = without(best.set, bit(number)) | bit(merges.inPlaceOf(number, definition));
        let gain = 0;
        for (const unit of askers)
          gain = Math.max(gain, 1 - (await priceOf(problem, unit, set)).cost / reference.get(unit)!);
        if (gain > REORDERED_SAVES && (await attempt(set))) break;
      }
    }
  }

  merges.addChains(knownWays(problem).filter(({ unit }) => unit.eligible));
  const bases = reference;
  const bySum = bestOfKnown(problem, budgetBytes, undefined, NONE, assumedOfMerges);
  const costs: Costs = new Map(eligible.map((unit) => [unit, bestKnown(problem, unit, bySum).cost]));
  await attempt(bestOfKnown(problem, budgetBytes, costs, bySum, assumedOfMerges));
  // Where many relations are joined it does; elsewhere what is assumed leads astray, and its plans are better spent otherwise.
  const isApartBest = await attempt(bestNear(problem, relevant, NONE, bases, budgetBytes));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [start, before] = [best.set, known()];
    if (isApartBest) await approach();
    if (round > 0) await attempt(bestOfKnown(problem, budgetBytes, reference, best.set, assumedOfMerges));
    if (isOver()) break;
    if (round < ROUNDS_BESIDE) {
      const units = byPotential(problem, reference);
      await exploreBeside(problem, units, relevant, best.set, budgetBytes, rationed());
    }
    await exploreWithout(problem, eligible, best.set, rationed());
    const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
    if (!merges.add(ways, best.set) && known() === before && best.set === start) break;
  }
  let before: Bits;
  do {
    before = best.set;
    await reorder();
    await narrow();
  } while (best.set !== before);
  for (const unit of problem.units) await priceOf(problem, unit, best.set);
  return best.set;
}

/** A set with one relation's indexes as another set has them, for each relation where they differ. */
function changesByRelation(problem: Problem, from: Bits, to: Bits): readonly Bits[] {
  const relations = new Set(
    members(without(from | to, from & to)).map((member) => problem.candidates[member]!.relation),
  );
  return [...relations].map(
    (relation) => without(from, ofRelation(problem, from, relation)) | ofRelation(problem, to, relation),
  );
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
