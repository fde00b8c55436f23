import { at8 } from './bytes';

/** What a word can be to the statement key: bits, by which the host names them too. */
export const ENDS_BY_LIST: u32 = 1;
export const TAKES_MODIFIER: u32 = 2;
export const CONTINUES_TYPE: u32 = 4;
export const IS_GROUPING: u32 = 8;
export const BEFORE_BY: u32 = 16;
export const IS_BY: u32 = 32;
export const IS_AS: u32 = 64;
export const IS_IN: u32 = 128;
export const IS_ARRAY: u32 = 256;
export const IS_EXTRACT: u32 = 512;
export const IS_ZONE: u32 = 1024;
export const BEGINS_STATEMENT: u32 = 2048;
export const IS_JSON_TABLE: u32 = 4096;
export const IS_VALUES: u32 = 8192;
export const IS_VALUE: u32 = 16384;
export const NAMES_NO_TYPE: u32 = 32768;

const SLOTS: u32 = 1024;
/** Fold and roles, open addressing; roles are 0 where the slot is free. */
const table = memory.data(SLOTS * 8);

/** A word's bytes in lower case as one number. */
function fold(start: usize, end: usize): u32 {
  let folded = <u32>(end - start);
  for (let at = start; at < end; at++) folded = folded * 33 + (at8(at) | 32);
  return folded;
}

/** Where a fold stands, or may be put. */
function slotOf(folded: u32): usize {
  let slot = folded;
  while (true) {
    const at = table + (slot & (SLOTS - 1)) * 8;
    if (load<u32>(at + 4) == 0 || load<u32>(at) == folded) return at;
    slot++;
  }
}

export function defineWord(start: usize, end: usize, roles: u32): void {
  const folded = fold(start, end);
  const slot = slotOf(folded);
  store<u32>(slot, folded);
  store<u32>(slot + 4, load<u32>(slot + 4) | roles);
}

/** The roles of a word; 0 for one that was not defined. */
export function rolesOf(start: usize, end: usize): u32 {
  // The longest is current_timestamp.
  if (end - start > 17) return 0;
  return load<u32>(slotOf(fold(start, end)) + 4);
}
