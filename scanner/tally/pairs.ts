import { mix, SEED } from '../hash';

/** Calls and microseconds by statement and client. */

const FEWEST_SLOTS: usize = 1_024;

export const PAIR_BYTES: usize = 24;
const ORIGIN: usize = 4;
const CALLS: usize = 8;
const TOTAL_US: usize = 16;

/** Each with the address of the statement, 0 where it is free, and the number of the origin. */
export let pairs: usize = 0;
export let slotCount: usize = 0;
/** Half of the slots at most. */
export let pairCount: usize = 0;

/** Where the two are counted. */
export function pairOf(statement: usize, origin: u32): usize {
  if (slotCount == 0) setSlots(FEWEST_SLOTS);
  const at = slotOf(statement, origin);
  if (load<usize>(at) != 0) return at;
  if ((pairCount + 1) * 2 > slotCount) {
    grow();
    return pairOf(statement, origin);
  }
  pairCount++;
  store<usize>(at, statement);
  store<u32>(at + ORIGIN, origin);
  return at;
}

export function addToPair(pair: usize, isCall: bool, durationUs: u32): void {
  if (isCall) store<f64>(pair + CALLS, load<f64>(pair + CALLS) + 1);
  store<f64>(pair + TOTAL_US, load<f64>(pair + TOTAL_US) + <f64>durationUs);
}

export function clearPairs(): void {
  memory.fill(pairs, 0, slotCount * PAIR_BYTES);
  pairCount = 0;
}

function slotOf(statement: usize, origin: u32): usize {
  let at = pairs + ((<usize>mix(SEED, ((<u64>statement) << 32) | origin)) & (slotCount - 1)) * PAIR_BYTES;
  while (load<usize>(at) != 0 && (load<usize>(at) != statement || load<u32>(at + ORIGIN) != origin)) {
    at += PAIR_BYTES;
    if (at == pairs + slotCount * PAIR_BYTES) at = pairs;
  }
  return at;
}

function setSlots(count: usize): void {
  slotCount = count;
  pairs = heap.alloc(count * PAIR_BYTES);
  memory.fill(pairs, 0, count * PAIR_BYTES);
}

function grow(): void {
  const old = pairs;
  const oldEnd = pairs + slotCount * PAIR_BYTES;
  setSlots(2 * slotCount);
  for (let at = old; at < oldEnd; at += PAIR_BYTES) {
    if (load<usize>(at) != 0) memory.copy(slotOf(load<usize>(at), load<u32>(at + ORIGIN)), at, PAIR_BYTES);
  }
}
