/** The scanner of logs, compiled to WebAssembly with AssemblyScript: src/workload/log/bytes/byte-scanner.ts is its host. */
import { BEYOND } from './bytes';
import { scanCsv } from './csv';
import { scanJson } from './json';
import { addStep, endSteps } from './prefix';
import { begin, count } from './rows';
import { key, readKey } from './statement-key';
import { scanStderr } from './stderr';
import { defineWord } from './words';

export { addStep, endSteps, defineWord };

let window: usize = 0;
let size: usize = 0;

/** Room that stays: for bytes that the host has scanned where they are, or for rows. */
export function reserve(length: usize): usize {
  return heap.alloc(length + BEYOND);
}

/** The same for whoever needs it for one call: the next one may take it back. */
export function reserveWindow(length: usize): usize {
  if (size < length) {
    // What is given up is never used again: doubled, all that was given up is no more than what is in use.
    size = max(length, 2 * size);
    window = reserve(size);
  }
  return window;
}

export function rowCount(): i32 {
  return count;
}

/*
 * Each scans bytes, `offset` being that of the first one to the host, and returns how many it took. Rows are written to the address `ints`, what
 * they have in doubles to `times`; `room` at most.
 */

export function scanStderrAt(
  start: usize,
  length: usize,
  isLast: bool,
  offset: i32,
  ints: usize,
  times: usize,
  room: i32,
): usize {
  begin(start, offset, ints, times, room);
  return scanStderr(start, start + length, isLast) - start;
}

export function scanCsvAt(
  start: usize,
  length: usize,
  isLast: bool,
  offset: i32,
  ints: usize,
  times: usize,
  room: i32,
): usize {
  begin(start, offset, ints, times, room);
  return scanCsv(start, start + length, isLast) - start;
}

export function scanJsonAt(
  start: usize,
  length: usize,
  isLast: bool,
  offset: i32,
  ints: usize,
  times: usize,
  room: i32,
): usize {
  begin(start, offset, ints, times, room);
  return scanJson(start, start + length, isLast) - start;
}

/** The lower half of the key of the statement in the first bytes of the window. */
export function keyOfWindow(length: usize): i32 {
  readKey(window, window + length);
  return <i32>key;
}

/** The upper half of the key that was read last. */
export function upperKey(): i32 {
  return <i32>(key >> 32);
}
