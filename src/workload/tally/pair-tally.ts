import type { TallyMemory } from './tally-memory.ts';

/** A pair, as scanner/tally/pairs.ts has it, in numbers of 32 bits and in doubles. */
const INTS = 6;
const DOUBLES = 3;
const STATEMENT = 0;
const OTHER = 1;
const CALLS = 1;
const TOTAL_US = 2;

/** More things than these have no number at a time, and more pairs are added up: application names and tags may hold process ids. */
const MOST_NUMBERS = 10_000;
const MOST_PAIRS = 100_000;

/** Takes what was counted of a statement, by its address, together with something else. */
export type AddPair<Other> = (statement: number, other: Other, calls: number, totalUs: number) => void;

/** Calls and microseconds by statement and something else: the other's numbers in the tally's memory, and the way of the sums out of it. */
export class PairTally<Other> {
  readonly #memory: TallyMemory;
  readonly #isOfTags: boolean;
  readonly #add: AddPair<Other>;
  #others: Other[] = [];
  readonly #numbers = new Map<Other, number>();

  /** @param isOfTags which of the two tables in the memory it is */
  constructor(memory: TallyMemory, isOfTags: boolean, add: AddPair<Other>) {
    this.#memory = memory;
    this.#isOfTags = isOfTags;
    this.#add = add;
  }

  /** Whether it holds as many numbers or pairs as it may: it is to be settled then, and all numbers are forgotten. */
  get isFull(): boolean {
    return this.#others.length >= MOST_NUMBERS || this.#memory.exports.pairsHeld(this.#isOfTags) >= MOST_PAIRS;
  }

  numberOf(other: Other): number {
    let number = this.#numbers.get(other);
    if (number === undefined) this.#numbers.set(other, (number = this.#others.push(other) - 1));
    return number;
  }

  /** Hands on all that was counted, and forgets the numbers. */
  settle(): void {
    const { exports } = this.#memory;
    const slots = exports.pairSlots(this.#isOfTags);
    const address = exports.pairsAt(this.#isOfTags);
    const ints = new Int32Array(exports.memory.buffer, address, slots * INTS);
    const doubles = new Float64Array(exports.memory.buffer, address, slots * DOUBLES);
    for (let slot = 0; slot < slots; slot++) {
      const statement = ints[slot * INTS + STATEMENT]!;
      if (statement === 0) continue;
      const other = this.#others[ints[slot * INTS + OTHER]!]!;
      this.#add(statement, other, doubles[slot * DOUBLES + CALLS]!, doubles[slot * DOUBLES + TOTAL_US]!);
    }
    exports.clearPairs(this.#isOfTags);
    this.#others = [];
    this.#numbers.clear();
  }
}
