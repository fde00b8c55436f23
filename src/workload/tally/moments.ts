/**
 * Count, sum and sum of squares of whole numbers, exact in any order of adding: two doubles hold the sum of squares, for those of
 * microseconds leave 53 bits after a few thousand slow statements.
 */
export class Moments {
  count = 0;
  sum = 0;
  #squaresLow = 0;
  #squaresHigh = 0;

  /** @param value a whole number; the sum stays exact up to 2^53 (285 years of microseconds) */
  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value <= EXACT_ROOT) this.#addSquares(value * value, 0);
    else this.#addBig(BigInt(value) * BigInt(value));
  }

  merge(other: Moments): void {
    this.count += other.count;
    this.sum += other.sum;
    this.#addSquares(other.#squaresLow, other.#squaresHigh);
  }

  get squares(): bigint {
    return BigInt(this.#squaresHigh) * BigInt(WRAP) + BigInt(this.#squaresLow);
  }

  /** Of the population; null when there is nothing. */
  get standardDeviation(): number | null {
    if (this.count === 0) return null;
    const n = BigInt(this.count);
    const sum = BigInt(this.sum);
    return Math.sqrt(Number(n * this.squares - sum * sum)) / this.count;
  }

  static from(count: number, sum: number, squares: bigint): Moments {
    const moments = new Moments();
    moments.count = count;
    moments.sum = sum;
    moments.#addBig(squares);
    return moments;
  }

  #addBig(squares: bigint): void {
    this.#addSquares(Number(squares % BigInt(WRAP)), Number(squares / BigInt(WRAP)));
  }

  #addSquares(low: number, high: number): void {
    let sum = this.#squaresLow + low;
    this.#squaresHigh += high;
    if (sum >= WRAP) {
      sum -= WRAP;
      this.#squaresHigh++;
    }
    this.#squaresLow = sum;
  }
}

/** Two numbers below it add up to one that a double holds exactly. */
const WRAP = 2 ** 52;
/** The largest number whose square is below WRAP: 67 seconds in microseconds. */
const EXACT_ROOT = 2 ** 26 - 1;
