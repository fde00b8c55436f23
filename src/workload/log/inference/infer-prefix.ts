import { isIP } from 'node:net';
import { compileInferred, compilePrefix, type PrefixedLine, type PrefixReader } from '../prefix.ts';
import { isTabbed } from '../tabbed-prefix.ts';
import { findTag, type TagPlace } from '../severity-tag.ts';
import { isSeverity } from '../stderr.ts';
import { cellsOf } from './cells.ts';
import { databaseIn, messageAfter, namesToldIn } from './evidence.ts';
import { withLastNumber } from './last-number.ts';
import { fieldsOf, fits, isText, SOME_WORDS, type Fields, type StartLine } from './prefix-fields.ts';
import { fieldsThatEnd, withStop } from './prefix-stop.ts';
import { namesOf, skeletonOf, tokensOf, type Token } from './prefix-tokens.ts';

/** So many forms of lines are looked at: the others are those of background processes, or of odd names. */
const MOST_SKELETONS = 4;
/** Escapes that stand for a field whose value is not kept. */
const UNKEPT = ['i', 'L', 'b'];
const UNKEPT_NUMBERS = ['x', 'l', 'Q'];
/** For a value that is told by its form and is of no field: one that another field has already, or the server's own address. */
const BY_FORM: Partial<Readonly<Record<Token['kind'], string>>> = {
  m: 'm',
  t: 's',
  n: 'n',
  c: 'c',
  v: 'v',
  r: 'L',
  h: 'L',
};

export interface InferredPrefix {
  readonly prefix: string;
  /** Whether it has words of which it is not told what they are. */
  readonly isVague: boolean;
  /** How many of the lines it fits. */
  readonly count: number;
  readonly read: PrefixReader;
}

/** Regular expressions go back and forth: no longer prefix is looked at, nor one with more fields of any characters than PostgreSQL has escapes for. */
const LONGEST_PREFIX = 256;
const FREE = /%-?\d*[abdiu]/g;
const MOST_FREE = 5;
/** Where one ends and the next begins nothing tells. */
const ADJACENT = /%-?\d*[abdhiLu]%-?\d*[abdhiLru]/;
/** Names of one word are most often something else. */
const HOST = /^(?:|\[local\]|\[unknown\]|localhost|[\w-]+(?:\.[\w-]+)+\.?|.*\(\d*\))$/;

/**
 * A log_line_prefix that fits most of the lines, told from what varies in them: times, ids and addresses by their form, other fields by
 * their keys (`user=`) or by what the messages say of their session. What cannot be told stands as a field that is not kept.
 * Null where none fits more than half of them.
 * @param starts lines that begin with a prefix and a tag
 * @param tabbed others that begin with a TAB, and have a message of a background process
 */
export function inferPrefix(starts: readonly string[], tabbed: readonly string[] = []): InferredPrefix | null {
  const told = namesToldIn(starts);
  const isTold = (name: string) => told.has(name);
  const names = namesOf(told);
  const findEnd = tagFinder(starts);
  const heads: string[] = [];
  const lines: { readonly tag: string; readonly before: string; readonly message: string }[] = [];
  for (const line of starts) {
    const place = findEnd(line);
    if (!place || place.start > LONGEST_PREFIX) continue;
    heads.push(line.slice(0, place.end));
    lines.push({ tag: place.tag, before: line.slice(0, place.start), message: messageAfter(line, place.end) });
  }
  // %L of processes without a session.
  const hasServer = heads.some((head) => head.includes('[none]'));
  const databases = new Set(lines.flatMap(({ message }) => databaseIn(message) ?? []));
  const asked = lines.filter(({ message }) => isOfStatement(message)).map(({ before }) => before);
  const tokenize = withLastNumber(asked, cellsOf(asked, names) ?? ((before: string) => tokensOf(before, names)));
  const groups = new Map<string, StartLine[]>();
  for (const { tag, before, message } of lines) {
    const tokens = tokenize(before);
    const skeleton = skeletonOf(tokens);
    const group = groups.get(skeleton);
    if (group) group.push({ tag, tokens, message });
    else groups.set(skeleton, [{ tag, tokens, message }]);
  }
  const candidates: (Omit<InferredPrefix, 'read'> & { lenient: number; told: number })[] = [];
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, MOST_SKELETONS);
  for (const group of largest) {
    const fields = fieldsOf(group, { isTold, hasServer, databases });
    const pieces = piecesOf(group, fields);
    const whole = pieces.join('');
    if ((whole.match(FREE) ?? []).length > MOST_FREE || ADJACENT.test(whole)) continue;
    const isRead = isReadBy(whole, isTold, true);
    // Whoever asks something has a session.
    const others = heads.filter((line, at) => !isOfStatement(lines[at]!.message) && !isRead(line));
    const prefix = withStop(pieces, isTabbed(whole) ? [...others, ...tabbed.filter((line) => !isRead(line))] : others);
    const count = heads.filter(isReadBy(prefix, isTold, false)).length;
    const lenient = heads.filter(isReadBy(prefix, isTold, true)).length;
    const isVague = group[0]!.tokens.some((token, at) => !fields.has(at) && isNameless(token) && !isText(group, at));
    candidates.push({ prefix, count, lenient, told: fields.size, isVague });
  }
  const isVague = (candidate: { isVague: boolean }) => Number(candidate.isVague);
  // The parts of a name may look like fields; only lines with that name have them.
  const hasStop = ({ prefix }: { prefix: string }) => Number(prefix.includes('%q'));
  const isWhole = ({ lenient }: { lenient: number }) => lenient * 10 > heads.length * 9;
  const score = (candidate: { count: number; lenient: number }) =>
    isWhole(candidate) ? candidate.lenient : candidate.count;
  const [best] = candidates.sort(
    (a, b) => score(b) - score(a) || isVague(a) - isVague(b) || hasStop(a) - hasStop(b) || b.told - a.told,
  );
  if (!best) return null;
  const isLenient = isWhole(best);
  const count = score(best);
  if (count * 2 <= starts.length) return null;
  return { prefix: best.prefix, isVague: best.isVague, count, read: readPlausible(best.prefix, isTold, isLenient) };
}

const FARTHEST = 256;
const LATER = /^(?!duration: |(?:statement|execute \S+): )[^"]*?: {2}duration: \d+\.\d{3} ms/;

/** Finds the tag that ends a prefix: the first one, but for those of applications' names, which durations after a later one give away. */
function tagFinder(starts: readonly string[]): typeof findTag {
  const odd = new Set<string>();
  const partOf = (line: string, { start, end }: TagPlace) =>
    line.slice(start, end) + (/^\S*/.exec(line.slice(end))?.[0] ?? '');
  for (const line of starts) {
    const first = line.includes(':  duration: ') ? findTag(line) : null;
    if (first && isSeverity(first.tag) && LATER.test(line.slice(first.end, first.end + FARTHEST)))
      odd.add(partOf(line, first));
  }
  if (odd.size === 0) return findTag;
  return (line) => {
    const first = findTag(line);
    if (!first || !odd.has(partOf(line, first))) return first;
    const next = findTag(line.slice(first.end));
    return next && { tag: next.tag, start: first.end + next.start, end: first.end + next.end };
  };
}

function isOfStatement(message: string): boolean {
  return /^(?:duration|statement|execute)\b/.test(message);
}

/** Whether a part of the prefix may be a client's name. */
function isNameless({ kind, field, value }: Token): boolean {
  return kind === 'word' || (kind === 'value' && field === null && !/^-?\d*$/.test(value));
}

/**
 * A reader of lines by a prefix that was told from some of them: it may fit others by chance. What stands after a line's first tag is not
 * looked at.
 */
function readPlausible(prefix: string, isTold: (name: string) => boolean, isLenient: boolean): PrefixReader {
  const narrow = compileInferred(prefix);
  // Where no names are told, none can be misread.
  const wide = /%-?\d*[adu]/.test(prefix) ? null : compilePrefix(prefix);
  const read: PrefixReader = (line) => narrow(line) ?? wide?.(line) ?? null;
  const enclosed = isLenient ? fieldsThatEnd(prefix) : null;
  return (line) => {
    const place = findTag(line);
    if (!place || place.start > LONGEST_PREFIX) return null;
    const prefixed = read(line.slice(0, place.end));
    if (!isPlausible(prefixed, isTold, enclosed)) return null;
    return { ...prefixed!, text: prefixed!.text + line.slice(place.end) };
  };
}

/** The same of what ends after the tag. */
function isReadBy(prefix: string, isTold: (name: string) => boolean, isLenient: boolean): (head: string) => boolean {
  const read = compileInferred(prefix);
  const enclosed = isLenient ? fieldsThatEnd(prefix) : null;
  return (head) => isPlausible(read(head), isTold, enclosed);
}

/**
 * Whether the fields of a line that a prefix fits can be what the prefix takes them for.
 * @param isTold whether messages tell of a name: such a one may have any marks in it
 * @param enclosed where it is known that most lines have this prefix: the fields of it that may have blanks
 */
export function isPlausible(
  line: PrefixedLine | null,
  isTold: (name: string) => boolean = () => false,
  enclosed: ReadonlySet<string> | null = null,
): boolean {
  const isName = (field: string, name: string | null) =>
    name === null || fits(field, name) || isTold(name) || (enclosed?.has(field) === true && SOME_WORDS.test(name));
  return (
    line !== null &&
    isName('u', line.user) &&
    isName('d', line.database) &&
    !isAddress(line.database) &&
    (fits('a', line.application ?? '') || isTold(line.application!)) &&
    (line.host === null ||
      HOST.test(line.host) ||
      isIP(line.host) > 0 ||
      (enclosed !== null && /^[\w-]+$/.test(line.host)))
  );
}

/** What comes after `user@` may be where it comes from. */
function isAddress(name: string | null): boolean {
  return name !== null && (name === '[local]' || isIP(name) > 0);
}

/** The prefix in pieces: one for each token. */
function piecesOf(lines: readonly StartLine[], fields: Fields): string[] {
  const tokens = lines[0]!.tokens;
  const paddings = paddingsOf(lines);
  const used = new Set(fields.values());
  const unkept = (letters: readonly string[]) => {
    const letter = letters.find((each) => !used.has(each)) ?? letters[0]!;
    used.add(letter);
    return letter;
  };
  return tokens.map(({ kind, value }, at) => {
    const field = fields.get(at);
    if (field === undefined && isText(lines, at)) return value.replaceAll('%', '%%');
    if (kind === 'blank') return isPadding(at, paddings) ? between(tokens, at, paddings) : value;
    const letter = field ?? BY_FORM[kind] ?? unkept(kind === 'number' ? UNKEPT_NUMBERS : UNKEPT);
    return `%${paddings.get(at) ?? ''}${letter}`;
  });
}

function isPadding(at: number, paddings: ReadonlyMap<number, string>): boolean {
  return paddings.get(at - 1) === '-1' || paddings.get(at + 1) === '1';
}

/** Blanks beside a padded field are of its padding; one of them parts it from another field. */
function between(tokens: readonly Token[], at: number, paddings: ReadonlyMap<number, string>): string {
  const isMark = (token: Token | undefined) => token === undefined || token.kind === 'text';
  const isEdge = paddings.get(at - 1) === '-1' ? isMark(tokens[at + 1]) : isMark(tokens[at - 1]);
  return isEdge ? '' : ' ';
}

/** Where blanks beside a field make up for its length: the width of its escape, by position. */
function paddingsOf(lines: readonly StartLine[]): Map<number, string> {
  const paddings = new Map<number, string>();
  const tokens = lines[0]!.tokens;
  const lengths = (...positions: number[]) =>
    new Set(lines.map((line) => positions.reduce((sum, at) => sum + (line.tokens[at]?.value.length ?? 0), 0)));
  for (const [at, { kind }] of tokens.entries()) {
    if (kind !== 'blank') continue;
    if (lengths(at).size === 1) {
      // All values may be of one length so far.
      if (tokens[at]!.value.length === 1) continue;
      if (tokens[at + 1]?.kind === 'number') paddings.set(at + 1, '1');
      else if (tokens[at - 1] && tokens[at - 1]!.kind !== 'text') paddings.set(at - 1, '-1');
      continue;
    }
    if (lengths(at - 1, at).size === 1) paddings.set(at - 1, '-1');
    else if (lengths(at, at + 1).size === 1) paddings.set(at + 1, '1');
    else if (lengths(at - 1, at, at + 1).size === 1) paddings.set(at - 1, '-1').set(at + 1, '1');
  }
  return paddings;
}
