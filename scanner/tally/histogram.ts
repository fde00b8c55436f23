import { MOST_ROWS } from '../row-layout';

/* The buckets of src/workload/tally/histogram.ts, of microseconds below 2³²: 32 for each of 28 octaves, of which those in use have memory. */

const BITS: u32 = 5;
const BUCKETS: u32 = 32;
export const OCTAVES: u32 = 28;
const OCTAVE_BYTES: usize = BUCKETS * 4;

/**
 * Addresses of the counts that are to be raised. Of all that is counted of an execution its bucket is the last to be in the processor's cache:
 * raised one right after the other, they are waited for together.
 */
const due = heap.alloc(<usize>MOST_ROWS * 4);
let dueCount: usize = 0;

function bucketOf(value: u32): u32 {
  if (value < BUCKETS) return value;
  const drop = 31 - BITS - clz(value);
  return BUCKETS * drop + (value >> drop);
}

/** Has a value counted by `countDue`, of which MOST_ROWS may wait. `octaves` is the address of OCTAVES addresses, 0 for one without memory. */
export function count(octaves: usize, value: u32): void {
  const bucket = bucketOf(value);
  const place = octaves + <usize>(bucket / BUCKETS) * 4;
  let counts = load<usize>(place);
  if (counts == 0) {
    counts = heap.alloc(OCTAVE_BYTES);
    memory.fill(counts, 0, OCTAVE_BYTES);
    store<usize>(place, counts);
  }
  store<usize>(due + dueCount * 4, counts + <usize>(bucket % BUCKETS) * 4);
  dueCount++;
}

export function countDue(): void {
  for (let i: usize = 0; i < dueCount; i++) {
    const at = load<usize>(due + i * 4);
    store<u32>(at, load<u32>(at) + 1);
  }
  dueCount = 0;
}

export function clearCounts(octaves: usize): void {
  for (let octave: u32 = 0; octave < OCTAVES; octave++) {
    const counts = load<usize>(octaves + <usize>octave * 4);
    if (counts != 0) memory.fill(counts, 0, OCTAVE_BYTES);
  }
}
