import { bit, members, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { definitionCovers, hasNoMoreRows } from './coverage.ts';
import { holdsBoth } from './merging.ts';
import { priceOf, usersOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { isTolerable, referenceOf } from './trimming.ts';

/** What a query must lose, of all that it saves, to have a shorter index beside one that begins with it. */
const MISSED = 0.5;

/**
 * A set without those indexes that others of it begin with, as none is proposed beside an index that is there and does its work: a few pages more
 * to read, of the many that the query read without either, are no reason to write every row twice. Nor is what the order of the same columns
 * in another one is dearer by.
 */
export async function withoutBeginnings(problem: Problem, start: Bits): Promise<Bits> {
  let chosen = start;
  for (const member of members(start)) {
    const rest = without(chosen, bit(member));
    const isNeedless = isBeginning(problem, member, rest)
      ? !(await isMissed(problem, member, chosen, rest))
      : isHeld(problem, member, rest) && (await isNearlyAsGood(problem, member, chosen, rest));
    if (isNeedless) chosen = rest;
  }
  return chosen;
}

function isBeginning({ candidates }: Problem, member: number, rest: Bits): boolean {
  const { definition } = candidates[member]!;
  return members(rest).some((other) => {
    const longer = candidates[other]!.definition;
    return definitionCovers(longer, definition) && hasNoMoreRows(longer, definition);
  });
}

/** Whether another holds all of its columns. */
function isHeld({ candidates }: Problem, member: number, rest: Bits): boolean {
  const { definition } = candidates[member]!;
  return members(rest).some((other) => holdsBoth(candidates[other]!.definition, definition, definition));
}

async function isNearlyAsGood(problem: Problem, member: number, chosen: Bits, rest: Bits): Promise<boolean> {
  const concerned = usersOf(problem, chosen).get(member)!;
  return isTolerable(problem, concerned, rest, referenceOf(problem, chosen), 'order');
}

/**
 * Measured by what the query costs with no new index: where another has taken its place, that is all there was to save. Half of it is no more than the planner
 * may be wrong by, which takes the rows of one key for better ordered than those of several (btcostestimate() of selfuncs.c).
 */
async function isMissed(problem: Problem, member: number, chosen: Bits, rest: Bits): Promise<boolean> {
  for (const unit of usersOf(problem, chosen).get(member)!) {
    const { cost } = await priceOf(problem, unit, chosen);
    const loss = (await priceOf(problem, unit, rest)).cost - cost;
    const least = Math.max(unit.base.cost * problem.options.minImprovement, (unit.base.cost - cost) * MISSED);
    if (unit.eligible && loss >= least) return true;
  }
  return false;
}
