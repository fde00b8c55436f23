import { hashText } from './hash.ts';

/**
 * A map of at most `most` keys: those with the smallest hash of their text. A key that is there in the end was there all along, in
 * every part that was merged, so its value is complete and the map is the same in any order of adding. Which keys are kept has nothing to do
 * with how often they came: that is the price.
 */
export class BoundedMap<Value> {
  readonly #most: number;
  readonly #create: () => Value;
  readonly #values = new Map<string, Value>();
  /** The kept key with the largest hash, once there are `most` of them. */
  #largest: { readonly key: string; readonly hash: number } | null = null;

  constructor(most: number, create: () => Value) {
    this.#most = most;
    this.#create = create;
  }

  /** The key's value, made where it is new; null where it is not kept. */
  at(key: string): Value | null {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#largest && !isBefore({ key, hash: hashText(key) }, this.#largest)) return null;
    const value = this.#create();
    this.#values.set(key, value);
    if (this.#values.size > this.#most) this.#values.delete(this.#largest!.key);
    if (this.#values.size === this.#most) this.#largest = this.#last();
    return value;
  }

  get size(): number {
    return this.#values.size;
  }

  /** In the order of the keys' code units. */
  *[Symbol.iterator](): Generator<[string, Value]> {
    for (const key of [...this.#values.keys()].sort()) yield [key, this.#values.get(key)!];
  }

  #last(): Hashed {
    let last: Hashed | null = null;
    for (const key of this.#values.keys()) {
      const one = { key, hash: hashText(key) };
      if (!last || isBefore(last, one)) last = one;
    }
    return last!;
  }
}

interface Hashed {
  readonly key: string;
  readonly hash: number;
}

function isBefore(a: Hashed, b: Hashed): boolean {
  return a.hash < b.hash || (a.hash === b.hash && a.key < b.key);
}
