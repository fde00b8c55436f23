import { find } from './bytes';
import { mixBytes, SEED } from './hash';
import {
  COMMENTS,
  DETAIL_END,
  DETAIL_START,
  END,
  FLAGS,
  KEY,
  KIND,
  LEAD_START,
  LINE_COUNT,
  LINES,
  MAY_BE_CUT,
  ORIGIN,
  SESSION,
  SESSION_END,
  SESSION_START,
  SEVERITY,
  START,
  STATE_START,
  STEP,
  TAIL_START,
  TEXT_END,
  TEXT_START,
  TIMES_WIDTH,
  VALUES,
  WIDTH,
} from './row-layout';
import { isUntold, key, leadEnd, leadStart, tailEnd, tailStart } from './statement-key';

/** A comment that is not there. */
const NONE: i32 = -1;
/** A comment whose offset is not that of the log's bytes. */
const ELSEWHERE: i32 = -2;
const DOT: u32 = 46;
const TWO_DOTS: u16 = 0x2e2e;

/** Where the host wants the rows and their times. */
let ints: usize = 0;
let times: usize = 0;
export let count: i32 = 0;
/** What is to be added to an address for the offset in the bytes that the host scans. */
let offset: i32 = 0;

/** Rows that the host has room for. */
let room: i32 = 0;

export function begin(
  addressOfFirst: usize,
  offsetOfFirst: i32,
  intsOfHost: usize,
  timesOfHost: usize,
  roomOfHost: i32,
): void {
  count = 0;
  ints = intsOfHost;
  times = timesOfHost;
  room = roomOfHost;
  offset = offsetOfFirst - <i32>addressOfFirst;
}

export function isFull(): bool {
  return count > room - 2;
}

/** The row after those that are there: it counts when `keep` says so. */
export function next(): usize {
  return ints + <usize>count * WIDTH;
}

export function keep(): void {
  count++;
}

function put(row: usize, column: usize, address: usize): void {
  store<i32>(row + column, <i32>address + offset);
}

export function setKind(row: usize, kind: i32): void {
  store<i32>(row + KIND, kind);
}

export function setTimes(durationUs: f64, at: f64): void {
  store<f64>(times + <usize>count * TIMES_WIDTH, durationUs);
  store<f64>(times + <usize>count * TIMES_WIDTH + 8, at);
}

export function setClient(row: usize, origin: u64, session: u64, sessionStart: usize, sessionEnd: usize): void {
  store<u64>(row + ORIGIN, origin);
  store<u64>(row + SESSION, session);
  put(row, SESSION_START, sessionStart);
  put(row, SESSION_END, sessionEnd);
}

export function setRecord(row: usize, start: usize, end: usize, flags: i32, lines: i32): void {
  put(row, START, start);
  put(row, END, end);
  store<i32>(row + FLAGS, flags);
  store<i32>(row + LINE_COUNT, lines);
}

/** Where the text of the statement and the DETAIL are, each with its escapes; `detailEnd` is `detailStart` where there is none. */
export function setTexts(row: usize, textStart: usize, textEnd: usize, detailStart: usize, detailEnd: usize): void {
  put(row, TEXT_START, textStart);
  put(row, TEXT_END, textEnd);
  put(row, DETAIL_START, detailStart);
  put(row, DETAIL_END, detailEnd);
}

/** `hash` is of the values in the text; the DETAIL is at the same addresses as in `setTexts`. */
export function setValues(row: usize, hash: u64, detailStart: usize, detailEnd: usize): void {
  store<u64>(row + VALUES, mixBytes(hash, detailStart, detailEnd));
  if (hasDots(detailStart, detailEnd)) store<i32>(row + FLAGS, load<i32>(row + FLAGS) | MAY_BE_CUT);
}

/** Whether there is a `...`: what a value ends in that was too long. */
function hasDots(start: usize, end: usize): bool {
  for (let at = find(start, end, DOT); at + 2 < end; at = find(at + 1, end, DOT)) {
    if (load<u16>(at + 1) == TWO_DOTS) return true;
  }
  return false;
}

/** Of a record; `state` is 0 where its prefix has none. */
export function setLevel(row: usize, severity: i32, state: usize): void {
  store<i32>(row + SEVERITY, severity);
  putOptional(row, STATE_START, state);
}

/** A further part of a record, whose columns begin at `column`; `start` is 0 where there is none. */
export function setPart(row: usize, column: usize, start: usize, end: usize): void {
  putOptional(row, column, start);
  put(row, column + 4, end);
}

function putOptional(row: usize, column: usize, address: usize): void {
  store<i32>(row + column, address == 0 ? NONE : <i32>address + offset);
}

/** `isCopy`: the offsets of the comments are not those of the log's bytes. */
export function setKeyOf(row: usize, isCopy: bool): void {
  const isElsewhere = isCopy || isUntold;
  store<u64>(row + KEY, key);
  store<u64>(row + COMMENTS, hashOfComments());
  setComment(row + LEAD_START, leadStart, leadEnd, isElsewhere);
  setComment(row + TAIL_START, tailStart, tailEnd, isElsewhere);
}

/** 0 without any. */
function hashOfComments(): u64 {
  if (leadStart == 0 && tailStart == 0) return 0;
  const hash = leadStart == 0 ? SEED : mixBytes(SEED, leadStart, leadEnd);
  return (tailStart == 0 ? hash : mixBytes(~hash, tailStart, tailEnd)) | 1;
}

function setComment(place: usize, start: usize, end: usize, isElsewhere: bool): void {
  store<i32>(place, start == 0 ? NONE : isElsewhere ? ELSEWHERE : <i32>start + offset);
  store<i32>(place + 4, <i32>end + offset);
}

/** A parse or bind step; counted in one row with those right before it. */
export function addStep(start: usize, end: usize, flags: i32, lines: i32): void {
  if (!extend(STEP, start, end)) {
    const row = next();
    setKind(row, STEP);
    setRecord(row, start, end, flags, lines);
    store<i32>(row + KEY, 1);
    return keep();
  }
  const row = next() - WIDTH;
  store<i32>(row + KEY, load<i32>(row + KEY) + 1);
  store<i32>(row + FLAGS, load<i32>(row + FLAGS) | flags);
  store<i32>(row + LINE_COUNT, load<i32>(row + LINE_COUNT) + lines);
}

/** Lines for the readers of strings. */
export function addLines(start: usize, end: usize): void {
  if (end <= start || extend(LINES, start, end)) return;
  const row = next();
  setKind(row, LINES);
  setRecord(row, start, end, 0, 0);
  keep();
}

/** Whether the last row is of the same kind and ends there. */
function extend(kind: i32, start: usize, end: usize): bool {
  if (count == 0) return false;
  const last = next() - WIDTH;
  if (load<i32>(last + KIND) != kind || load<i32>(last + END) != <i32>start + offset) return false;
  put(last, END, end);
  return true;
}
