import type { Relation } from '../../catalog/model.ts';
import { bitsOf, isSubset, members, NONE, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { ofRelation } from '../problem.ts';
import type { PricedUnit, Problem } from '../problem.ts';
import { LEAST_OF_WORKLOAD } from '../thresholds.ts';
import { knownWays } from '../ways.ts';
import type { Demand } from './moves.ts';
import { floorOf } from './floor.ts';
import { gainsAlone, LEAST_LEFT } from './gains.ts';
import type { Gains } from './gains.ts';
import { search } from './search.ts';
import { totalOf, worthNear } from './worth.ts';
import type { Costs } from './worth.ts';

/**
 * The set within the budget that should be best if what serves one relation saved as much whatever serves the others: where many
 * relations are joined, the ways that need several indexes are far too many to plan each. What a change of one relation's indexes
 * does is taken from a plan of that, if there is one, and else it is what the index does alone.
 * @param set from which changes are counted: planned, within the budget.
 * @param costs what each query costs with it.
 */
export function bestNear(
  problem: Problem,
  relevant: (position: number) => Bits,
  set: Bits,
  costs: Costs,
  budgetBytes: number,
): Bits {
  const ways = knownWays(problem).filter(({ unit }) => unit.eligible);
  const worth = worthNear(costs);
  const gains = gainsAlone(problem, ways, relevant, budgetBytes);
  const changes = ways.flatMap(({ unit }, place) => changesOf(problem, unit, gains[place]!, set, costs.get(unit)!));
  const useful = members(
    changes.reduce((bits, { options }) => options.reduce((all, { used }) => all | used, bits), NONE),
  );
  const numbers = new Map(useful.map((candidate, number) => [candidate, number]));
  const demands = changes.map(({ unit, now, bare, options }): Demand => ({
    calls: unit.query.calls,
    base: worth(unit, bare) - worth(unit, now),
    ways: options.map(({ cost, used }) => ({
      cost: worth(unit, cost) - worth(unit, now),
      members: members(used).map((one) => numbers.get(one)!),
    })),
  }));
  const supplies = useful.map((candidate) => problem.candidates[candidate]!);
  const found = search(demands, supplies, budgetBytes, LEAST_OF_WORKLOAD, {
    isLate: problem.isLate,
    start: members(set).flatMap((candidate) => numbers.get(candidate) ?? []),
    workloadCost: totalOf(costs),
  });
  return bitsOf(found.map((number) => useful[number]!));
}

interface Changes {
  readonly unit: PricedUnit;
  /** What the query costs with the set, and without its indexes of one relation. */
  readonly now: number;
  readonly bare: number;
  /** What it costs with these indexes of the relation in their stead, the cheapest first. */
  readonly options: readonly { readonly used: Bits; readonly cost: number }[];
}

/** One for each relation. */
function changesOf(problem: Problem, unit: PricedUnit, gains: Gains, set: Bits, now: number): readonly Changes[] {
  const { pricer, candidates } = problem;
  const used = (pricer.recall(unit.position, set)?.used ?? NONE) & set;
  const byRelation = new Map<Relation, [Bits, number][]>();
  for (const member of members(used)) byRelation.set(candidates[member]!.relation, []);
  for (const gain of gains) {
    const { relation } = candidates[members(gain[0])[0]!]!;
    byRelation.set(relation, [...(byRelation.get(relation) ?? []), gain]);
  }
  const costOf = (bits: Bits, assumed: number) =>
    pricer.recall(unit.position, bits)?.cost ??
    Math.max(assumed, floorOf(pricer, unit.position, bits), now * LEAST_LEFT);
  return [...byRelation].map(([relation, alone]) => {
    const own = ofRelation(problem, used, relation);
    const rest = without(set, ofRelation(problem, set, relation));
    const gain = alone.reduce((most, [option, saved]) => (isSubset(option, own) ? Math.max(most, saved) : most), 0);
    const bare = own === NONE ? now : Math.max(now, costOf(rest, now + gain));
    const options = alone.map(([option, saved]) => ({ used: option, cost: costOf(rest | option, bare - saved) }));
    if (own !== NONE) options.push({ used: own, cost: now });
    return {
      unit,
      now,
      bare,
      options: options.filter(({ cost }) => cost < bare).sort((a, b) => a.cost - b.cost),
    };
  });
}
