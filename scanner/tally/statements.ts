import { hashNumbers, priority } from './draw';
import { clearCounts, count, OCTAVES } from './histogram';

/*
 * What is counted of one statement, at its address: src/workload/tally/counted-statement.ts reads it out. All is as exact as in
 * src/workload/tally/statement-tally.ts.
 */

/** The host's number for it. */
const NUMBER: usize = 0;
/** Whether it is a query, or an INSERT. */
const VERB: usize = 4;
const CALLS: usize = 8;
const TOTAL_US: usize = 16;
/** Of the executions that are calls: their number, the sum of their durations and, in 128 bits, of the squares of those. */
const TIMED: usize = 24;
const TIMED_US: usize = 32;
const SQUARES: usize = 40;
const MIN_US: usize = 56;
const MAX_US: usize = 64;
const FIRST_AT: usize = 72;
const LAST_AT: usize = 80;
/** What an execution must reach to be kept as a sample. */
const SLOW_ENOUGH: usize = 88;
const LOW_ENOUGH: usize = 96;
const HISTOGRAM: usize = 104;
const STATEMENT_BYTES: usize = HISTOGRAM + <usize>OCTAVES * 4;

export const SELECT: u32 = 1;
export const INSERT: u32 = 2;

/** Beyond that a bucket's count may have no room. */
const MOST_TIMED: f64 = 0xffffffff;

export function addStatement(number: u32, verb: u32): usize {
  const statement = heap.alloc(STATEMENT_BYTES);
  memory.fill(statement, 0, STATEMENT_BYTES);
  store<u32>(statement + NUMBER, number);
  store<u32>(statement + VERB, verb);
  store<f64>(statement + LOW_ENOUGH, Infinity);
  clear(statement);
  return statement;
}

export function numberOf(statement: usize): i32 {
  return load<i32>(statement + NUMBER);
}

export function verbOf(statement: usize): u32 {
  return load<u32>(statement + VERB);
}

/** Makes room for counting anew, after what there is was read out. */
export function clear(statement: usize): void {
  memory.fill(statement + CALLS, 0, MIN_US - CALLS);
  store<f64>(statement + MIN_US, Infinity);
  store<f64>(statement + MAX_US, -1);
  store<f64>(statement + FIRST_AT, Infinity);
  store<f64>(statement + LAST_AT, -Infinity);
  clearCounts(statement + HISTOGRAM);
}

export function isFull(statement: usize): bool {
  return load<f64>(statement + TIMED) == MOST_TIMED;
}

/** Whether an execution might be kept as a sample. */
export function wantsSample(statement: usize, isTimed: bool, durationUs: u32, at: f64): bool {
  if (isTimed && <f64>durationUs >= load<f64>(statement + SLOW_ENOUGH)) return true;
  const draw = hashNumbers(<f64>durationUs, isNaN(at) ? 0 : at);
  return priority(durationUs, draw) <= load<f64>(statement + LOW_ENOUGH);
}

export function setBar(statement: usize, slowEnough: f64, lowEnough: f64): void {
  store<f64>(statement + SLOW_ENOUGH, slowEnough);
  store<f64>(statement + LOW_ENOUGH, lowEnough);
}

/** An execution, or (`isCall` false) more time of one that was counted; `isTimed` false where its duration is unknown. */
export function add(statement: usize, isCall: bool, isTimed: bool, durationUs: u32, at: f64): void {
  const us = <f64>durationUs;
  store<f64>(statement + TOTAL_US, load<f64>(statement + TOTAL_US) + us);
  if (at < load<f64>(statement + FIRST_AT)) store<f64>(statement + FIRST_AT, at);
  if (at > load<f64>(statement + LAST_AT)) store<f64>(statement + LAST_AT, at);
  if (!isCall) return;
  store<f64>(statement + CALLS, load<f64>(statement + CALLS) + 1);
  if (!isTimed) return;
  store<f64>(statement + TIMED, load<f64>(statement + TIMED) + 1);
  store<f64>(statement + TIMED_US, load<f64>(statement + TIMED_US) + us);
  const square = <u64>durationUs * <u64>durationUs;
  const low = load<u64>(statement + SQUARES) + square;
  store<u64>(statement + SQUARES, low);
  if (low < square) store<u64>(statement + SQUARES + 8, load<u64>(statement + SQUARES + 8) + 1);
  if (us < load<f64>(statement + MIN_US)) store<f64>(statement + MIN_US, us);
  if (us > load<f64>(statement + MAX_US)) store<f64>(statement + MAX_US, us);
  count(statement + HISTOGRAM, durationUs);
}
