import { bit, isSubset, members, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { bestKnown, priceOf, usersOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';

/**
 * Costs that differ by less than this fraction are the same to the planner: of two such paths it takes, say, the one that is in some order, though it be the
 * dearer (STD_FUZZ_FACTOR of pathnode.c, 1 %), and of two such joins of them again.
 */
const SAME_COST = 0.02;

/**
 * A set without what makes one of the queries dearer than it was: an index can only do that by changing the planner's estimates. Of those
 * whose going mends a query, the one goes that the others miss least.
 */
export async function withoutHarm(problem: Problem, start: Bits, units: readonly PricedUnit[]): Promise<Bits> {
  let chosen = start;
  const unharmed = new Map<PricedUnit, Bits>();
  for (;;) {
    const harmed = await firstHarmed(problem, chosen, units, unharmed);
    if (!harmed) return chosen;
    const read = members(bestKnown(problem, harmed, chosen).used & chosen);
    const suspects = read.length > 0 ? read : members(chosen);
    if (suspects.length === 0) return chosen;
    const mending = [];
    for (const suspect of suspects) {
      const { cost } = await priceOf(problem, harmed, without(chosen, bit(suspect)));
      if (!isDearer(harmed, cost)) mending.push(suspect);
    }
    const users = usersOf({ ...problem, units }, chosen);
    const lossOf = (suspect: number) =>
      users
        .get(suspect)!
        .filter((unit) => unit !== harmed)
        .reduce((sum, unit) => sum + unit.query.calls * savedBy(problem, unit, chosen, suspect), 0);
    const losses = (mending.length > 0 ? mending : suspects).map((suspect) => ({ suspect, loss: lossOf(suspect) }));
    const { suspect } = losses.reduce((a, b) => (b.loss < a.loss ? b : a));
    chosen = without(chosen, bit(suspect));
  }
}

/** @param unharmed those that were found to be no dearer, each with the indexes that this holds with, whichever others go. */
async function firstHarmed(
  problem: Problem,
  chosen: Bits,
  units: readonly PricedUnit[],
  unharmed: Map<PricedUnit, Bits>,
): Promise<PricedUnit | undefined> {
  for (const unit of units) {
    const using = unharmed.get(unit);
    if (using !== undefined && isSubset(using, chosen)) continue;
    const { cost, used } = await priceOf(problem, unit, chosen);
    if (isDearer(unit, cost)) return unit;
    // What is merely the best known of it may not hold for a smaller set.
    if (problem.pricer.recall(unit.position, chosen)) unharmed.set(unit, used);
  }
  return undefined;
}

function isDearer({ base }: PricedUnit, cost: number): boolean {
  return cost > base.cost * (1 + SAME_COST);
}

/** Planner's units for one call, as far as is known. */
function savedBy(problem: Problem, unit: PricedUnit, chosen: Bits, member: number): number {
  return bestKnown(problem, unit, without(chosen, bit(member))).cost - bestKnown(problem, unit, chosen).cost;
}
