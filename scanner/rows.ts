import { key, leadEnd, leadStart, tailEnd, tailStart } from './statement-key';

/* Rows as src/workload/log/bytes/row-table.ts has them. */

export const LINES: i32 = 0;
export const EXECUTION: i32 = 1;
export const FETCH: i32 = 2;
export const STEP: i32 = 3;

const KIND: usize = 0;
const START: usize = 4;
const END: usize = 8;
const KEY: usize = 12;
const ORIGIN: usize = 20;
const SESSION: usize = 28;
const SESSION_START: usize = 36;
const SESSION_END: usize = 40;
const LEAD_START: usize = 44;
const LEAD_END: usize = 48;
const TAIL_START: usize = 52;
const TAIL_END: usize = 56;
const FLAGS: usize = 60;
const LINE_COUNT: usize = 64;
const TEXT_START: usize = 68;
const TEXT_END: usize = 72;
const DETAIL_START: usize = 76;
const DETAIL_END: usize = 80;
const WIDTH: usize = 84;

/** Lines begin with a TAB where they continue one. */
export const HAS_TABS: i32 = 2;
/** The text or the detail holds escapes. */
export const IS_ESCAPED: i32 = 4;

const NONE: i32 = -1;
const ELSEWHERE: i32 = -2;

const MOST_ROWS: i32 = 2_048;
export const ints = heap.alloc(<usize>MOST_ROWS * WIDTH);
/** Two doubles a row. */
export const times = heap.alloc(<usize>MOST_ROWS * 16);
export let count: i32 = 0;
/** What is to be added to an address for the offset in the bytes that the host scans. */
let offset: i32 = 0;

/** Rows that the host has room for. */
let room: i32 = 0;

export function begin(addressOfFirst: usize, offsetOfFirst: i32, roomOfHost: i32): void {
  count = 0;
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
  store<f64>(times + <usize>count * 16, durationUs);
  store<f64>(times + <usize>count * 16 + 8, at);
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

/** `isCopy`: the offsets of the comments are not those of the log's bytes. */
export function setKeyOf(row: usize, isCopy: bool): void {
  store<u64>(row + KEY, key);
  setComment(row + LEAD_START, leadStart, leadEnd, isCopy);
  setComment(row + TAIL_START, tailStart, tailEnd, isCopy);
}

function setComment(place: usize, start: usize, end: usize, isCopy: bool): void {
  store<i32>(place, start == 0 ? NONE : isCopy ? ELSEWHERE : <i32>start + offset);
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
