import { ownText } from '../own-text.ts';
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
  /** Most of those that a statement has stay empty, and an empty map is of 200 bytes. */
  #kept: Map<string, Kept<Value>> | null = null;
  /** The one with the largest hash, once there are `most` of them. */
  #largest: Kept<Value> | null = null;

  constructor(most: number, create: () => Value) {
    this.#most = most;
    this.#create = create;
  }

  /** The key's value, made where it is new; null where it is not kept. */
  at(key: string): Value | null {
    const known = this.#kept?.get(key);
    if (known) return known.value;
    const hash = hashText(key);
    if (this.#largest && !isBefore(key, hash, this.#largest)) return null;
    const added = { key: ownText(key), hash, value: this.#create() };
    const kept = (this.#kept ??= new Map());
    kept.set(added.key, added);
    if (this.#largest) kept.delete(this.#largest.key);
    if (kept.size === this.#most) this.#largest = lastOf(kept, added);
    return added.value;
  }

  /** The value of a key that is kept. */
  get(key: string): Value | undefined {
    return this.#kept?.get(key)?.value;
  }

  /** In the order of the keys' code units. */
  *[Symbol.iterator](): Generator<[string, Value]> {
    const kept = this.#kept;
    if (kept) for (const key of [...kept.keys()].sort()) yield [key, kept.get(key)!.value];
  }
}

function lastOf<Value>(kept: ReadonlyMap<string, Kept<Value>>, first: Kept<Value>): Kept<Value> {
  let last = first;
  for (const each of kept.values()) if (isBefore(last.key, last.hash, each)) last = each;
  return last;
}

function isBefore(key: string, hash: number, other: { readonly key: string; readonly hash: number }): boolean {
  return hash < other.hash || (hash === other.hash && key < other.key);
}
