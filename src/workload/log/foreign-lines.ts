import { fingerprint, SqlSyntaxError } from '../../sql/parser.ts';
import { createMessageReader } from './message.ts';

/** Messages that are looked at one by one; what was found of them goes for all that follow. */
const MOST_JUDGED = 1_000;
/** Shorter ones of a message that are tried. */
const MOST_TRIED = 8;

/** How many of a message's lines are its own. */
export type CountOwnLines = (lines: readonly string[]) => number;

/**
 * Lines that begin with neither a prefix nor a TAB go on with a statement where a collector has stripped all TABs; else they are of
 * another program that writes to the same log (an archive_command, an extension's library). The parser tells: as many lines are the
 * statement's as make one that parses.
 */
export function createForeignLines(): CountOwnLines {
  const read = createMessageReader();
  let own = 0;
  let foreign = 0;
  const parses = (lines: readonly string[]): boolean => {
    const step = read(lines.join('\n'));
    return (step?.kind === 'statement' || step?.kind === 'execute') && isSql(step.sql);
  };
  return (lines) => {
    const [first = ''] = lines;
    const kind = read(first)?.kind;
    if (kind !== 'statement' && kind !== 'execute') return lines.length;
    if (own + foreign >= MOST_JUDGED) return own > foreign ? lines.length : 1;
    const tried = lines.map((_, left) => lines.length - left).slice(0, MOST_TRIED);
    const count = [...tried, 1].find((count) => parses(lines.slice(0, count))) ?? lines.length;
    if (count === lines.length) own++;
    else foreign++;
    return count;
  };
}

function isSql(text: string): boolean {
  try {
    fingerprint(text);
    return true;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}
