import type { PricedUnit } from '../problem.ts';

/**
 * Of what counts, the share that goes to each query's own improvement, whatever it costs beside the others: those who wait
 * for a small query feel it too. More of it where few queries make up the total, which then says nothing of the rest: divided by their
 * effective number. On TPC-H the smaller share makes the sum dearer by 0.4 % at most.
 */
const EACH_QUERY_COUNTS = { least: 0.05, ofOne: 0.5 };

/** What every eligible query costs with some set. */
export type Costs = ReadonlyMap<PricedUnit, number>;

/** A set's merit: the lower, the better. */
export function scoreOf(costs: Costs, writeCost: number): number {
  const logs = [...costs].reduce((sum, [{ base }, cost]) => sum + logRatio(cost, base.cost), 0);
  return Math.log(totalOf(costs) + writeCost) + (shareOfEach(costs) * logs) / Math.max(costs.size, 1);
}

/**
 * The same near a reference, as a sum over the queries: planner's units for one call. A query that costs as much as in the
 * reference is worth its cost; one that costs far less may be worth less than nothing.
 */
export function worthNear(reference: Costs): (unit: PricedUnit, cost: number) => number {
  const share = (shareOfEach(reference) * totalOf(reference)) / Math.max(reference.size, 1);
  return (unit, cost) => cost + (share / unit.query.calls) * logRatio(cost, reference.get(unit)!);
}

/** The effective number of queries is the inverse of the sum of their squared shares (Simpson's index). */
function shareOfEach(costs: Costs): number {
  const bases = [...costs.keys()].map(({ query, base }) => query.calls * base.cost);
  const total = bases.reduce((sum, base) => sum + base, 0);
  const concentration = bases.reduce((sum, base) => sum + (base / total) ** 2, 0);
  return Math.max(EACH_QUERY_COUNTS.least, EACH_QUERY_COUNTS.ofOne * (total > 0 ? concentration : 0));
}

/** Planner's costs of nothing but a constant are 0.01; none is 0. */
function logRatio(cost: number, base: number): number {
  return Math.log(Math.max(cost, 0.01) / Math.max(base, 0.01));
}

/** Planner's units, weighted by calls. */
export function totalOf(costs: Costs): number {
  return [...costs].reduce((sum, [{ query }, cost]) => sum + query.calls * cost, 0);
}
