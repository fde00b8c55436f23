import { readAnyPrefix } from '../any-prefix.ts';
import { createMessageReader } from '../message.ts';
import { STAMP, ZONE, type PrefixReader } from '../prefix.ts';
import { LONGEST_HEAD, findTag } from '../severity-tag.ts';
import { VERBOSE_STATE } from '../stderr.ts';

/** One of as many is no matter: the log may hold another program's. */
const ONE_OF = 50;
/** As many are looked at, from all over the lines. */
const MOST_STARTS = 400;
const DURATION = 'LOG:  duration: ';
/** A record whose tag is not found: something without a blank or a mark stands before it. */
const HIDDEN = /^[^\s"'].*[A-Z\d]LOG: {2}duration: \d+\.\d{3} ms/;
/** What stands before a tag and is no time, number or mark. */
const WORD = /\p{L}{2,}/u;
const TIME = new RegExp(`${STAMP}(?:\\.\\d{3})? ${ZONE}`, 'g');

/**
 * Whether a part of the statements is read by the form of their prefixes' parts alone, of which the prefix that was told does not fit,
 * or not at all. Lines that go on with a statement, and have a TAB, are no records whatever they look like.
 * @param starts lines that begin a record
 * @param readTold by that prefix; null where none was told
 */
export function leavesStatements(
  lines: readonly string[],
  starts: readonly string[],
  readTold: PrefixReader | null,
): boolean {
  const readMessage = createMessageReader();
  const isOfStatement = (line: string) => {
    const place = findTag(line);
    const text = place ? line.slice(place.end, place.end + LONGEST_HEAD).replace(VERBOSE_STATE, '') : '';
    return !['foreign', undefined].includes(readMessage(text)?.kind);
  };
  const step = Math.ceil(starts.length / MOST_STARTS);
  const statements = starts.filter((line, at) => at % step === 0 && isOfStatement(line));
  const hasTabs = lines.some((line) => line.startsWith('\t'));
  const hidden = hasTabs ? lines.filter(isHidden) : [];
  const unread = statements.filter((line) => (readTold ? readTold(line) === null : isAnonymous(line)));
  const count = unread.length + hidden.length / step;
  return count > 1 && count * (readTold ? ONE_OF : 2) > statements.length;
}

function isHidden(line: string): boolean {
  return line.includes(DURATION) && HIDDEN.test(line.slice(0, LONGEST_HEAD)) && findTag(line) === null;
}

/** Whether nothing is told of who asked, by a prefix that has more than times and numbers. */
function isAnonymous(line: string): boolean {
  const prefixed = readAnyPrefix(line);
  const isTold = prefixed && (prefixed.user ?? prefixed.database ?? prefixed.application ?? prefixed.host) !== null;
  return !isTold && WORD.test(line.slice(0, findTag(line)?.start).replaceAll(TIME, ''));
}
