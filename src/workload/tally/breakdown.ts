import { BoundedMap } from './bounded-map.ts';

/** One value (a user, a tag's value) with its calls and microseconds, as files hold it. */
export type ShareRecord = readonly [value: string, calls: number, totalUs: number];

type Sums = [calls: number, totalUs: number];

const noSums = (): Sums => [0, 0];

/**
 * Calls and time by value, exact for each value that is kept (see BoundedMap); what the others have together is the total's
 * difference to the sum of those.
 */
export class Breakdown extends BoundedMap<Sums> {
  constructor(most: number) {
    super(most, noSums);
  }

  add(value: string, calls: number, totalUs: number): void {
    const share = this.at(value);
    if (!share) return;
    share[0] += calls;
    share[1] += totalUs;
  }

  merge(records: readonly ShareRecord[]): void {
    for (const [value, calls, totalUs] of records) this.add(value, calls, totalUs);
  }

  /** In the order of the values' code units. */
  toRecords(): ShareRecord[] {
    return [...this].map(([value, [calls, totalUs]]) => [value, calls, totalUs]);
  }
}
