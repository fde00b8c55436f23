import { isSubset } from '../bits.ts';
import type { Bits } from '../bits.ts';
import type { Pricer } from '../pricing.ts';

/** What a query costs with a set at the least: with more indexes it was no cheaper. 0 where nothing is known. */
export function floorOf(pricer: Pricer, position: number, set: Bits): number {
  return pricer
    .prices(position)
    .reduce((floor, { offered, cost }) => (cost > floor && isSubset(set, offered) ? cost : floor), 0);
}
