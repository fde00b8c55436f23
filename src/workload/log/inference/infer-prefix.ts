import { isIP } from 'node:net';
import { compilePrefix, type PrefixedLine, type PrefixReader } from '../prefix.ts';
import { findTag } from '../severity-tag.ts';
import { isWithoutUser, messageAfter } from './evidence.ts';
import { fieldsOf, fits, type Fields, type StartLine } from './prefix-fields.ts';
import { skeletonOf, tokensOf, type Token } from './prefix-tokens.ts';

/** So many forms of lines are looked at: the others are those of background processes, or of odd names. */
const MOST_SKELETONS = 4;
/** Escapes that stand for a field whose value is not kept. */
const UNKEPT = ['i', 'b', 'L'];
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
}

/** Regular expressions go back and forth: no longer prefix is looked at, nor one with more fields of any characters than PostgreSQL has escapes for. */
const LONGEST_PREFIX = 256;
const FREE = /%-?\d*[abdiu]/g;
const MOST_FREE = 5;
/** What fits whatever stands there: a prefix that may end after no more than that would fit all lines. */
const OPEN = /^(?:%-?\d*[abdhiLu]|\s*)$/;

/** Names of one word are most often something else. */
const HOST = /^(?:|\[local\]|\[unknown\]|localhost|[\w-]+(?:\.[\w-]+)+\.?|.*\(\d*\))$/;

/**
 * A log_line_prefix that fits most of the lines, told from what varies in them: times, ids and addresses by their form, other fields by
 * their keys (`user=`) or by what the messages say of their session. What cannot be told stands as a field that is not kept.
 * Null where none fits more than half of them.
 * @param starts lines that begin with a prefix and a tag
 */
export function inferPrefix(starts: readonly string[]): InferredPrefix | null {
  const groups = new Map<string, StartLine[]>();
  const heads: string[] = [];
  for (const line of starts) {
    const place = findTag(line);
    if (!place || place.start > LONGEST_PREFIX) continue;
    heads.push(line.slice(0, place.end));
    const tokens = tokensOf(line.slice(0, place.start));
    const skeleton = skeletonOf(tokens);
    const start = { tag: place.tag, tokens, message: messageAfter(line, place.end) };
    const group = groups.get(skeleton);
    if (group) group.push(start);
    else groups.set(skeleton, [start]);
  }
  const candidates: (InferredPrefix & { count: number; told: number })[] = [];
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, MOST_SKELETONS);
  for (const group of largest) {
    const fields = fieldsOf(group);
    const pieces = piecesOf(group, fields);
    if ((pieces.join('').match(FREE) ?? []).length > MOST_FREE) continue;
    const prefix = withStop(pieces, heads);
    const count = countFitting(prefix, heads);
    const told = fields.size;
    const isVague = group[0]!.tokens.some(({ kind }, at) => kind === 'word' && !fields.has(at) && !isText(group, at));
    candidates.push({ prefix, count, told, isVague });
  }
  const isVague = (candidate: InferredPrefix) => Number(candidate.isVague);
  // The parts of a name may look like fields; only lines with that name have them.
  const hasStop = ({ prefix }: InferredPrefix) => Number(prefix.includes('%q'));
  const [best] = candidates.sort(
    (a, b) => b.count - a.count || isVague(a) - isVague(b) || hasStop(a) - hasStop(b) || b.told - a.told,
  );
  return best && best.count * 2 > starts.length ? best : null;
}

/**
 * A reader of lines by a prefix that was told from some of them: it may fit others by chance. What stands after a line's first tag is not
 * looked at.
 */
export function readPlausible(prefix: string): PrefixReader {
  const read = compilePrefix(prefix);
  return (line) => {
    const place = findTag(line);
    if (!place || place.start > LONGEST_PREFIX) return null;
    const prefixed = read(line.slice(0, place.end));
    return prefixed && isPlausible(prefixed) ? { ...prefixed, text: prefixed.text + line.slice(place.end) } : null;
  };
}

/**
 * Whether the fields of a line that a prefix fits can be what the prefix takes them for.
 * @param isTold whether messages tell of a name: such a one may have any marks in it
 */
export function isPlausible(line: PrefixedLine | null, isTold: (name: string) => boolean = () => false): boolean {
  const isName = (field: string, name: string | null) => name === null || fits(field, name) || isTold(name);
  return (
    line !== null &&
    isName('u', line.user) &&
    isName('d', line.database) &&
    !isAddress(line.database) &&
    fits('a', line.application ?? '') &&
    (line.host === null || HOST.test(line.host) || isIP(line.host) > 0)
  );
}

/** What comes after `user@` may be where it comes from. */
function isAddress(name: string | null): boolean {
  return name !== null && (name === '[local]' || isIP(name) > 0);
}

function countFitting(prefix: string, heads: readonly string[]): number {
  const read = compilePrefix(prefix);
  return heads.filter((line) => isPlausible(read(line))).length;
}

/** Puts %q where most of the lines that do not fit end: those of processes that have no session. */
function withStop(pieces: readonly string[], heads: readonly string[]): string {
  const whole = pieces.join('');
  const read = compilePrefix(whole);
  const others = heads.filter((line) => !isPlausible(read(line)));
  let best = { prefix: whole, count: 0 };
  for (let at = 1; at < pieces.length && others.length > 0; at++) {
    if (pieces.slice(0, at).every((piece) => OPEN.test(piece))) continue;
    const prefix = `${pieces.slice(0, at).join('')}%q${pieces.slice(at).join('')}`;
    const count = countFitting(prefix, others);
    if (count > best.count) best = { prefix, count };
    if (count === others.length) break;
  }
  return best.prefix;
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

/** What is the same in all lines is text of the prefix; words only where processes that have no user or database have them too. */
function isText(lines: readonly StartLine[], at: number): boolean {
  const { kind, value } = lines[0]!.tokens[at]!;
  if (kind !== 'word' && kind !== 'number') return kind === 'text';
  const isConstant = lines.every(({ tokens }) => tokens[at]!.value === value);
  return isConstant && (kind === 'number' || lines.some(({ message }) => isWithoutUser(message)));
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
