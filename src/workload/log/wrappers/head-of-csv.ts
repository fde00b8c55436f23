import { isCsvStart } from '../csvlog.ts';
import { escapeRegex } from '../escape-regex.ts';
import { findTag } from '../severity-tag.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** Where a record of csvlog may begin, after something else. */
const BEFORE_TIME = /[ \t:|](?="?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/g;
const LONGEST = 256;
/** What logcli puts there of a stream has its values in quotes. */
const LABELS = /\{[^{}]*\}/;
/** Heads that differ in more than numbers: of pods, hosts and streams. */
const MOST_SHAPES = 100;
/** Most records must have a head, or it is text inside of literals. */
const LEAST_SHARE = 0.9;

/** What a line has before a record of csvlog; null where there is nothing, or no such record. */
function headOf(line: string): string | null {
  for (const { index } of line.slice(0, LONGEST).matchAll(BEFORE_TIME)) {
    const head = line.slice(0, index + 1);
    if (!isCsvStart(line.slice(index + 1))) continue;
    return head.replace(LABELS, '').includes('"') || findTag(head) !== null ? null : head;
  }
  return null;
}

/** The same head with other numbers, which may be of other widths: times, process ids, `cat -n`. */
function shapeOf(head: string): string {
  return `${head.startsWith(' ') ? ' *' : ''}${escapeRegex(head.trimStart()).replaceAll(/\d+/g, '\\d+')}`;
}

/**
 * csvlog behind what any carrier has put before each line (times, names of pods and streams, numbers). Further lines of a record, which tell
 * nothing by themselves, have one of the heads that records were seen to have, or none.
 */
export function detectHeadOfCsv(lines: readonly string[]): CreateUnwrapper | null {
  const headed = lines.filter((line) => headOf(line) !== null).length;
  const others = lines.filter((line) => isCsvStart(line) || (headOf(line) === null && findTag(line) !== null)).length;
  return headed > 0 && headed >= LEAST_SHARE * (headed + others) ? withoutHead : null;
}

const withoutHead: CreateUnwrapper = () => {
  const shapes = new Set<string>();
  let known: RegExp | null = null;
  return {
    unwrap(line) {
      const match = known?.exec(line);
      if (match) return [line.slice(match[0].length)];
      const head = headOf(line);
      if (head === null) return [line];
      if (shapes.size < MOST_SHAPES) known = new RegExp(`^(?:${[...shapes.add(shapeOf(head))].join('|')})`);
      return [line.slice(head.length)];
    },
    end: () => [],
  };
};
