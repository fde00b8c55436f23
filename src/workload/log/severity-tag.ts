import { escapeRegex } from './escape-regex.ts';
import { LANGUAGES } from './languages.ts';

/** Of all languages, also of the further parts of a record: `LOG`, `DETAIL`, … */
export const TAGS: readonly string[] = LANGUAGES.flatMap(({ log, errors, others, tags }) => [
  log,
  ...errors,
  ...others,
  tags.detail,
  tags.context,
  tags.statement,
  ...tags.others,
]);
const ALTERNATIVES = [...new Set(TAGS)]
  .sort((a, b) => b.length - a.length)
  .map(escapeRegex)
  .join('|');
/** Those after whose colon catalogues have no blank: Korean has none for QUERY, Turkish for most. */
const TIGHT_TAGS: readonly string[] = ['쿼리', 'AYRINTI', 'ORTAM', 'İPUCU', 'SORGU'];
/** French has a (non-breaking) blank before the colon, others three after it. */
export const TAG = `(${ALTERNATIVES})[ \\u00a0]?:(?: {1,3}|(?<=(?:${TIGHT_TAGS.join('|')}):))`;

/** No prefix is longer. A line may be of megabytes, and regular expressions overflow the stack on such. */
export const LONGEST_HEAD = 16_384;

/** Tags by their last character, the longest first. */
const TAGS_BY_END = new Map<string, string[]>();
for (const tag of [...new Set(TAGS)].sort((x, y) => y.length - x.length)) {
  const others = TAGS_BY_END.get(tag.at(-1)!);
  if (others) others.push(tag);
  else TAGS_BY_END.set(tag.at(-1)!, [tag]);
}
const LETTER_END = /\p{L}$/u;
const LOWER_END = /\p{Ll}$/u;
const CAPITALS = /^[A-Z]+$/;
const TIME_END = /:\d\d(?:\.\d{3})? [A-Z]{1,5}$/;
const LONGEST_TIME = 16;

/** Where the first tag of a line stands: from its first character to after its colon and blanks. */
export interface TagPlace {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

/** What `ANY TAG: ` a line has first, without a regular expression over all of it: for carriers that look at every line. */
export function findTag(line: string): TagPlace | null {
  for (let colon = line.indexOf(': '); colon >= 0 && colon < LONGEST_HEAD; colon = line.indexOf(': ', colon + 1)) {
    const tag = tagBefore(line, colon) ?? (isBlank(line.charCodeAt(colon - 1)) ? tagBefore(line, colon - 1) : null);
    if (tag === null) continue;
    let end = colon + 2;
    while (end < colon + 4 && line.charAt(end) === ' ') end++;
    const start = line.lastIndexOf(tag, colon);
    return { tag, start, end };
  }
  return findTightTag(line.length > LONGEST_HEAD ? line.slice(0, LONGEST_HEAD) : line);
}

function findTightTag(head: string): TagPlace | null {
  for (const tag of TIGHT_TAGS) {
    const start = head.indexOf(`${tag}:`);
    const colon = start + tag.length;
    if (start >= 0 && tagBefore(head, colon) === tag) return { tag, start, end: colon + 1 };
  }
  return null;
}

/** French has a non-breaking one. */
function isBlank(code: number): boolean {
  return code === 32 || code === 0xa0;
}

/** Of what is not ASCII, nothing is said. */
function isNoLetter(code: number): boolean {
  const small = code | 32;
  return code < 128 && !(small >= 97 && small <= 122);
}

/** Whether a time with its zone ends there, as with a prefix of `%t` and no blank after it: `12:51:46 UTCLOG: `. */
function endsInTime(line: string, end: number): boolean {
  return TIME_END.test(line.slice(Math.max(0, end - LONGEST_TIME), end));
}

function tagBefore(line: string, end: number): string | null {
  for (const tag of TAGS_BY_END.get(line.charAt(end - 1)) ?? []) {
    if (!line.endsWith(tag, end)) continue;
    const start = end - tag.length;
    if (start > 0 && isNoLetter(line.charCodeAt(start - 1))) return tag;
    const before = line.slice(Math.max(0, start - 2), start);
    // A prefix that ends in a name, without a blank after it: `app@shopLOG: `.
    const isGlued = CAPITALS.test(tag) && (LOWER_END.test(before) || endsInTime(line, start));
    if (start === 0 || isGlued || !LETTER_END.test(before)) return tag;
  }
  return null;
}
