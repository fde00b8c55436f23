import {
  COMMENTS,
  DETAIL_END,
  DETAIL_START,
  BEGUN,
  DURATION,
  ENDED,
  EXECUTION,
  FLAGS,
  HAS_TABS,
  KEY,
  KIND,
  LINE_COUNT,
  JOINED,
  LINES,
  MAY_BE_CUT,
  MOST_ROWS,
  NO_SESSION,
  ORIGIN,
  RECORD,
  SESSION,
  STEP,
  TIMES_WIDTH,
  UNTIMED,
  VALUES,
  WIDTH,
} from '../row-layout';
import { countDue } from './histogram';
import { MOST_REASONS, origins, sessionOf, statements, tags } from './known';
import { byOrigin, byTags } from './pairs';
import { addValue } from './runs';
import { joiningOf, observe, restart, rowOf, setRow } from './sessions';
import { add, isFull, wantsSample } from './statements';

/** The rows at hand, as the host has written them. */
export const ints = heap.alloc(<usize>MOST_ROWS * WIDTH);
export const times = heap.alloc(<usize>MOST_ROWS * TIMES_WIDTH);

/** What was counted of them: 32-bit numbers, first these, and from SKIPPED on calls by the reason why they are left out. */
const LINES_READ: usize = 0;
const STEPS: usize = 4;
const EXECUTIONS: usize = 8;
const CALLS: usize = 12;
const SKIPPED: usize = 16;
const COUNT_BYTES: usize = SKIPPED + <usize>MOST_REASONS * 4;
export const counts = heap.alloc(COUNT_BYTES);

/** Addresses of the sessions that have rows. */
export const touched = heap.alloc(<usize>MOST_ROWS * 4);
export let touchedCount: i32 = 0;

/** Of the row that was counted last: its statement, and how many values its text has placeholders for. 0 where it is no sample. */
export let sampled: usize = 0;
export let sampledParameters: u32 = 0;

/** 53 bits of a hash, which the host's numbers hold too. */
const VALUE_MASK: u64 = 0x1fffffffffffff;
/** Longer durations than 71 minutes are the host's. */
const DURATION_LIMIT: f64 = 0x100000000;

export function beginRows(): void {
  memory.fill(counts, 0, COUNT_BYTES);
  leaveSessions();
}

/** After the host has noted the last rows of the sessions. */
export function leaveSessions(): void {
  for (let i = 0; i < touchedCount; i++) setRow(load<usize>(touched + <usize>i * 4), -1);
  touchedCount = 0;
}

/**
 * Counts the rows from `first` on and returns the number of the first one that takes the host: one that has been counted and may be a sample
 * (`sampled`), or one that names something unknown or is no statement, as if it had not been looked at. `count` where there is none.
 */
export function takeRows(first: i32, count: i32, acceptsTabs: bool): i32 {
  sampled = 0;
  const row = takeFrom(first, count, acceptsTabs);
  countDue();
  return row;
}

function takeFrom(first: i32, count: i32, acceptsTabs: bool): i32 {
  for (let row = first; row < count; row++) {
    const at = ints + <usize>row * WIDTH;
    const flags = load<i32>(at + FLAGS);
    const kind = load<i32>(at + KIND);
    if (isHosts(kind) || ((flags & HAS_TABS) != 0 && !acceptsTabs)) return row;
    if (kind == ENDED) increase(EXECUTIONS, 1);
    else if (kind == STEP) increase(STEPS, load<i32>(at + KEY));
    else if (!takeExecution(row, at, flags, kind == EXECUTION)) return row;
    increase(LINES_READ, load<i32>(at + LINE_COUNT));
    if (sampled != 0) return row;
  }
  return count;
}

/** Whether all rows of the kind are left to the host. */
function isHosts(kind: i32): bool {
  return kind == LINES || kind == RECORD || kind == BEGUN || kind == DURATION;
}

function increase(place: usize, by: i32): void {
  store<i32>(counts + place, load<i32>(counts + place) + by);
}

/** False where nothing was done. */
function takeExecution(row: i32, at: usize, flags: i32, isCall: bool): bool {
  const known = statements.valueOf(load<u64>(at + KEY));
  if (known == 0) return false;
  const session = sessionOf(at);
  if (session == 0 || (flags & (JOINED | UNTIMED)) != joiningOf(session)) return false;
  if (known < MOST_REASONS) {
    if (statements.extraOf(load<u64>(at + KEY)) != 0) restart(session);
    return skip(session, row, known, isCall);
  }
  const origin = origins.valueOf(load<u64>(at + ORIGIN));
  if (origin == 0) return false;
  const reason = origins.extraOf(load<u64>(at + ORIGIN));
  if (reason != 0) return skip(session, row, reason, isCall);
  const comments = load<u64>(at + COMMENTS);
  const tag = comments == 0 ? 0 : tags.valueOf(comments);
  if (comments != 0 && tag == 0) return false;

  const statement = <usize>known;
  const isTimed = (flags & UNTIMED) == 0;
  const durationUs = isTimed ? load<f64>(times + <usize>row * TIMES_WIDTH) : 0;
  const endedAt = load<f64>(times + <usize>row * TIMES_WIDTH + 8);
  if (durationUs >= DURATION_LIMIT || isFull(statement)) return false;
  // Where neither is known, the text decides whether it is a sample.
  if (!isTimed && isNaN(endedAt)) return false;
  const us = <u32>durationUs;
  const parameters = statements.extraOf(load<u64>(at + KEY));
  const hasValues = parameters == 0 || load<i32>(at + DETAIL_END) > load<i32>(at + DETAIL_START);
  if (parameters > 0 && (flags & MAY_BE_CUT) != 0) return false;
  if (isCall && hasValues && wantsSample(statement, isTimed, us, endedAt)) {
    sampled = statement;
    sampledParameters = parameters;
  }

  touch(session, row);
  add(statement, isCall, isTimed, us, endedAt);
  byOrigin.add(statement, origin - 1, isCall, us);
  if (tag != 0) byTags.add(statement, tag - 1, isCall, us);
  increase(EXECUTIONS, 1);
  if (!isCall) return true;
  increase(CALLS, 1);
  if (isNaN(endedAt) || load<u64>(at + SESSION) == NO_SESSION) return true;
  const run = observe(session, statement, endedAt, durationUs);
  if (run != 0) addValue(run, hasValues ? <f64>(load<u64>(at + VALUES) & VALUE_MASK) : NaN);
  return true;
}

function skip(session: usize, row: i32, reason: u32, isCall: bool): bool {
  touch(session, row);
  increase(EXECUTIONS, 1);
  if (isCall) increase(SKIPPED + <usize>reason * 4, 1);
  return true;
}

function touch(session: usize, row: i32): void {
  if (rowOf(session) < 0) {
    store<usize>(touched + <usize>touchedCount * 4, session);
    touchedCount++;
  }
  setRow(session, row);
}
