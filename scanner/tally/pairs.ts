import { mix, SEED } from '../hash';

const FEWEST_SLOTS: usize = 1_024;
const PAIR_BYTES: usize = 24;
const OTHER: usize = 4;
const CALLS: usize = 8;
const TOTAL_US: usize = 16;

/** Calls and microseconds by statement and something else that has a number. */
@final
export class Pairs {
  /** Each with the address of the statement, 0 where it is free, and the other's number. */
  slots: usize = 0;
  slotCount: usize = 0;
  /** Pairs that are there: half of the slots at most. */
  count: usize = 0;

  add(statement: usize, other: u32, isCall: bool, durationUs: u32): void {
    const pair = this.pairOf(statement, other);
    if (isCall) store<f64>(pair + CALLS, load<f64>(pair + CALLS) + 1);
    store<f64>(pair + TOTAL_US, load<f64>(pair + TOTAL_US) + <f64>durationUs);
  }

  clear(): void {
    memory.fill(this.slots, 0, this.slotCount * PAIR_BYTES);
    this.count = 0;
  }

  private pairOf(statement: usize, other: u32): usize {
    if (this.slotCount == 0) this.setSlots(FEWEST_SLOTS);
    let at = this.slotOf(statement, other);
    if (load<usize>(at) != 0) return at;
    if (++this.count * 2 > this.slotCount) {
      this.grow();
      at = this.slotOf(statement, other);
    }
    store<usize>(at, statement);
    store<u32>(at + OTHER, other);
    return at;
  }

  private slotOf(statement: usize, other: u32): usize {
    let at = this.slots + ((<usize>mix(SEED, ((<u64>statement) << 32) | other)) & (this.slotCount - 1)) * PAIR_BYTES;
    while (load<usize>(at) != 0 && (load<usize>(at) != statement || load<u32>(at + OTHER) != other)) {
      at += PAIR_BYTES;
      if (at == this.slots + this.slotCount * PAIR_BYTES) at = this.slots;
    }
    return at;
  }

  private setSlots(count: usize): void {
    this.slotCount = count;
    this.slots = heap.alloc(count * PAIR_BYTES);
    memory.fill(this.slots, 0, count * PAIR_BYTES);
  }

  private grow(): void {
    const old = this.slots;
    const oldEnd = old + this.slotCount * PAIR_BYTES;
    this.setSlots(2 * this.slotCount);
    for (let at = old; at < oldEnd; at += PAIR_BYTES) {
      if (load<usize>(at) != 0) memory.copy(this.slotOf(load<usize>(at), load<u32>(at + OTHER)), at, PAIR_BYTES);
    }
  }
}

/* Statements with clients, with the tags of their comments, and INSERTs with the queries that their sessions asked right before them. */
export const byOrigin = new Pairs();
export const byTags = new Pairs();
export const byQuery = new Pairs();

/** As the host numbers them. */
export const TABLES = [byOrigin, byTags, byQuery];
