const FEWEST_ENTRIES = 256;
/** More than this many keys, and all are forgotten: what is looked up is only ever a shortcut. */
const MOST_ENTRIES = 65_536;

/** Values by pairs of 32-bit hashes. Small tables stay small, so that they stay in the processor's cache. */
export class ByteTable<Value> {
  #capacity = FEWEST_ENTRIES;
  /** For each slot the index of the entry and one, 0 where it is free, and the two hashes. */
  #slots = new Int32Array(FEWEST_ENTRIES * 8);
  #mask = FEWEST_ENTRIES * 2 - 1;
  #values: Value[] = [];

  get(first: number, second: number): Value | undefined {
    const slots = this.#slots;
    for (let slot = first & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot << 2;
      const index = slots[at]!;
      if (index === 0) return undefined;
      if (slots[at + 1] === first && slots[at + 2] === second) return this.#values[index - 1];
    }
  }

  /** For a key that is not there. */
  add(first: number, second: number, value: Value): void {
    if (this.#values.length === this.#capacity) this.#grow();
    this.#values.push(value);
    this.#put(first, second, this.#values.length);
  }

  #put(first: number, second: number, index: number): void {
    let slot = first & this.#mask;
    while (this.#slots[slot << 2] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot << 2] = index;
    this.#slots[(slot << 2) + 1] = first;
    this.#slots[(slot << 2) + 2] = second;
  }

  #grow(): void {
    if (this.#capacity === MOST_ENTRIES) {
      this.#slots.fill(0);
      this.#values = [];
      return;
    }
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Int32Array(this.#capacity * 8);
    this.#mask = this.#capacity * 2 - 1;
    for (let at = 0; at < old.length; at += 4) if (old[at] !== 0) this.#put(old[at + 1]!, old[at + 2]!, old[at]!);
  }
}
