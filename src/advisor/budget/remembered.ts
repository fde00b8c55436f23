import { NONE } from '../bits.ts';
import type { Bits } from '../bits.ts';
import type { Price, Pricer } from '../pricing.ts';
import type { PricedUnit } from '../problem.ts';
import type { Ways } from '../ways.ts';
import type { AssumedWay } from './merges.ts';

interface Remembered {
  readonly count: number;
  readonly last: Price | undefined;
  readonly assumed: readonly AssumedWay[];
}

/**
 * What is assumed of a query follows from its prices and from which indexes are useful: most plans of a choice are of few queries, and of
 * the others the same is assumed as before.
 * @returns a function of the useful indexes and of what assumes
 */
export function createMemory({
  prices,
}: Pick<Pricer, 'prices'>): (
  useful: Bits,
  assume: (ways: Ways) => readonly AssumedWay[],
) => (ways: Ways) => readonly AssumedWay[] {
  const memory = new Map<PricedUnit, Remembered>();
  let usefulThen = NONE;
  return (useful, assume) => {
    if (useful !== usefulThen) memory.clear();
    usefulThen = useful;
    return (ways) => {
      const known = prices(ways.unit.position);
      const before = memory.get(ways.unit);
      // Prices are only ever added to, but where one of a query's statements turns out not to be plannable.
      if (before?.count === known.length && before.last === known.at(-1)) return before.assumed;
      const assumed = assume(ways);
      memory.set(ways.unit, { count: known.length, last: known.at(-1), assumed });
      return assumed;
    };
  };
}
