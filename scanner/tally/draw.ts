/* What decides whether an execution may be kept as a sample, as src/workload/tally/hash.ts and samples.ts have it. */

const HALF: i64 = 0x100000000;

/** Of two whole numbers. */
export function hashNumbers(first: f64, second: f64): u32 {
  const one = <i64>first;
  const other = <i64>second;
  let hash = (<u32>one * 0x85ebca6b) ^ (<u32>(one / HALF) * 0x27d4eb2f);
  hash ^= (<u32>other * 0xc2b2ae35) ^ (<u32>(other / HALF) * 0x165667b1);
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

/** The lower, the likelier to be kept. */
export function priority(durationUs: u32, draw: u32): f64 {
  return durationUs == 0 ? <f64>draw : <f64>draw / <f64>(33 - clz(durationUs));
}
