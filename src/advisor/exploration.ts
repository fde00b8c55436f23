import type { IndexDefinition } from '../catalog/model.ts';
import { bit, bitsOf, members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { width } from './definition.ts';
import type { Price } from './pricing.ts';
import type { OpenProblem, PricedUnit } from './problem.ts';
import { DEEPENING_PLANS } from './thresholds.ts';

/**
 * Finds the ways in which the candidates can serve one query: plans it with the narrow ones, and at last with all of them at once,
 * then, the cheapest first, again without each index that a plan used. What the planner never picks costs no plan at all, and the
 * prices that are found serve every later question about the query. Yields after each plan, so that many queries can take turns.
 * @param relevant the candidates that matter to the query.
 * @param maxPlans how many sets to price at most.
 */
export async function* explore(
  problem: OpenProblem,
  unit: PricedUnit,
  relevant: Bits,
  maxPlans: number,
): AsyncGenerator<void, void> {
  const seen = new Set<Bits>();
  const starts = [...new Set(seeds(problem, relevant))];
  let left = maxPlans;
  // One look at each first: where the time ends, every query has had that.
  for (const seed of starts.slice(0, maxPlans)) {
    if (problem.isLate()) return;
    if (!problem.pricer.recall(unit.position, seed)) left--;
    await problem.pricer.price(unit.position, seed);
    yield;
  }
  // What the first ones leave over goes to the last.
  for (const [index, seed] of starts.entries()) {
    const share = Math.ceil(left / (starts.length - index));
    left -= yield* descend(problem, unit, seed, share, seen);
  }
}

/** What the first plan of a query's exploration has on offer. */
export function firstOffer({ candidates }: OpenProblem, relevant: Bits): Bits {
  return bitsOf(members(relevant).filter((number) => width(candidates[number]!.definition) <= 1));
}

/** Once a set is chosen: goes on where exploration stopped, with plans of its own. */
export async function deepen(problem: OpenProblem, unit: PricedUnit, relevant: Bits): Promise<void> {
  const steps = descend(problem, unit, relevant, DEEPENING_PLANS, new Set());
  while (!(await steps.next()).done);
}

/** From one offer downwards, at most so many plans; returns how many there were. */
async function* descend(
  problem: OpenProblem,
  unit: PricedUnit,
  seed: Bits,
  maxPlans: number,
  seen: Set<Bits>,
): AsyncGenerator<void, number> {
  const queue: Price[] = [];
  let plans = 0;
  // Less than this is no help, and neither is what remains of it.
  const worthwhile = unit.base.cost * (1 - problem.options.minImprovement / 2);

  async function visit(set: Bits): Promise<void> {
    const isKnown = problem.pricer.recall(unit.position, set) !== undefined;
    if (seen.has(set) || (!isKnown && plans >= maxPlans) || problem.isLate()) return;
    seen.add(set);
    if (!isKnown) plans++;
    const price = await problem.pricer.price(unit.position, set);
    if (price.used !== NONE && price.cost < worthwhile) queue.push(price);
  }

  await visit(seed);
  while (queue.length > 0 && plans < maxPlans && !problem.isLate()) {
    queue.sort((a, b) => a.cost - b.cost);
    const { offered, used } = queue.shift()!;
    for (const member of members(used)) {
      await visit(without(offered, bit(member)));
      yield;
    }
  }
  return plans;
}

/** With one key, and with two; without included columns; all at once. The narrow ones first: they would else come to light last. */
function seeds(problem: OpenProblem, relevant: Bits): readonly Bits[] {
  const those = (wanted: (definition: IndexDefinition) => boolean) =>
    bitsOf(members(relevant).filter((number) => wanted(problem.candidates[number]!.definition)));
  return [
    firstOffer(problem, relevant),
    those((definition) => width(definition) <= 2),
    those(({ include }) => include.length === 0),
    relevant,
  ];
}
