import { UserError } from '../../errors.ts';
import { escapeRegex } from './escape-regex.ts';
import { LONGEST_HEAD, TAG } from './severity-tag.ts';

/** What a line's prefix says, and what stands after it. */
export interface PrefixedLine {
  readonly session: string | null;
  readonly timestamp: string | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host: string | null;
  /** SQLSTATE. */
  readonly state: string | null;
  /** `LOG`, `DETAIL`, … in whatever language. */
  readonly tag: string;
  readonly text: string;
}

export type PrefixReader = (line: string) => PrefixedLine | null;

export const STAMP = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
/** `GMT+3` is what tzdata up to 2016 calls Etc/GMT+3. */
export const ZONE = '(?:GMT[+-]\\d{1,2}(?![\\w.:])|[A-Za-z]+|[+-]\\d\\d(?::?\\d\\d)?)';
/** PostgreSQL 8 writes none on Windows; a word after a time is its zone. */
const ANY_ZONE = `(?: ${ZONE}|(?!\\.\\d| [A-Za-z+-]))`;

/** Every escape of log_line_prefix up to PostgreSQL 18. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: '.*?',
  // Names of more than one word first: a blank may be what parts the field from the next.
  b: '(?:(?:client|standalone) backend|not initialized|background writer|(?:autovacuum|logical replication|parallel|background) (?:launcher|worker)|[^@]*?)',
  c: '[0-9a-f]+\\.[0-9a-f]+',
  d: '.*?',
  e: '[0-9A-Z]{5}',
  h: '[^\\s,|]*?',
  i: '(?:[A-Z]+(?: [A-Z]+)*|idle in transaction(?: \\(aborted\\))?|.*?)',
  l: '\\d+',
  L: '[^\\s,|]*?',
  m: `${STAMP}\\.\\d{3}${ANY_ZONE}`,
  n: '\\d+\\.\\d{3}',
  p: '\\d+',
  P: '\\d*',
  Q: '-?\\d+',
  r: '(?:[^\\s(]*(?:\\(\\d+\\))?)',
  s: `${STAMP}${ANY_ZONE}`,
  t: `${STAMP}${ANY_ZONE}`,
  u: '.*?',
  v: '(?:-?\\d+/\\d+)?',
  x: '\\d+',
};

/** The ones that are kept, by what they tell. */
const KEPT: Readonly<Record<string, string>> = {
  a: 'application',
  c: 'session',
  d: 'database',
  e: 'state',
  h: 'host',
  m: 'milli',
  n: 'epoch',
  p: 'pid',
  r: 'remote',
  t: 'time',
  u: 'user',
};

/** Readers that are kept: the files of a log have one prefix, and what is tried to tell it is tried for each. */
const MOST_COMPILED = 1_000;
const compiled = new Map<string, PrefixReader>();

/**
 * Makes a reader of a log_line_prefix, as it stands in postgresql.conf.
 * @throws UserError for an escape that PostgreSQL does not have
 */
export function compilePrefix(prefix: string): PrefixReader {
  return cached(prefix, () => compile(prefix));
}

function cached(key: string, create: () => PrefixReader): PrefixReader {
  let reader = compiled.get(key);
  if (reader) return reader;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(key, (reader = create()));
  return reader;
}

/** The same where names have no blanks; an application's may: of what can be read in two ways this one comes first. */
const STRICT: Readonly<Record<string, string>> = {
  ...ESCAPES,
  d: '\\S*?',
  // What an inferred prefix does not tell stands as one of these, too.
  b: ESCAPES.b!.replace('[^@]*?', '[^@\\s]*?'),
  i: '(?:[A-Z]+(?: [A-Z]+)*(?: waiting)?|idle in transaction(?: \\(aborted\\))?|\\S*?)',
  r: '(?:[^\\s(]+\\(\\d+\\)|\\[local\\]|)',
  u: '\\S*?',
};

/** Of a prefix that is told from lines: what stands for a field that is not told may not swallow others. */
const NARROW: Readonly<Record<string, string>> = { ...ESCAPES, b: STRICT.b!, i: STRICT.i! };

/** The same reader of a prefix that was told from lines, and may fit others by chance. */
export function compileInferred(prefix: string): PrefixReader {
  return cached(`${prefix}\0`, () => compile(prefix, NARROW));
}

function compile(prefix: string, escapes = ESCAPES): PrefixReader {
  const read = compileWith(prefix, escapes);
  if (!/%-?\d*a/.test(prefix)) return read;
  const strict = compileWith(prefix, STRICT);
  if (!/%-?\d*r/.test(prefix) || !/%-?\d*[ud]/.test(prefix)) return (line) => strict(line) ?? read(line);
  // Of names with blanks an address tells where they end.
  const addressed = compileWith(prefix, { ...escapes, r: STRICT.r! });
  return (line) => strict(line) ?? addressed(line) ?? read(line);
}

function compileWith(prefix: string, escapes: Readonly<Record<string, string>>): PrefixReader {
  let source = '';
  let optional = 0;
  const groups: string[] = [];
  for (let i = 0; i < prefix.length; i++) {
    if (prefix.charAt(i) !== '%') {
      source += escapeRegex(prefix.charAt(i));
      continue;
    }
    const [, padding, letter] = /^%(-?\d*)(.?)/.exec(prefix.slice(i)) as unknown as [string, string, string];
    i += padding.length + letter.length;
    if (letter === '%') source += '%';
    else if (letter === 'q') {
      source += '(?:';
      optional++;
    } else {
      const pattern = escapes[letter];
      if (pattern === undefined) {
        throw new UserError(`the log prefix "${prefix}" has the unknown escape %${padding}${letter}`, {
          hint: 'Pass the value of the server’s setting: SHOW log_line_prefix',
        });
      }
      const group = KEPT[letter];
      const isKept = group !== undefined && !groups.includes(group);
      if (isKept) groups.push(group);
      const capture = `(${isKept ? '' : '?:'}${pattern})`;
      // A negative width pads on the right.
      source += padding === '' ? capture : padding.startsWith('-') ? `${capture} *` : ` *${capture}`;
    }
  }
  const regex = new RegExp(`^${source}${')?'.repeat(optional)}${TAG}`);
  const toLine = lineOf(groups);
  const isAddress = prefix.includes('%u@%d');
  return ofHead((line) => {
    const match = regex.exec(line);
    const prefixed = match && toLine(match, line.slice(match[0].length));
    return prefixed && isAddress ? withWholeUser(prefixed) : prefixed;
  });
}

/** Of `ann@example.com@shop` the database is what comes after the last `@`: users who sign in by mail address are many, databases named so are none. */
function withWholeUser(line: PrefixedLine): PrefixedLine {
  const { user, database } = line;
  const at = database?.lastIndexOf('@') ?? -1;
  if (user === null || database === null || at < 0) return line;
  return { ...line, user: `${user}@${database.slice(0, at)}`, database: database.slice(at + 1) };
}

function ofHead(read: PrefixReader): PrefixReader {
  return (line) => {
    if (line.length <= LONGEST_HEAD) return read(line);
    const prefixed = read(line.slice(0, LONGEST_HEAD));
    return prefixed && { ...prefixed, text: prefixed.text + line.slice(LONGEST_HEAD) };
  };
}

/** @param groups what the capturing groups are of; the tag is in the one after them. Groups with names would be dictionaries, made for each line. */
function lineOf(groups: readonly string[]): (match: RegExpExecArray, text: string) => PrefixedLine {
  const placesOf = (...names: string[]) => names.map((name) => groups.indexOf(name) + 1).filter((place) => place > 0);
  const places = {
    session: placesOf('session', 'pid'),
    timestamp: placesOf('milli', 'time', 'epoch'),
    user: placesOf('user'),
    database: placesOf('database'),
    application: placesOf('application'),
    host: placesOf('host', 'remote'),
    state: placesOf('state'),
  };
  return (match, text) => ({
    session: firstOf(match, places.session),
    timestamp: firstOf(match, places.timestamp),
    user: firstOf(match, places.user),
    database: firstOf(match, places.database),
    application: firstOf(match, places.application),
    host: firstOf(match, places.host),
    state: firstOf(match, places.state),
    tag: match[groups.length + 1]!,
    text,
  });
}

function firstOf(match: RegExpExecArray, places: readonly number[]): string | null {
  for (const place of places) if (match[place] !== undefined) return match[place];
  return null;
}
