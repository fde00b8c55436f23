import { fingerprint, SqlSyntaxError } from '../../sql/parser.ts';
import { createMessageReader } from './message.ts';
import { preparedIn } from './prepared.ts';

/** Parts that are looked at one by one; what was found of them goes for all that follow. */
const MOST_JUDGED = 1_000;
/** Shorter ones of a part that are tried. */
const MOST_TRIED = 8;
/** Code units: of lines that have more only the first one is tried, and of all that is tried no more than that. */
const LONGEST_TRIED = 1024 * 1024;
const MOST_PARSED = 64 * LONGEST_TRIED;

/** What a record's lines belong to; `other` is a HINT, a QUERY or a LOCATION. */
export type PartName = 'message' | 'detail' | 'context' | 'statement' | 'other';

/** How many of the lines of a record's part are its own. */
export type CountOwnLines = (lines: readonly string[], part: PartName) => number;

const PARAMETERS = /^.{0,40}?\$1 = (?:NULL|')/;
/** Where in the server's source an event was reported: one line. */
const LOCATION = /(?:^| )\w+\.[a-z]{1,3}:\d+$/;

/**
 * Lines that begin with neither a prefix nor a TAB go on with a record where a collector has stripped all TABs; else they are of
 * another program that writes to the same log (an archive_command, an extension's library). The parser tells: as many lines are a
 * statement's as make one that parses; and the quotes of parameters do. Of what else a record may have, nothing tells: that goes by
 * what was found of the others.
 */
export function createForeignLines(): CountOwnLines {
  const read = createMessageReader();
  let own = 0;
  let foreign = 0;
  let parsed = 0;

  const isMessageOfSql = (message: string): boolean => {
    const step = read(message);
    return (step?.kind === 'statement' || step?.kind === 'execute') && isSql(step.sql);
  };
  /** The parser is asked for so many only: it takes more time than all else. */
  const countParsed = (lines: readonly string[], parses: (text: string) => boolean): number | null => {
    if (own + foreign >= MOST_JUDGED || parsed >= MOST_PARSED) return null;
    const isLong = lines.reduce((length, line) => length + line.length, 0) > LONGEST_TRIED;
    const tried = isLong ? [] : lines.slice(0, MOST_TRIED).map((_, left) => lines.length - left);
    const areOwn = (count: number) => {
      const text = lines.slice(0, count).join('\n');
      parsed += text.length;
      return parses(text);
    };
    return [...tried, 1].find(areOwn) ?? null;
  };
  const countTold = (lines: readonly string[], part: PartName): number | null => {
    const [first = ''] = lines;
    if (part === 'statement') return countParsed(lines, isSql);
    if (part === 'other') return LOCATION.test(first) ? 1 : null;
    if (PARAMETERS.test(first)) return countQuoted(lines);
    return part === 'context' || preparedIn(first) === null
      ? null
      : countParsed(lines, (text) => isSql(preparedIn(text) ?? ''));
  };
  return (lines, part) => {
    let told: number | null;
    if (part === 'message') {
      const kind = read(lines[0] ?? '')?.kind;
      if (kind !== 'statement' && kind !== 'execute') return lines.length;
      told = countParsed(lines, isMessageOfSql);
    } else told = countTold(lines, part);
    if (told === null) return foreign > own ? 1 : lines.length;
    if (told === lines.length) own++;
    else foreign++;
    return told;
  };
}

/** How many lines the values of parameters take: within one its quotes are doubled, and a line's end leaves their number odd. */
function countQuoted(lines: readonly string[]): number {
  let isOpen = false;
  for (const [i, line] of lines.entries()) {
    for (let at = line.indexOf("'"); at >= 0; at = line.indexOf("'", at + 1)) isOpen = !isOpen;
    if (!isOpen) return i + 1;
  }
  return lines.length;
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
