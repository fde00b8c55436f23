import { isSubset, NONE } from '../../../src/advisor/bits.ts';
import type { Bits } from '../../../src/advisor/bits.ts';
import type { Price } from '../../../src/advisor/pricing.ts';
import type { Candidate, PricedUnit, Problem } from '../../../src/advisor/problem.ts';
import { aQuery } from '../../support/query-builder.ts';
import { OPTIONS } from '../scenario.ts';

/** A query that costs 1000 without any index, and what was planned of it: what was on offer, what was used, and the cost. */
export function plannedQuery(position: number, planned: readonly (readonly [Bits, Bits, number])[]) {
  const prices = [[NONE, NONE, 1000] as const, ...planned].map(([offered, used, cost]): Price => ({
    offered,
    used,
    unread: NONE,
    cost,
    access: {},
    reads: [],
  }));
  const unit: PricedUnit = { query: aQuery({ on: 'a', calls: 1 }), position, base: prices[0]!, eligible: true };
  const recall = (set: Bits) => prices.find(({ used, offered }) => isSubset(used, set) && isSubset(set, offered));
  return { unit, prices, recall };
}

/** The problem of one such query, of which nothing more is planned. */
export function plannedProblem(
  candidates: readonly Candidate[],
  planned: readonly (readonly [Bits, Bits, number])[],
): Problem {
  const { unit, prices, recall } = plannedQuery(0, planned);
  return {
    candidates,
    units: [unit],
    options: OPTIONS,
    isLate: () => false,
    pricer: {
      price: () => Promise.reject(new Error('no plan is asked for')),
      prepare: () => Promise.reject(new Error('no index is made')),
      recall: (_, set) => recall(set),
      prices: () => prices,
      planned: () => 0,
      planningMs: () => 0,
      suffices: () => true,
      impossible: new Map(),
    },
  };
}
