/**
 * Counts the rows of logs of which everything is known, compiled to WebAssembly with AssemblyScript: src/workload/log/bytes/row-tally.ts is its
 * host. What is not known yet, and all that takes text, is left to that.
 */
import { WIDTH } from '../row-layout';
import * as known from './known';
import { TABLES } from './pairs';
import { counts, ints, sampled, sampledParameters, times, touched, touchedCount } from './rows';
import { setHash } from './sessions';

export { forgetAll } from './known';
export { beginRows, leaveSessions, takeRows } from './rows';
export { addValue } from './runs';
export { endSessions, observe, openSession, queryBefore, restart, rowOf } from './sessions';
export { addStatement, clear, setBar } from './statements';

/* Where the host writes rows to and reads counts from. */

export function rowsAt(): usize {
  return ints;
}

export function timesAt(): usize {
  return times;
}

export function countsAt(): usize {
  return counts;
}

export function touchedAt(): usize {
  return touched;
}

export function touchedLength(): i32 {
  return touchedCount;
}

/** The statement of the row that takeRows returned, where that was counted; 0 where it was not. */
export function sampledStatement(): usize {
  return sampled;
}

export function parametersOfSampled(): u32 {
  return sampledParameters;
}

/* Pairs, by the number of their table. */

export function pairsAt(table: i32): usize {
  return TABLES[table].slots;
}

export function pairsHeld(table: i32): usize {
  return TABLES[table].count;
}

export function pairSlots(table: i32): usize {
  return TABLES[table].slotCount;
}

export function clearPairs(table: i32): void {
  TABLES[table].clear();
}

/** Its rows are the host's until it is known again. */
export function forgetSession(session: usize): void {
  setHash(session, 0);
}

/* What the hashes of a row stand for from now on. */

export function knowStatement(row: i32, statement: usize, parameters: u32): void {
  known.knowStatement(rowAt(row), statement, parameters);
}

export function knowSkipped(row: i32, reason: u32, restarts: bool): void {
  known.knowSkipped(rowAt(row), reason, restarts);
}

export function knowOrigin(row: i32, origin: u32, reason: u32): void {
  known.knowOrigin(rowAt(row), origin, reason);
}

export function knowTags(row: i32, number: u32): void {
  known.knowTags(rowAt(row), number);
}

export function knowSession(row: i32, session: usize, joining: i32): void {
  known.knowSession(rowAt(row), session, joining);
}

function rowAt(row: i32): usize {
  return ints + <usize>row * WIDTH;
}
