import type { AnalyzedQuery } from '../lint/contract.ts';
import { UnplannableError } from '../planner/engine.ts';
import { NONE } from './bits.ts';
import type { Advice, AdviceOptions } from './model.ts';
import type { Pricer } from './pricing.ts';
import type { PricedUnit } from './problem.ts';
import { withoutValues } from './unplannable-reason.ts';

/** What queries, given by position, cost as things are. Each is asked for once. */
export interface BasePrices {
  /**
   * Prices those that are not priced yet, in this order, as far as the time goes; one whose plan would pass the end is left out.
   * @param onQuery called before each
   * @returns those of them that have a price, in this order
   */
  price(
    positions: readonly number[],
    isLate: () => boolean,
    onQuery?: (done: number) => void,
  ): Promise<readonly PricedUnit[]>;
  /** Those of the queries that have a price, in this order. */
  units(positions: Iterable<number>): readonly PricedUnit[];
  unplannable(): Advice['unplannable'];
  /** Whether it was looked at: it has a price, or has none as it cannot be planned. */
  isDone(position: number): boolean;
}

export function createBasePrices(
  queries: readonly AnalyzedQuery[],
  pricer: Pricer,
  { minCalls }: Pick<AdviceOptions, 'minCalls'>,
): BasePrices {
  const units = new Map<number, PricedUnit>();
  const unplannable = new Map<number, Advice['unplannable'][number]>();
  const isDone = (position: number) => units.has(position) || unplannable.has(position);

  async function priceOne(position: number): Promise<void> {
    const query = queries[position]!;
    const { fingerprint } = query;
    if (query.shape.kind === 'utility') {
      unplannable.set(position, { fingerprint, reason: 'a utility statement has no plan' });
      return;
    }
    try {
      const base = await pricer.price(position, NONE);
      units.set(position, { query, position, base, eligible: query.calls >= minCalls });
    } catch (error) {
      if (!(error instanceof UnplannableError)) throw error;
      unplannable.set(position, { fingerprint, reason: withoutValues(error.message, query.sql) });
    }
  }

  function unitsOf(positions: Iterable<number>): readonly PricedUnit[] {
    return [...positions].flatMap((position) => units.get(position) ?? []);
  }

  return {
    async price(positions, isLate, onQuery) {
      for (const [done, position] of positions.entries()) {
        if (isLate()) break;
        onQuery?.(done);
        if (!isDone(position) && pricer.suffices(position)) await priceOne(position);
      }
      return unitsOf(positions);
    },
    units: unitsOf,
    unplannable: () => [...unplannable.values()],
    isDone,
  };
}

/** Those that took most time first. */
export function byTime(a: AnalyzedQuery, b: AnalyzedQuery): number {
  return b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1);
}
