import type { LogBytes } from '../log-bytes.ts';
import { decodeLines } from './bytes/record-text.ts';
import { findTag, LONGEST_HEAD } from './severity-tag.ts';

const MAY_BE_JSON = /^\s*[[\]{}"]/;

/**
 * What ends a log without a newline, which the server and all carriers write, may have been cut off: `onUnended` gets its place. Objects of
 * JSON tell by themselves whether they are whole.
 */
export function noteUnendedLine(log: LogBytes, onUnended: (offset: number) => void): void {
  const head = headOf(log);
  if (head !== null && !MAY_BE_JSON.test(head)) onUnended(log.placeOf(log.base + log.unendedLine!));
}

/** Ends such a line; one that has not even its tag is left out: it would be taken for more of the record before it. */
export function endLastLine(log: LogBytes): void {
  const head = headOf(log);
  if (head === null) return;
  if (head.startsWith('\t') || findTag(head) !== null) log.endLine();
  else log.endAt(log.unendedLine!);
}

function headOf(log: LogBytes): string | null {
  const start = log.unendedLine;
  if (start === null) return null;
  return decodeLines(log.buffer.subarray(start, Math.min(log.end, start + LONGEST_HEAD)))[0] ?? '';
}
