/** The scanner of logs, compiled to WebAssembly with AssemblyScript: src/workload/log/bytes/byte-scanner.ts is its host. */
import { scanCsv } from './csv';
import { scanJson } from './json';
import { addStep, endSteps } from './prefix';
import { begin, count, ints, times } from './rows';
import { key, readKey } from './statement-key';
import { scanStderr } from './stderr';
import { defineWord } from './words';

export { addStep, endSteps, defineWord };

/** Room that is read beyond the end of what is scanned, sixteen bytes at a time. */
const BEYOND: usize = 32;

let window: usize = 0;
let size: usize = 0;

/** Where the host writes the bytes to be scanned: at least so many. */
export function reserveWindow(length: usize): usize {
  if (size < length) {
    // What is given up is never used again: doubled, all that was given up is no more than what is in use.
    size = max(length, 2 * size);
    window = heap.alloc(size + BEYOND);
  }
  return window;
}

export function rowsAt(): usize {
  return ints;
}

export function timesAt(): usize {
  return times;
}

export function rowCount(): i32 {
  return count;
}

/* Each scans the first bytes of the window, `offset` being that of the first one to the host, and returns how many it took. At most `room` rows. */

export function scanStderrWindow(length: usize, isLast: bool, offset: i32, room: i32): usize {
  begin(window, offset, room);
  return scanStderr(window, window + length, isLast) - window;
}

export function scanCsvWindow(length: usize, isLast: bool, offset: i32, room: i32): usize {
  begin(window, offset, room);
  return scanCsv(window, window + length, isLast) - window;
}

export function scanJsonWindow(length: usize, isLast: bool, offset: i32, room: i32): usize {
  begin(window, offset, room);
  return scanJson(window, window + length, isLast) - window;
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
