/**
 * Counts of whole numbers (microseconds, bytes) in log-linear buckets, as HdrHistogram has them: below 32 each number has its own, and
 * each power of two above is cut into 32 of equal width. A bucket's middle is off by at most 1/64 (1.6 %) of any number in it.
 * Adding takes no memory but for the buckets between the smallest and the largest that were met: 32 a power of two, 4 bytes each.
 */
export class Histogram {
  #first = 0;
  /** 32 bits a count as long as they suffice: half the memory, and more of it in the processor's cache. */
  #counts: Uint32Array | Float64Array = NONE;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** @param value a whole number; more than 2^53 - 1 counts as that, and what is no number is left out */
  add(value: number): void {
    if (!(value >= 0)) return;
    const bucket = value <= Number.MAX_SAFE_INTEGER ? bucketOf(value) : LAST_BUCKET;
    const index = bucket - this.#first;
    if (index >= 0 && index < this.#counts.length) {
      if (++this.#total === MOST_OF_32_BITS) this.#widen();
      this.#counts[index]!++;
    } else this.#at(bucket, 1);
  }

  merge(other: Histogram): void {
    let first = other.#first;
    let counts = other.#counts;
    // The shorter goes into the longer: at a log's end all that the scanner has counted comes to the few that were observed.
    if (counts.length > this.#counts.length) {
      [first, counts] = [this.#first, this.#counts];
      this.#first = other.#first;
      this.#counts = other.#counts.slice();
      this.#total = other.#total;
    }
    // Without entries: all statements of a log are merged at its end, where no code is warm.
    for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) this.#at(first + i, counts[i]!);
  }

  /** The value that a share of all is at or below: see `percentiles`. */
  percentile(share: number): number | null {
    return this.percentiles([share])[0]!;
  }

  /**
   * The values that shares of all are at or below, by the nearest rank: the middles of their buckets.
   * @param shares 0 to 1, ascending
   * @returns nulls when nothing was added
   */
  percentiles(shares: readonly number[]): (number | null)[] {
    if (this.#total === 0) return shares.map(() => null);
    const values: number[] = [];
    let bucket = -1;
    let count = 0;
    for (const share of shares) {
      const rank = Math.max(1, Math.ceil(share * this.#total));
      while (count < rank) count += this.#counts[++bucket]!;
      values.push(middleOf(this.#first + bucket));
    }
    return values;
  }

  /** Bucket and count in turn, ascending, without empty buckets: `[3, 10, 41, 2]`. */
  toList(): number[] {
    return [...this.#entries()].flat();
  }

  static fromList(list: readonly number[]): Histogram {
    const histogram = new Histogram();
    for (let i = 0; i + 1 < list.length; i += 2) histogram.#at(list[i]!, list[i + 1]!);
    return histogram;
  }

  /** @param octaves the counts of 32 buckets each, at their number among all octaves; ascending, less than 2³² counts in all */
  static fromOctaves(octaves: readonly (readonly [octave: number, counts: Uint32Array])[]): Histogram {
    const histogram = new Histogram();
    if (octaves.length === 0) return histogram;
    const first = octaves[0]![0];
    const all = new Uint32Array((octaves.at(-1)![0] - first + 1) * BUCKETS);
    for (const [octave, counts] of octaves) {
      all.set(counts, (octave - first) * BUCKETS);
      for (let i = 0; i < BUCKETS; i++) histogram.#total += counts[i]!;
    }
    histogram.#first = first * BUCKETS;
    histogram.#counts = all;
    return histogram;
  }

  #at(bucket: number, count: number): void {
    let index = bucket - this.#first;
    if (index < 0 || index >= this.#counts.length) index = this.#makeRoom(bucket);
    this.#total += count;
    if (this.#total >= MOST_OF_32_BITS) this.#widen();
    this.#counts[index]! += count;
  }

  #makeRoom(bucket: number): number {
    const isEmpty = this.#counts.length === 0;
    const low = isEmpty ? bucket : Math.min(bucket, this.#first);
    const high = isEmpty ? bucket : Math.max(bucket, this.#first + this.#counts.length - 1);
    // Whole octaves on both sides, so that room is seldom made.
    const first = Math.max(0, low - (low % BUCKETS) - (isEmpty ? 0 : BUCKETS));
    const length = high - (high % BUCKETS) + 2 * BUCKETS - first;
    const counts = this.#counts instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
    counts.set(this.#counts, isEmpty ? 0 : this.#first - first);
    this.#first = first;
    this.#counts = counts;
    return bucket - first;
  }

  #widen(): void {
    if (this.#counts instanceof Uint32Array) this.#counts = Float64Array.from(this.#counts);
  }

  *#entries(): Generator<[bucket: number, count: number]> {
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!;
      if (count > 0) yield [this.#first + i, count];
    }
  }
}

const NONE = new Uint32Array(0);
const MOST_OF_32_BITS = 2 ** 32 - 1;
/** Buckets a power of two. */
export const BUCKETS = 32;
const BITS = 5;
/** Of the largest whole number that a double holds exactly, 2^53 - 1. */
export const LAST_BUCKET = BUCKETS * (53 - BITS) + BUCKETS - 1;

/** @param value a whole number, 0 to 2^53 - 1 */
export function bucketOf(value: number): number {
  if (value < BUCKETS) return value;
  // Math.clz32 sees 32 bits.
  let shift = 0;
  let high = value;
  while (high >= 0x80000000) {
    high = Math.floor(high / 2);
    shift++;
  }
  const drop = 31 - BITS - Math.clz32(high);
  return BUCKETS * (drop + shift) + (high >>> drop);
}

/** The middle of a bucket's whole numbers, rounded down. */
export function middleOf(bucket: number): number {
  if (bucket < 2 * BUCKETS) return bucket;
  const octave = Math.floor(bucket / BUCKETS) - 1;
  const width = 2 ** octave;
  return ((bucket % BUCKETS) + BUCKETS) * width + Math.floor((width - 1) / 2);
}
