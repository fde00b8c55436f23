import { UserError } from '../../errors.ts';
import type { Untold } from '../model.ts';
import { LANGUAGES } from './languages.ts';

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

/** A prefix that was told from the lines: null where it is not one of those seen in the field, and read by the form of its parts. */
export interface InferredPrefix {
  readonly prefix: string | null;
  readonly read: PrefixReader;
}

export type PrefixReader = (line: string) => PrefixedLine | null;

const TAGS = LANGUAGES.flatMap(({ log, errors, others, tags }) => [
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
  .map(escape)
  .join('|');
/** French has a (non-breaking) blank before the colon, others three after it. */
const TAG = `(${ALTERNATIVES})[ \\u00a0]?: {1,3}`;

const STAMP = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
const ZONE = '(?:[A-Za-z]+|[+-]\\d\\d(?::?\\d\\d)?)';

/** Every escape of log_line_prefix up to PostgreSQL 18. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: '.*?',
  b: '.*?',
  c: '[0-9a-f]+\\.[0-9a-f]+',
  d: '.*?',
  e: '[0-9A-Z]{5}',
  h: '[^\\s,|]*?',
  i: '.*?',
  l: '\\d+',
  L: '[^\\s,|]*?',
  m: `${STAMP}\\.\\d{3} ${ZONE}`,
  n: '\\d+\\.\\d{3}',
  p: '\\d+',
  P: '\\d*',
  Q: '-?\\d+',
  r: '(?:[^\\s(]*(?:\\(\\d+\\))?)',
  s: `${STAMP} ${ZONE}`,
  t: `${STAMP} ${ZONE}`,
  u: '.*?',
  v: '(?:-?\\d+/\\d+)?',
  x: '\\d+',
};

/** The ones that are kept, by the name of their group. */
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

/**
 * Makes a reader of a log_line_prefix, as it stands in postgresql.conf.
 * @throws UserError for an escape that PostgreSQL does not have
 */
export function compilePrefix(prefix: string): PrefixReader {
  let source = '';
  let optional = 0;
  const seen = new Set<string>();
  for (let i = 0; i < prefix.length; i++) {
    if (prefix.charAt(i) !== '%') {
      source += escape(prefix.charAt(i));
      continue;
    }
    const [, padding, letter] = /^%(-?\d*)(.?)/.exec(prefix.slice(i)) as unknown as [string, string, string];
    i += padding.length + letter.length;
    if (letter === '%') source += '%';
    else if (letter === 'q') {
      source += '(?:';
      optional++;
    } else {
      const pattern = ESCAPES[letter];
      if (pattern === undefined) {
        throw new UserError(`the log prefix "${prefix}" has the unknown escape %${padding}${letter}`, {
          hint: 'Pass the value of the server’s setting: SHOW log_line_prefix',
        });
      }
      const group = KEPT[letter];
      const capture = group && !seen.has(group) ? `(?<${group}>${pattern})` : `(?:${pattern})`;
      if (group) seen.add(group);
      // A negative width pads on the right.
      source += padding === '' ? capture : padding.startsWith('-') ? `${capture} *` : ` *${capture}`;
    }
  }
  const regex = new RegExp(`^${source}${')?'.repeat(optional)}${TAG}`);
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

/** No prefix is longer. A line may be of megabytes, and regular expressions overflow the stack on such. */
const LONGEST_HEAD = 16_384;

function ofHead(read: PrefixReader): PrefixReader {
  return (line) => {
    if (line.length <= LONGEST_HEAD) return read(line);
    const prefixed = read(line.slice(0, LONGEST_HEAD));
    return prefixed && { ...prefixed, text: prefixed.text + line.slice(LONGEST_HEAD) };
  };
}

function toLine(match: RegExpExecArray, text: string): PrefixedLine {
  const groups = match.groups ?? {};
  return {
    session: groups.session ?? groups.pid ?? null,
    timestamp: groups.milli ?? groups.time ?? groups.epoch ?? null,
    user: groups.user ?? null,
    database: groups.database ?? null,
    application: groups.application ?? null,
    host: groups.host ?? groups.remote ?? null,
    state: groups.state ?? null,
    tag: lastGroup(match),
    text,
  };
}

/** The tag is the last capturing group. */
function lastGroup(match: RegExpExecArray): string {
  return match[match.length - 1] ?? '';
}

const ANY_TIME = new RegExp(`${STAMP}(?:\\.\\d{3})? ${ZONE}`);
const EPOCH = /(?<![\w.])(\d{10}\.\d{3})(?![\w.])/;
/** Tags by their last character, the longest first. */
const TAGS_BY_END = new Map<string, string[]>();
for (const tag of [...new Set(TAGS)].sort((x, y) => y.length - x.length)) {
  const others = TAGS_BY_END.get(tag.at(-1)!);
  if (others) others.push(tag);
  else TAGS_BY_END.set(tag.at(-1)!, [tag]);
}
const LETTER_END = /\p{L}$/u;

/** Where the first tag of a line stands: from its first character to after its colon and blanks. */
export interface TagPlace {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

/** What `ANY TAG: ` a line has first, without a regular expression over all of it: for carriers that look at every line. */
export function findTag(line: string): TagPlace | null {
  for (let colon = line.indexOf(': '); colon > 0 && colon < LONGEST_HEAD; colon = line.indexOf(': ', colon + 1)) {
    const tag =
      tagBefore(line, colon) ?? (/[ \u00a0]/.test(line.charAt(colon - 1)) ? tagBefore(line, colon - 1) : null);
    if (tag === null) continue;
    let end = colon + 2;
    while (end < colon + 4 && line.charAt(end) === ' ') end++;
    const start = line.lastIndexOf(tag, colon);
    return { tag, start, end };
  }
  return null;
}

function tagBefore(line: string, end: number): string | null {
  for (const tag of TAGS_BY_END.get(line.charAt(end - 1)) ?? []) {
    if (!line.endsWith(tag, end)) continue;
    const start = end - tag.length;
    if (start === 0 || !LETTER_END.test(line.slice(Math.max(0, start - 2), start))) return tag;
  }
  return null;
}

/** The time in what stands before a tag. */
export function timeIn(prefix: string): string | null {
  return ANY_TIME.exec(prefix)?.[0] ?? EPOCH.exec(prefix)?.[1] ?? null;
}

/** Session or process id in what stands before a tag. */
export function sessionIn(prefix: string): string | null {
  const find = (regex: RegExp) => regex.exec(prefix)?.[1] ?? null;
  return (
    find(/(?<![.\d])(?!\d{10}\.\d{3}(?!\d))\b([0-9a-f]{6,}\.[0-9a-f]+)\b/) ??
    find(/\[(\d+)\]/) ??
    find(/\bpid=(\d+)/) ??
    find(/\[(\d+)-\d+\]/)
  );
}

/**
 * Reads a line of any prefix: where the first tag is, and of what stands before it whatever can be told by its form alone.
 * For the lines that the log's main prefix does not fit, such as after a change of the setting.
 */
export const readAnyPrefix: PrefixReader = (line) => {
  const place = findTag(line);
  if (!place) return null;
  const prefix = line.slice(0, place.start);
  const find = (regex: RegExp) => regex.exec(prefix)?.[1] ?? null;
  const at = /(?:^|[\s:\])[])([^\s:[]+)@([^\s@:\]]+)(?=[\s:\]])/.exec(prefix);
  return {
    session: sessionIn(prefix),
    timestamp: timeIn(prefix),
    user: find(/\buser=([^,\]]*?)(?:,|\]|\s|$)/) ?? at?.[1] ?? null,
    database: find(/\b(?:db|database)=([^,\]]*?)(?:,|\]|\s|$)/) ?? at?.[2] ?? null,
    application: find(/\bapp=([^,\]]*?)\s*(?:,|\]|$)/),
    host: find(/\b(?:client|host)=([^,\]]*?)(?:,|\]|\s|$)/),
    state: null,
    tag: place.tag,
    text: line.slice(place.end),
  };
};

/** log_line_prefix settings seen in the field, the more telling ones first. */
const KNOWN_PREFIXES: readonly string[] = [
  '%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ',
  '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ',
  '%m [%p] %q[user=%u,db=%d,app=%a] ',
  '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ',
  '%t [%p]: [%l-1] user=%u,db=%d - PG-%e ',
  '%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%t [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%m [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] %quser=%u,db=%d,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u ',
  '%t [%p]: [%l-1] user=%u,db=%d ',
  '[%p]: [%l-1] db=%d,user=%u ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h,txid=%x,qid=%Q ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h ',
  'user=%u,db=%d,app=%a,client=%h ',
  '%t:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%t:%r:%u@%d:[%p]:',
  '%m:%r:%u@%d:[%p]:',
  '%m [%p][%v] : [%l-1] %q[app=%a] ',
  '%m [%p] %q%u@%d %r ',
  '%m [%p] %q%u@%d %h ',
  '%m [%p] %q%u@%d ',
  '%t [%p] %q%u@%d ',
  '%n [%p] %q%u@%d ',
  '%t [%p-%l] %q%u@%d ',
  '%h %m [%p] %q%u@%d ',
  '%n %p %r %u@%d <%i> ',
  '%m %r %u %a [%c] [%p] ',
  '%p-%s-%c-%l-%h-%u-%d-%m ',
  '%t-%c-',
  '%m [%p] ',
  '%t [%p] ',
  '%n [%p] ',
  '%t [%p]: ',
  '%m %p ',
  ' sql_error_code = %e ',
  '',
];

/** What a log_line_prefix does not tell. */
export function untoldBy(prefix: string): readonly Untold[] {
  return [
    ...(/%-?\d*[mtn]/.test(prefix) ? [] : ['time' as const]),
    ...(/%-?\d*[pc]/.test(prefix) ? [] : ['session' as const]),
  ];
}

/** What the lines of carriers begin with, who tell time and process where the prefix does not (withIdentity). */
const CARRIED_PREFIXES: readonly string[] = KNOWN_PREFIXES.flatMap((prefix) => {
  const time = /%[mtn]/.test(prefix) ? '' : '%m ';
  const session = /%[pc]/.test(prefix) ? '' : '[%p] ';
  return [...new Set([prefix, `${session}${prefix}`, `${time}${prefix}`, `${time}${session}${prefix}`])];
});

/** As many records tell enough of a prefix. */
const MOST_STARTS = 200;
const compiled = new Map<string, PrefixReader>();

function readerOf(prefix: string): PrefixReader {
  let reader = compiled.get(prefix);
  if (!reader) compiled.set(prefix, (reader = compilePrefix(prefix)));
  return reader;
}

/**
 * The known prefix that fits most of the given lines, with a fallback on the form of each line. Lines that begin a record are
 * those with a tag; null when there is none.
 * @param isCarried whether the lines are from a carrier, who may have added time and process
 */
export function inferKnownPrefix(lines: readonly string[], isCarried = false): InferredPrefix | null {
  const starts: string[] = [];
  for (const line of lines) {
    if (starts.length === MOST_STARTS) break;
    if (!line.startsWith('\t') && readAnyPrefix(line) !== null) starts.push(line);
  }
  if (starts.length === 0) return null;
  let best: { prefix: string; reader: PrefixReader; count: number } | undefined;
  for (const prefix of isCarried ? CARRIED_PREFIXES : KNOWN_PREFIXES) {
    const reader = readerOf(prefix);
    const count = starts.filter((line) => reader(line) !== null).length;
    if (count > (best?.count ?? 0)) best = { prefix, reader, count };
    if (count === starts.length) break;
  }
  if (!best || best.count * 2 <= starts.length) return { prefix: null, read: readAnyPrefix };
  const { prefix, reader } = best;
  return { prefix, read: (line) => reader(line) ?? readAnyPrefix(line) };
}

export function inferPrefix(lines: readonly string[]): PrefixReader | null {
  return inferKnownPrefix(lines)?.read ?? null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
