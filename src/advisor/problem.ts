import type { Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { bitsOf, members } from './bits.ts';
import type { Bits } from './bits.ts';
import type { AdviceOptions } from './model.ts';
import type { Upkeep } from './write-cost/upkeep.ts';
import { cheapestWithin } from './pricing.ts';
import type { Price, PricedCandidate, Pricer } from './pricing.ts';
import { ADDED_PAGE_SAVES } from './thresholds.ts';

/** One index that may be chosen. */
export interface Candidate extends PricedCandidate {
  readonly relation: Relation;
  /** What maintaining it costs over the workload's time, in the planner's units. */
  readonly writeCost: number;
  /** The same with what it was counted from; left out where nobody asks. */
  readonly upkeep?: Upkeep;
  /** Pages that its included columns add; none where nobody counted how often its queries are asked, or where left out. */
  readonly addedPages?: number;
  /** Whether the table has an index of the same keys already: what is new is then only what it includes. */
  readonly repeatsKeys: boolean;
  /** Proposals, by position, that asked for it. */
  readonly proposals: readonly number[];
}

/** A query that could be priced. */
export interface PricedUnit {
  readonly query: AnalyzedQuery;
  /** Position among all queries: what the pricer calls it. */
  readonly position: number;
  readonly base: Price;
  /** Asked often enough to have an index of its own. */
  readonly eligible: boolean;
}

export interface Problem {
  readonly candidates: readonly Candidate[];
  readonly units: readonly PricedUnit[];
  readonly pricer: Pricer;
  readonly options: AdviceOptions;
  /** Whether the time is up: then only known prices are used. */
  readonly isLate: () => boolean;
  /** How many more plans may be asked for to find alternatives; without a limit when left out. */
  readonly plansLeft?: () => number;
}

/** The same before it is known which queries can be priced. */
export type OpenProblem = Omit<Problem, 'units'>;

/** Whether so much was planned that no more alternatives are sought. */
export function isExplored({ plansLeft }: Problem): boolean {
  return plansLeft !== undefined && plansLeft() <= 0;
}

/** The cheapest known price of a query that needs only indexes of the set: exact, or an upper bound. */
export function bestKnown(problem: Problem, unit: PricedUnit, set: Bits): Price {
  return (
    problem.pricer.recall(unit.position, set) ?? cheapestWithin(problem.pricer.prices(unit.position), set, unit.base)
  );
}

/** The price with exactly the set, or the best known one when the time is up. */
export async function priceOf(problem: Problem, unit: PricedUnit, set: Bits): Promise<Price> {
  return problem.isLate() ? bestKnown(problem, unit, set) : problem.pricer.price(unit.position, set);
}

export function sizeOf(problem: Problem, set: Bits): number {
  return members(set).reduce((sum, member) => sum + problem.candidates[member]!.sizeBytes, 0);
}

/** Those indexes of a set that are on the relation. */
export function ofRelation({ candidates }: Problem, set: Bits, relation: Relation): Bits {
  return bitsOf(members(set).filter((member) => candidates[member]!.relation === relation));
}

export function writeCostOf(problem: Problem, set: Bits): number {
  return members(set).reduce((sum, member) => sum + problem.candidates[member]!.writeCost, 0);
}

/** The same, and what room the included columns take: whoever sets a storage budget has said what that may cost. */
export function holdingCostOf(problem: Problem, set: Bits): number {
  const isRoomFree = problem.options.storageBudgetBytes !== null;
  const pages = members(set).reduce((sum, member) => sum + (problem.candidates[member]!.addedPages ?? 0), 0);
  return writeCostOf(problem, set) + (isRoomFree ? 0 : pages * ADDED_PAGE_SAVES);
}

/** Each candidate that the plans of the set use, with the queries that use it. */
export function usersOf(problem: Problem, set: Bits): ReadonlyMap<number, readonly PricedUnit[]> {
  const users = new Map<number, PricedUnit[]>(members(set).map((member) => [member, []]));
  for (const unit of problem.units) {
    const { used } = bestKnown(problem, unit, set);
    for (const member of members(used & set)) users.get(member)!.push(unit);
  }
  return users;
}
