import { findTag } from '../severity-tag.ts';
import { LONGEST_HEAD, strip } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** What `cat -n`, `nl`, `less -N` and editors put before each line. */
const NUMBER = /^ *\d{1,9}(?:\t|: ?| (?:│ )?)/;
/** Fewer may be process ids. */
const FEWEST_NUMBERED = 3;

const headsOf = (lines: readonly string[]) =>
  lines.filter((line) => line !== '').map((line) => line.slice(0, LONGEST_HEAD));

/** The numbers of lines, which go up by one. */
export function detectNumbers(lines: readonly string[]): CreateUnwrapper | null {
  const numbers = headsOf(lines).map((line) => (NUMBER.test(line) ? Number.parseInt(line, 10) : NaN));
  const areInOrder = numbers.every((number, i) => number === numbers[0]! + i);
  return numbers.length >= FEWEST_NUMBERED && areInOrder ? strip(NUMBER) : null;
}

/** How many blanks terminals, editors and expand(1) make of a TAB at the begin of a line. */
const TAB_WIDTHS = [2, 4, 8];
/** One may be of log_line_prefix. */
const LEAST_INDENTED = 2;

/** How many blanks all lines begin with. */
function indentOf(lines: readonly string[]): number {
  return lines.reduce((least, line) => Math.min(least, line.search(/[^ ]|$/)), Infinity);
}

/** Blanks before all lines, as of text that is quoted. */
export function detectIndent(lines: readonly string[]): CreateUnwrapper | null {
  const indent = indentOf(headsOf(lines));
  return indent >= LEAST_INDENTED && indent < Infinity ? strip(new RegExp(`^ {${indent}}`)) : null;
}

/** Blanks in place of the TAB that begins the further lines of a stderr log: as many as all have. */
export function detectBlankMargin(lines: readonly string[]): CreateUnwrapper | null {
  const heads = headsOf(lines);
  const width = indentOf(heads.filter((line) => findTag(line) === null));
  if (!TAB_WIDTHS.includes(width) || indentOf(heads) === width) return null;
  const margin = ' '.repeat(width);
  return () => ({
    unwrap: (line) => [line.startsWith(margin) ? `\t${line.slice(width)}` : line],
    end: () => [],
  });
}
