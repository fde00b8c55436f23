import { hashText } from './hash.ts';

interface Kept<Value> {
  readonly key: string;
  readonly hash: number;
  readonly value: Value;
}

/**
 * A map of at most `most` keys: those with the smallest hash of their text. A key that is there in the end was there all along, in
 * every part that was merged, so its value is complete and the map is the same in any order of adding. Which keys are kept has nothing to do
 * with how often they came: that is the price.
 */
export class BoundedMap<Value> {
  readonly #most: number;
  readonly #create: () => Value;
  readonly #kept = new Map<string, Kept<Value>>();
  /** The one with the largest hash, once there are `most` of them. */
  #largest: Kept<Value> | null = null;

  constructor(most: number, create: () => Value) {
    this.#most = most;
    this.#create = create;
  }

  /** The key's value, made where it is new; null where it is not kept. */
  at(key: string): Value | null {
    const known = this.#kept.get(key);
    if (known) return known.value;
    const hash = hashText(key);
    if (this.#largest && !isBefore(key, hash, this.#largest)) return null;
    const added = { key, hash, value: this.#create() };
    this.#kept.set(key, added);
    if (this.#largest) this.#kept.delete(this.#largest.key);
    if (this.#kept.size === this.#most) this.#largest = this.#last(added);
    return added.value;
  }

  /** In the order of the keys' code units. */
  *[Symbol.iterator](): Generator<[string, Value]> {
    for (const key of [...this.#kept.keys()].sort()) yield [key, this.#kept.get(key)!.value];
  }

  #last(first: Kept<Value>): Kept<Value> {
    let last = first;
    for (const each of this.#kept.values()) if (isBefore(last.key, last.hash, each)) last = each;
    return last;
  }
}

function isBefore(key: string, hash: number, other: { readonly key: string; readonly hash: number }): boolean {
  return hash < other.hash || (hash === other.hash && key < other.key);
}
