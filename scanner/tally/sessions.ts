import { byQuery } from './pairs';
import { endRuns, extendRun, LONGEST_GAP_MS, RUNS_BYTES } from './runs';
import { INSERT, numberOf, SELECT, verbOf } from './statements';

/** Sessions that are remembered at a time. */
const MOST_SESSIONS: i32 = 10_000;

/** Of a session, at its address: the hash that rows know it by (0 for none), its last statement, and when that ended. */
const HASH: usize = 0;
const LAST_AT: usize = 8;
const LAST: usize = 16;
/** The row that has its last statement, of those at hand; -1 where none does. Stays when the session gives way to another, until the host has noted it. */
const ROW: usize = 20;
/** The flags of those of its rows that are counted: of executions that were joined, or of others. */
const JOINING: usize = 24;
const RUNS: usize = 32;
const SESSION_BYTES: usize = RUNS + RUNS_BYTES;

const addresses: usize[] = [];
/** How many are open, and the place of the next one: of the one that was opened first, when all are. */
let open: i32 = 0;
let place: i32 = 0;

/** A new session, in place of the oldest one where there are too many. */
export function openSession(): usize {
  if (place == MOST_SESSIONS) place = 0;
  if (place == addresses.length) addresses.push(newSession());
  const session = unchecked(addresses[place++]);
  if (open < MOST_SESSIONS) open++;
  else endRuns(session + RUNS);
  setHash(session, 0);
  store<usize>(session + LAST, 0);
  store<f64>(session + LAST_AT, NaN);
  return session;
}

function newSession(): usize {
  const session = heap.alloc(SESSION_BYTES);
  memory.fill(session, 0, SESSION_BYTES);
  setRow(session, -1);
  return session;
}

/** It is another client's from now on: what went before has nothing to do with that. */
export function restart(session: usize): void {
  endRuns(session + RUNS);
  store<usize>(session + LAST, 0);
  store<f64>(session + LAST_AT, NaN);
}

/** Ends all of them, with their runs. */
export function endSessions(): void {
  for (let i = 0; i < open; i++) {
    endRuns(addresses[i] + RUNS);
    setHash(addresses[i], 0);
  }
  open = place = 0;
}

export function hashOf(session: usize): u64 {
  return load<u64>(session + HASH);
}

/** 0: its rows are the host's, until it is known again. */
export function setHash(session: usize, hash: u64): void {
  store<u64>(session + HASH, hash);
}

export function joiningOf(session: usize): i32 {
  return load<i32>(session + JOINING);
}

export function setJoining(session: usize, joining: i32): void {
  store<i32>(session + JOINING, joining);
}

export function rowOf(session: usize): i32 {
  return load<i32>(session + ROW);
}

export function setRow(session: usize, row: i32): void {
  store<i32>(session + ROW, row);
}

/**
 * Takes the executions of a session in their order; `at` is when it ended, in milliseconds since 1970. Returns the run that wants to
 * know its values (addValue); 0 for none.
 */
export function observe(session: usize, statement: usize, at: f64, durationUs: f64): usize {
  const gap = at - durationUs / 1000 - load<f64>(session + LAST_AT);
  const before = gap <= LONGEST_GAP_MS ? load<usize>(session + LAST) : 0;
  if (before != 0 && verbOf(statement) == INSERT && verbOf(before) == SELECT) {
    byQuery.add(statement, numberOf(before), true, 0);
  }
  const run = extendRun(session + RUNS, statement, at, durationUs, before);
  store<usize>(session + LAST, statement);
  store<f64>(session + LAST_AT, at);
  return run;
}

/** The number of the query that the session asked within the last second; -1 where it did not. */
export function queryBefore(session: usize, at: f64): i32 {
  const last = load<usize>(session + LAST);
  if (last == 0 || verbOf(last) != SELECT) return -1;
  return at - load<f64>(session + LAST_AT) <= LONGEST_GAP_MS ? numberOf(last) : -1;
}
