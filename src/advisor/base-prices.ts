import type { AnalyzedQuery } from '../lint/contract.ts';
import { UnplannableError } from '../planner/engine.ts';
import { NONE } from './bits.ts';
import type { Advice, AdviceOptions } from './model.ts';
import type { Pricer } from './pricing.ts';
import type { PricedUnit } from './problem.ts';

export interface BasePrices {
  readonly units: readonly PricedUnit[];
  readonly unplannable: Advice['unplannable'];
  /** Queries that the time did not suffice for. */
  readonly left: number;
}

/** What each of the queries, given by position, costs now; in this order, as far as the time goes. */
export async function priceAsTheyAre(
  queries: readonly AnalyzedQuery[],
  positions: readonly number[],
  pricer: Pricer,
  { minCalls }: Pick<AdviceOptions, 'minCalls'>,
  isLate: () => boolean,
  onQuery: (done: number) => void,
): Promise<BasePrices> {
  const units: PricedUnit[] = [];
  const unplannable: { fingerprint: string; reason: string }[] = [];
  let done = 0;
  for (const position of positions) {
    if (isLate()) break;
    onQuery(done++);
    const query = queries[position]!;
    if (query.shape.kind === 'utility') {
      unplannable.push({ fingerprint: query.fingerprint, reason: 'a utility statement has no plan' });
      continue;
    }
    try {
      const base = await pricer.price(position, NONE);
      units.push({ query, position, base, eligible: query.calls >= minCalls });
    } catch (error) {
      if (!(error instanceof UnplannableError)) throw error;
      unplannable.push({ fingerprint: query.fingerprint, reason: error.message });
    }
  }
  return { units, unplannable, left: positions.length - done };
}

/** By position, units in the order of the queries. */
export function together(a: BasePrices, b: BasePrices): BasePrices {
  return {
    units: [...a.units, ...b.units].sort((x, y) => x.position - y.position),
    unplannable: [...a.unplannable, ...b.unplannable],
    left: a.left + b.left,
  };
}

/** Those that took most time first. */
export function byTime(a: AnalyzedQuery, b: AnalyzedQuery): number {
  return b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1);
}
