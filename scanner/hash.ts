import { firstBytes } from './bytes';

/**
 * A 64-bit hash: multiplication by the odd number next to 2⁶⁴ divided by the golden ratio (Knuth, TAOCP 3, 6.4), and a shift that brings the
 * high bits down. Two of a million statements have the same by a chance of one in 40 million.
 */
export const SEED: u64 = 0x2f0b4a276c8e9cf5;

export function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Mixes in bytes and their number, so that what follows cannot be taken for a part of them. */
export function mixBytes(hash: u64, start: usize, end: usize): u64 {
  let at = start;
  for (; at + 8 <= end; at += 8) hash = mix(hash, load<u64>(at));
  if (at < end) hash = mix(hash, load<u64>(at) & firstBytes(end - at));
  return mix(hash, end - start);
}
