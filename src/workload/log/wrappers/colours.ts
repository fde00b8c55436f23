import { hasSession, timeIn } from '../any-prefix.ts';
import { isCsvStart } from '../csvlog.ts';
import { findTag } from '../severity-tag.ts';
import { LONGEST_HEAD } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
/** Colours that Compose, stern, grep, ccze and others add, and what else they tell a terminal: to clear a line, a character set, links. */
const COLOUR = new RegExp(`${ESCAPE}(?:\\[[ -?]*[@-~]|\\(B|\\]8;[^${ESCAPE}${BELL}]*(?:${BELL}|${ESCAPE}\\\\))`, 'g');
/** Those that may stand anywhere, as grep's do on what it was asked for. */
const PAINT = new RegExp(`${ESCAPE}\\[[\\d;]*[mK]`);
const LEAST_COLOURED = 0.2;

/** Whether many lines have colours, or a record has one before its tag, where the server writes none. What one statement has in a literal stays. */
export function areColoured(lines: readonly string[]): boolean {
  const coloured = lines.map((line) => line.slice(0, LONGEST_HEAD)).filter((head) => head.search(COLOUR) >= 0);
  const painted = coloured.filter((head) => PAINT.test(head));
  return painted.length > LEAST_COLOURED * lines.length || coloured.some(isBeforeTag);
}

/** Without a time or a process it may be a line of a text in a literal. */
function isBeforeTag(head: string): boolean {
  const place = head.startsWith('\t') || isCsvStart(head) ? null : findTag(head);
  const prefix = head.slice(0, place?.start ?? 0);
  return prefix.search(COLOUR) >= 0 && (timeIn(prefix) !== null || hasSession(prefix));
}

export const withoutColours: CreateUnwrapper = () => ({
  unwrap: (line) => [line.includes(ESCAPE) ? line.replaceAll(COLOUR, '') : line],
  end: () => [],
});
