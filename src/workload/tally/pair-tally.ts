import type { TallyMemory } from './tally-memory.ts';

/** The tables of pairs, as scanner/tally/pairs.ts has them. */
export const PAIRS = { origin: 0, tags: 1, query: 2 } as const;
export type PairTable = (typeof PAIRS)[keyof typeof PAIRS];

/** A pair there, in numbers of 32 bits and in doubles. */
const INTS = 6;
const DOUBLES = 3;
const STATEMENT = 0;
const OTHER = 1;
const CALLS = 1;
const TOTAL_US = 2;

/** Takes what was counted of a statement, by its address, together with something else. */
export type AddPair<Other> = (statement: number, other: Other, calls: number, totalUs: number) => void;

/** Hands on what was counted of each pair, the other one by its number, and leaves none. */
export function takePairs({ exports }: TallyMemory, table: PairTable, add: AddPair<number>): void {
  const slots = exports.pairSlots(table);
  const ints = new Int32Array(exports.memory.buffer, exports.pairsAt(table), slots * INTS);
  const doubles = new Float64Array(exports.memory.buffer, exports.pairsAt(table), slots * DOUBLES);
  for (let slot = 0; slot < slots; slot++) {
    const statement = ints[slot * INTS + STATEMENT]!;
    const at = slot * DOUBLES;
    if (statement !== 0) add(statement, ints[slot * INTS + OTHER]!, doubles[at + CALLS]!, doubles[at + TOTAL_US]!);
  }
  exports.clearPairs(table);
}

/** More things than these have no number at a time, and more pairs are added up: application names and tags may hold process ids. */
const MOST_NUMBERS = 10_000;
const MOST_PAIRS = 100_000;

/** Whether there are so many pairs that they are to be added up. */
export function isFull({ exports }: TallyMemory, table: PairTable): boolean {
  return exports.pairsHeld(table) >= MOST_PAIRS;
}

/** Calls and microseconds by statement and something else: the other's numbers in the tally's memory, and the way of the sums out of it. */
export class PairTally<Other> {
  readonly #memory: TallyMemory;
  readonly #table: PairTable;
  readonly #add: AddPair<Other>;
  #others: Other[] = [];
  readonly #numbers = new Map<Other, number>();

  constructor(memory: TallyMemory, table: PairTable, add: AddPair<Other>) {
    this.#memory = memory;
    this.#table = table;
    this.#add = add;
  }

  /** Whether it holds as many numbers or pairs as it may: it is to be settled then, and all numbers are forgotten. */
  get isFull(): boolean {
    return this.#others.length >= MOST_NUMBERS || isFull(this.#memory, this.#table);
  }

  numberOf(other: Other): number {
    let number = this.#numbers.get(other);
    if (number === undefined) this.#numbers.set(other, (number = this.#others.push(other) - 1));
    return number;
  }

  /** Hands on all that was counted, and forgets the numbers. */
  settle(): void {
    takePairs(this.#memory, this.#table, (statement, number, calls, us) =>
      this.#add(statement, this.#others[number]!, calls, us),
    );
    this.#others = [];
    this.#numbers.clear();
  }
}
