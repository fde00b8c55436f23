import { numberOf, SELECT, verbOf } from './statements';

/* The last statements of one session, and the runs that they make. Places are offsets from the session's address: see sessions.ts. */

/** Told of a run that has ended: the numbers of its statement and of the query right before it, -1 without one. */
declare function onRun(statement: i32, executions: u32, totalUs: f64, parent: i32): void;

/** Statements that may repeat in one session. */
const MOST_RUNS: u32 = 8;
/** rules.md 4.1: ten executions, within a second from one to the next, make a run. */
const SHORTEST_RUN: u32 = 10;
export const LONGEST_GAP_MS: f64 = 1_000;
/** Distinct values that a run must have: two rows of a list may well name the same parent. */
const FEWEST_VALUES: u32 = 8;
/** A loop asks a few statements a turn; where more stand between, it is the traffic of a pooled session. */
const MOST_BETWEEN: i32 = 4;

/** Executions so far, the number of runs and which of them is the next to be given up. */
const STEP: usize = 0;
const RUNS: usize = 4;
const TURN: usize = 8;
/** By run: its statement, 0 where it has ended and its place may be taken; and the query right before its first execution, 0 without one. */
const STATEMENTS: usize = 16;
const PARENTS: usize = 48;
const FIRST_RUN: usize = 80;

/** Places in a run. */
const EXECUTIONS: usize = 0;
const LAST_STEP: usize = 4;
const TOTAL_US: usize = 8;
const LAST_AT: usize = 16;
const VALUE_COUNT: usize = 24;
/** The address of the values, 0 until a run in this place has gone on: few do, and memory that was never touched is dear to touch. */
const VALUES: usize = 28;
const RUN_BYTES: usize = 32;
const VALUES_BYTES: usize = <usize>SHORTEST_RUN * 8;

export const RUNS_BYTES: usize = FIRST_RUN + <usize>MOST_RUNS * RUN_BYTES;

/**
 * Takes an execution that ended at `at`. `before` is the session's statement right before it, 0 where there is none.
 * Returns the run that wants to know its values; 0 for none.
 */
export function extendRun(runs: usize, statement: usize, at: f64, durationUs: f64, before: usize): usize {
  const step = load<i32>(runs + STEP) + 1;
  store<i32>(runs + STEP, step);
  const own = maskOf(runs + STATEMENTS, statement);
  const place = <usize>ctz(own);
  const run = runOf(runs, place);
  const goesOn =
    own != 0 &&
    at - durationUs / 1000 - load<f64>(run + LAST_AT) <= LONGEST_GAP_MS &&
    step - load<i32>(run + LAST_STEP) <= MOST_BETWEEN;
  if ((maskOf(runs + PARENTS, statement) & ~own) != 0) leaveParent(runs, statement, goesOn ? place : MOST_RUNS);
  if (goesOn) {
    store<u32>(run + EXECUTIONS, load<u32>(run + EXECUTIONS) + 1);
    store<f64>(run + TOTAL_US, load<f64>(run + TOTAL_US) + durationUs);
    store<f64>(run + LAST_AT, at);
    store<i32>(run + LAST_STEP, step);
    return load<u32>(run + VALUE_COUNT) < SHORTEST_RUN ? run : 0;
  }
  const parent = parentOf(runs, before, statement);
  const free = own != 0 ? place : freePlace(runs);
  end(runs, free);
  begin(runs, free, statement, parent, at, durationUs, step);
  return 0;
}

/** `hash`: any number that differs where the values do; NaN where they are unknown. */
export function addValue(run: usize, hash: f64): void {
  if (isNaN(hash)) return;
  if (load<usize>(run + VALUES) == 0) store<usize>(run + VALUES, heap.alloc(VALUES_BYTES));
  const values = load<usize>(run + VALUES);
  const count = load<u32>(run + VALUE_COUNT);
  for (let i: u32 = 0; i < count; i++) if (load<f64>(values + <usize>i * 8) == hash) return;
  store<f64>(values + <usize>count * 8, hash);
  store<u32>(run + VALUE_COUNT, count + 1);
}

/** The same memory is then another session's. */
export function endRuns(runs: usize): void {
  for (let i: usize = 0; i < load<u32>(runs + RUNS); i++) end(runs, i);
  memory.fill(runs, 0, STATEMENTS);
}

function runOf(runs: usize, place: usize): usize {
  return runs + FIRST_RUN + place * RUN_BYTES;
}

/** The places that hold the statement, as bits. */
function maskOf(places: usize, statement: usize): u32 {
  const wanted = i32x4.splat(<i32>statement);
  const first = i32x4.bitmask(i32x4.eq(v128.load(places), wanted));
  const second = i32x4.bitmask(i32x4.eq(v128.load(places, 16), wanted));
  return first | (second << 4);
}

function begin(runs: usize, place: usize, statement: usize, parent: usize, at: f64, durationUs: f64, step: i32): void {
  store<usize>(runs + STATEMENTS + place * 4, statement);
  store<usize>(runs + PARENTS + place * 4, parent);
  const run = runOf(runs, place);
  store<u32>(run + EXECUTIONS, 1);
  store<f64>(run + TOTAL_US, durationUs);
  store<f64>(run + LAST_AT, at);
  store<i32>(run + LAST_STEP, step);
}

/** As long as there is room a new one, then the oldest in turn. */
function freePlace(runs: usize): usize {
  const count = load<u32>(runs + RUNS);
  if (count < MOST_RUNS) {
    store<u32>(runs + RUNS, count + 1);
    return count;
  }
  const turn = (load<u32>(runs + TURN) + 1) % MOST_RUNS;
  store<u32>(runs + TURN, turn);
  return turn;
}

/** In P A B A B the first A was no parent of B, but its sibling; where P itself comes again, the loop begins anew. */
function leaveParent(runs: usize, parent: usize, sibling: usize): void {
  for (let mask = maskOf(runs + PARENTS, parent); mask != 0; mask &= mask - 1) {
    const place = <usize>ctz(mask);
    if (sibling == MOST_RUNS) end(runs, place);
    else store<usize>(runs + PARENTS + place * 4, load<usize>(runs + PARENTS + sibling * 4));
  }
}

/** The second statement of a loop comes after the first: both have the parent of the first. */
function parentOf(runs: usize, before: usize, statement: usize): usize {
  if (before == 0 || before == statement) return 0;
  let parent = before;
  for (let mask = maskOf(runs + STATEMENTS, before); mask != 0; mask &= mask - 1) {
    const place = <usize>ctz(mask);
    if (load<u32>(runOf(runs, place) + EXECUTIONS) <= 1) continue;
    parent = load<usize>(runs + PARENTS + place * 4);
    break;
  }
  return parent != 0 && parent != statement && verbOf(parent) == SELECT ? parent : 0;
}

/** Counts a run where it was one. */
function end(runs: usize, place: usize): void {
  const run = runOf(runs, place);
  const statement = load<usize>(runs + STATEMENTS + place * 4);
  const parent = load<usize>(runs + PARENTS + place * 4);
  const executions = load<u32>(run + EXECUTIONS);
  if (statement != 0 && executions >= SHORTEST_RUN && load<u32>(run + VALUE_COUNT) >= FEWEST_VALUES) {
    onRun(numberOf(statement), executions, load<f64>(run + TOTAL_US), parent == 0 ? -1 : numberOf(parent));
  }
  store<usize>(runs + STATEMENTS + place * 4, 0);
  store<usize>(runs + PARENTS + place * 4, 0);
  store<u32>(run + EXECUTIONS, 0);
  store<u32>(run + VALUE_COUNT, 0);
}
