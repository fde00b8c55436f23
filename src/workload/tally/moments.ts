/** Places of the numbers: the sum of squares is in two, its low 52 bits and what is above. */
const COUNT = 0;
const SUM = 1;
const LOW = 2;
const HIGH = 3;

/**
 * Count, sum and sum of squares of whole numbers, exact in any order of adding: two doubles hold the sum of squares, for those of
 * microseconds leave 53 bits after a few thousand slow statements.
 */
export class Moments {
  /** Plain memory: V8 makes a new object for a field's number whenever it does not fit into 32 bits, at every addition. */
  readonly #numbers = new Float64Array(4);

  get count(): number {
    return this.#numbers[COUNT]!;
  }

  get sum(): number {
    return this.#numbers[SUM]!;
  }

  get squares(): bigint {
    return BigInt(this.#numbers[HIGH]!) * BigInt(WRAP) + BigInt(this.#numbers[LOW]!);
  }

  /** @param value a whole number; the sum stays exact up to 2^53 (285 years of microseconds) */
  add(value: number): void {
    this.#numbers[COUNT]!++;
    this.#numbers[SUM]! += value;
    if (value <= EXACT_ROOT) this.#addSquares(value * value, 0);
    else this.#addBig(BigInt(value) * BigInt(value));
  }

  merge(other: Moments): void {
    this.#numbers[COUNT]! += other.count;
    this.#numbers[SUM]! += other.sum;
    this.#addSquares(other.#numbers[LOW]!, other.#numbers[HIGH]!);
  }

  /** Null when there is nothing. */
  get mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  /** Of the population; null when there is nothing. */
  get standardDeviation(): number | null {
    if (this.count === 0) return null;
    const n = BigInt(this.count);
    const sum = BigInt(this.sum);
    const spread = n * this.squares - sum * sum;
    // Beyond 2^53 the sum is not exact.
    return spread < 0n ? 0 : Math.sqrt(Number(spread)) / this.count;
  }

  static from(count: number, sum: number, squares: bigint): Moments {
    const moments = new Moments();
    moments.#numbers[COUNT] = count;
    moments.#numbers[SUM] = sum;
    moments.#addBig(squares);
    return moments;
  }

  #addBig(squares: bigint): void {
    this.#addSquares(Number(squares % BigInt(WRAP)), Number(squares / BigInt(WRAP)));
  }

  #addSquares(low: number, high: number): void {
    const sum = this.#numbers[LOW]! + low;
    this.#numbers[HIGH]! += sum >= WRAP ? high + 1 : high;
    this.#numbers[LOW] = sum >= WRAP ? sum - WRAP : sum;
  }
}

/** Two numbers below it add up to one that a double holds exactly. */
const WRAP = 2 ** 52;
/** The largest number whose square is below WRAP: 67 seconds in microseconds. */
const EXACT_ROOT = 2 ** 26 - 1;
