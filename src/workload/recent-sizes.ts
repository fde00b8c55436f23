/** Bounds what is kept of many by its size in all: what has been kept longest without being set again is dropped first, but never the last one. */
export class RecentSizes<Key> {
  readonly #most: number;
  readonly #drop: (key: Key) => void;
  readonly #sizes = new Map<Key, number>();
  #total = 0;

  /**
   * @param most in whatever the sizes are
   * @param drop is told of what is kept no more
   */
  constructor(most: number, drop: (key: Key) => void) {
    this.#most = most;
    this.#drop = drop;
  }

  /** What is kept of the key now has that size; none of it with 0. */
  set(key: Key, size: number): void {
    this.#total += size - (this.#sizes.get(key) ?? 0);
    this.#sizes.delete(key);
    if (size === 0) return;
    this.#sizes.set(key, size);
    while (this.#total > this.#most && this.#sizes.size > 1) {
      const oldest = this.#sizes.keys().next().value!;
      this.set(oldest, 0);
      this.#drop(oldest);
    }
  }
}
