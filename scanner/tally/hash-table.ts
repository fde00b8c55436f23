const FEWEST_SLOTS: usize = 1_024;
/** Half of them are in use at most; with more, all is forgotten: what is looked up is only ever a shortcut. */
const MOST_SLOTS: usize = 131_072;
const SLOT: usize = 16;
const VALUE: usize = 8;
const EXTRA: usize = 12;

/** Two numbers by a 64-bit hash; the first is never 0. */
@final
export class HashTable {
  private slots: usize = heap.alloc(FEWEST_SLOTS * SLOT);
  private count: usize = FEWEST_SLOTS;
  private used: usize = 0;

  constructor() {
    this.clear();
  }

  /** 0 where there is none. */
  valueOf(hash: u64): u32 {
    return load<u32>(this.slotOf(hash) + VALUE);
  }

  extraOf(hash: u64): u32 {
    return load<u32>(this.slotOf(hash) + EXTRA);
  }

  set(hash: u64, value: u32, extra: u32): void {
    let at = this.slotOf(hash);
    if (load<u32>(at + VALUE) == 0) {
      if (++this.used * 2 > this.count) {
        this.grow();
        at = this.slotOf(hash);
      }
      store<u64>(at, hash);
    }
    store<u32>(at + VALUE, value);
    store<u32>(at + EXTRA, extra);
  }

  clear(): void {
    memory.fill(this.slots, 0, this.count * SLOT);
    this.used = 0;
  }

  private slotOf(hash: u64): usize {
    let at = this.slots + ((<usize>hash) & (this.count - 1)) * SLOT;
    while (load<u32>(at + VALUE) != 0 && load<u64>(at) != hash) {
      at += SLOT;
      if (at == this.slots + this.count * SLOT) at = this.slots;
    }
    return at;
  }

  private grow(): void {
    if (this.count == MOST_SLOTS) {
      this.clear();
      this.used = 1;
      return;
    }
    const old = this.slots;
    const oldCount = this.count;
    this.count *= 2;
    this.slots = heap.alloc(this.count * SLOT);
    memory.fill(this.slots, 0, this.count * SLOT);
    for (let at = old; at < old + oldCount * SLOT; at += SLOT) {
      if (load<u32>(at + VALUE) != 0) memory.copy(this.slotOf(load<u64>(at)), at, SLOT);
    }
  }
}
