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

type Assume = (ways: Ways) => readonly AssumedWay[];

/**
 * What is assumed of a query follows from its prices and from which indexes are useful: most plans of a choice are of few queries, and of
 * the others the same is assumed as before.
 * @param assumeWith makes of the useful indexes what assumes.
 * @returns the same, from memory where that is known
 */
export function createMemory(
  { prices }: Pick<Pricer, 'prices'>,
  assumeWith: (useful: Bits) => Assume,
): (useful: Bits) => Assume {
  const memory = new Map<PricedUnit, Remembered>();
  let usefulThen: Bits | undefined;
  let assume: Assume = () => [];
  return (useful) => {
    if (useful !== usefulThen) {
      memory.clear();
      assume = assumeWith(useful);
    }
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
