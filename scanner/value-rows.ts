import { mix, SEED } from './hash';

/*
 * Rows of constants after VALUES are one row to a statement's key, as they are in its normalised text: one that has the same tokens as the row
 * before it is left out. So an application that writes any number of rows at a time has one key for them, and not one for each number.
 */

/** How many brackets are open within the row that was read last. */
let inside: u32 = 0;
let isOpen = false;
let hasConstant = false;
let hasParameter = false;
/** Whether another row is sure to come. */
let isExpected = false;
/** Whether the token that was read last ended a row. */
let hasEnded = false;
/** The key of what stands before the row; that up to the last row that counts; and the key of that row alone. */
let keyBefore: u64 = 0;
let keyAfter: u64 = 0;
let rowBefore: u64 = 0;

export function forgetRows(): void {
  isOpen = isExpected = hasEnded = false;
}

/** Whether a row is open, with so many brackets open. */
export function isInRow(depth: u32): bool {
  return isOpen && depth == inside;
}

export function isRowOpen(): bool {
  return isOpen;
}

/** Whether the token before ended a row. */
export function takeEndOfRow(): bool {
  const had = hasEnded;
  hasEnded = false;
  return had;
}

/** A comma was read, and a bracket comes. */
export function expectRow(): void {
  isExpected = true;
  keyBefore = mix(keyAfter, 44);
}

/**
 * A bracket was opened. Returns the key of what is inside of it so far.
 * @param isFirst whether it stands right after VALUES
 */
export function beginRow(isFirst: bool, depth: u32, key: u64): u64 {
  if (!isExpected && (!isFirst || isOpen)) return key;
  if (!isExpected) {
    keyBefore = key;
    rowBefore = 0;
  }
  isExpected = hasConstant = hasParameter = false;
  isOpen = true;
  inside = depth;
  return SEED;
}

export function noteConstant(): void {
  hasConstant = true;
}

/** Of those the numbers count. */
export function noteParameter(): void {
  hasParameter = true;
}

/** Returns the key of all up to there. */
export function endRow(row: u64): u64 {
  isOpen = false;
  hasEnded = true;
  if (row == rowBefore && hasConstant && !hasParameter) return keyAfter;
  rowBefore = row;
  keyAfter = mix(keyBefore, row);
  return keyAfter;
}
