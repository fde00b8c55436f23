import type { Origin } from './statement-tally.ts';

/** Slots for each origin that there may be: half of them stay free. */
const SPREAD = 2;
const FEWEST_SLOTS = 8;

/**
 * Calls and microseconds by origin, of one statement: a small table in plain memory, for it is asked for every execution of a log. When
 * `most` origins are there, all are handed to `settle` and forgotten.
 */
export class OriginTally {
  readonly #most: number;
  readonly #settle: (origin: Origin, calls: number, totalUs: number) => void;
  #mask = FEWEST_SLOTS - 1;
  /** For each slot the index of the origin and one; 0 where it is free. */
  #slots = new Uint16Array(FEWEST_SLOTS);
  /** Calls and microseconds in turn. */
  #sums = new Float64Array(FEWEST_SLOTS);
  #origins: Origin[] = [];

  constructor(most: number, settle: (origin: Origin, calls: number, totalUs: number) => void) {
    this.#most = most;
    this.#settle = settle;
  }

  add(origin: Origin, calls: number, us: number): void {
    const { id } = origin;
    for (let slot = id & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = this.#slots[slot]! - 1;
      if (index < 0) return this.#addNew(origin, calls, us);
      if (this.#origins[index]!.id !== id) continue;
      this.#sums[2 * index]! += calls;
      this.#sums[2 * index + 1]! += us;
      return;
    }
  }

  settle(): void {
    for (const [index, origin] of this.#origins.entries()) {
      this.#settle(origin, this.#sums[2 * index]!, this.#sums[2 * index + 1]!);
    }
    this.#origins = [];
    this.#slots.fill(0);
    this.#sums.fill(0);
  }

  #addNew(origin: Origin, calls: number, us: number): void {
    if (this.#origins.length === this.#most) this.settle();
    if (this.#origins.length * SPREAD === this.#slots.length) this.#grow();
    // What is added to an empty list would have room for 17: most statements have few.
    if (this.#origins.length === 0) this.#origins = [origin];
    else this.#origins.push(origin);
    this.#place(origin, this.#origins.length);
    this.add(origin, calls, us);
  }

  #place({ id }: Origin, index: number): void {
    let slot = id & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = index;
  }

  #grow(): void {
    const slots = 2 * this.#slots.length;
    const sums = new Float64Array(slots);
    sums.set(this.#sums);
    this.#sums = sums;
    this.#slots = new Uint16Array(slots);
    this.#mask = slots - 1;
    for (const [index, origin] of this.#origins.entries()) this.#place(origin, index + 1);
  }
}
