import { firstBytes } from './bytes';
import { mix, SEED } from './hash';
import { constants, key, leadStart, readKey, setKey, tailStart } from './statement-key';

const SLOTS: usize = 16_384;
const SLOT: usize = 24;
/** The hash of a text's bytes, its key, and the hash of its constants; what is pushed out costs reading its tokens again. */
const table = heap.alloc(SLOTS * SLOT);

/**
 * The key of a text that comes again byte for byte, as those of prepared statements do: hashed eight bytes at a time, which is several times as
 * fast as reading their tokens. Returns the hash of its constants.
 */
export function readRepeatedKey(start: usize, end: usize): u64 {
  const hash = hashOf(start, end);
  const slot = table + ((<usize>hash) & (SLOTS - 1)) * SLOT;
  if (load<u64>(slot) == hash) {
    setKey(load<u64>(slot + 8));
    return load<u64>(slot + 16);
  }
  readKey(start, end);
  if (leadStart != 0 || tailStart != 0) return constants;
  store<u64>(slot, hash);
  store<u64>(slot + 8, key);
  store<u64>(slot + 16, constants);
  return constants;
}

/** Two chains, so that one multiplication need not wait for the other. */
function hashOf(start: usize, end: usize): u64 {
  let one = SEED ^ (end - start);
  let other = ~SEED;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    one = mix(one, load<u64>(at));
    other = mix(other, load<u64>(at + 8));
  }
  if (at + 8 <= end) {
    one = mix(one, load<u64>(at));
    at += 8;
  }
  if (at < end) other = mix(other, load<u64>(at) & firstBytes(end - at));
  return mix(one, other);
}
