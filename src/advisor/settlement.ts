import { toCandidate } from './admission.ts';
import { withoutBeginnings } from './beginnings.ts';
import { NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import type { WantedIndex } from './coverage.ts';
import { definitionKey } from './definition.ts';
import { deepen } from './exploration.ts';
import { withoutHarm } from './harm.ts';
import { leadWith } from './leading.ts';
import { holdsBoth, unionsOf } from './merging.ts';
import { priceOf } from './problem.ts';
import type { Candidate, Problem } from './problem.ts';
import type { RelationFacts } from './relations.ts';
import { settleWithin } from './budget/settle.ts';
import { widen } from './exchange.ts';
import { select } from './selection.ts';
import { drop, narrow, referenceOf, unite } from './trimming.ts';

/** Rounds of choosing and thinning out: room that a dropped index leaves can be used again. */
const MAX_ROUNDS = 3;

/**
 * From what exploration learnt to the set that is advised, with exact prices.
 * @param beginnings indexes that are to be there whatever the planner says, or are there and may go: better one of the set begins as they do.
 */
export async function settle(
  problem: Problem,
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
  relevant: (position: number) => Bits,
  beginnings: readonly WantedIndex[] = [],
): Promise<Bits> {
  const { storageBudgetBytes: budget } = problem.options;
  const leading = (set: Bits) => leadWith(problem, set, beginnings, facts, addCandidate);
  if (budget !== null) {
    const chosen = await settleWithin(problem, budget, facts, addCandidate, relevant);
    return withoutHarm(problem, await leading(chosen), problem.units);
  }
  let chosen = NONE;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const unit of round > 0 ? problem.units : []) await deepen(problem, unit, relevant(unit.position));
    const wished = widen(problem, select(problem, chosen));
    for (const unit of problem.units) await priceOf(problem, unit, wished);
    const selected = await withoutBeginnings(problem, wished);
    const reference = referenceOf(problem, selected);
    let next = await drop(problem, selected, reference);
    next = await narrow(problem, next, reference);
    next = await unite(problem, next, reference, (a, b) => unions(problem, facts, addCandidate, a, b));
    next = await drop(problem, await withoutBeginnings(problem, next), reference);
    // What was united for queries that are better served otherwise by now.
    next = await narrow(problem, next, reference);
    const isSettled = next === chosen || problem.isLate();
    chosen = next;
    if (isSettled) break;
  }
  return withoutHarm(problem, await leading(chosen), problem.units);
}

/** Candidates that hold what both do, and their unions, which become candidates. The smallest first. */
function unions(
  problem: Problem,
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
  a: number,
  b: number,
): readonly number[] {
  const first = problem.candidates[a]!;
  const second = problem.candidates[b]!;
  const known = new Map(problem.candidates.map(({ definition }, number) => [definitionKey(definition), number]));
  const proposals = [...new Set([...first.proposals, ...second.proposals])].sort((x, y) => x - y);
  for (const union of unionsOf(first.definition, second.definition, problem.options.maxIndexColumns)) {
    if (!known.has(definitionKey(union)))
      known.set(definitionKey(union), addCandidate(toCandidate(union, proposals, facts)));
  }
  return [...known.values()]
    .filter((number) => number !== a && number !== b)
    .filter((number) => holdsBoth(problem.candidates[number]!.definition, first.definition, second.definition))
    .sort((x, y) => problem.candidates[x]!.sizeBytes - problem.candidates[y]!.sizeBytes || x - y);
}
