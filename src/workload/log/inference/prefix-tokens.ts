import { isIP } from 'node:net';
import { STAMP, ZONE } from '../prefix.ts';
import { isMailHost, UNKNOWN } from '../record.ts';
import {
  BEFORE_KEY,
  BRACKETED,
  BRACKETED_KEY,
  DASHED,
  DASHED_KEY,
  fieldOfKey,
  IN_BRACKETS,
  KEY_IN_BRACKETS,
  LETTER_ALONE,
  LETTERED,
  LETTERED_KEY,
} from './keys.ts';

/**
 * A part of what stands before a tag: `text` as it stands (blanks are one), a `word` of whatever field, the value that follows a `key=`,
 * or what its form tells: a time (`%m`, `%t` or `%s`, `%n`), a session id, a virtual transaction, a client's address, a number.
 */
export interface Token {
  readonly kind: 'text' | 'blank' | 'word' | 'value' | 'm' | 't' | 'n' | 'c' | 'v' | 'r' | 'h' | 'number';
  readonly value: string;
  /** The escape that the key of a value stands for; null for another kind of token, or a key that is not known. */
  readonly field: string | null;
}

type Form = readonly [kind: Token['kind'], form: RegExp];

const IP =
  '(?:\\d{1,3}(?:\\.\\d{1,3}){3}|(?=:*[0-9a-fA-F])(?=[0-9a-fA-F:]*::|(?:[0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:]{2,39}|\\[(?:local|none)\\])';
const END = '(?![\\w.])';
/** What can be told by its form; sticky. */
const FORMS: readonly Form[] = [
  ['m', new RegExp(`${STAMP}\\.\\d{3} ${ZONE}`, 'y')],
  ['t', new RegExp(`${STAMP} ${ZONE}`, 'y')],
  ['n', new RegExp(`\\d{10}\\.\\d{3}${END}`, 'y')],
  ['c', new RegExp(`[0-9a-f]{8}\\.[0-9a-f]+${END}`, 'y')],
  ['r', new RegExp(`(?:${IP}|[\\w.-]+)\\(\\d+\\)`, 'y')],
  ['h', new RegExp(`${IP}${END}`, 'y')],
  ['v', new RegExp(`-?\\d+/\\d+(?![\\w/])`, 'y')],
  ['number', new RegExp(`-?\\d+${END}`, 'y')],
];
/** They are what they are behind whatever key; a number may be any, and an address the server's own. */
const TOLD_BY_FORM: ReadonlySet<string> = new Set(['m', 't', 'n', 'c', 'v']);
/** Values with blanks that are well known: types of backends, and names of applications. */
const PHRASES = new RegExp(
  `${UNKNOWN}|(?:autovacuum|logical replication|parallel|background) (?:launcher|worker)|idle in transaction(?: \\(aborted\\))?|(?:SELECT|INSERT|UPDATE|DELETE|MERGE|COPY|VACUUM|ANALYZE) waiting|(?:CREATE|ALTER|DROP|TRUNCATE|REFRESH|START|LOCK|CLOSE|DECLARE|DEALLOCATE|DISCARD)(?: [A-Z]{2,})+(?: waiting)?|client backend|not initialized|standalone backend|PostgreSQL JDBC Driver|pgAdmin 4 - (?:[\\w:. -]*?(?=[\\]),|])|\\S+?(?=[\\s>]|$))|(?:DBeaver|DataGrip) [\\d.]+(?: - [\\w<>.-]+)?`,
  'y',
);
const WORD = /[^\s,|:;@/()[\]<>#~"'=¦{}-][^\s,|:;@/()[\]<>#~"'=¦{}]*/y;
/** Between colons, or after the user, is a name: `:app:`. */
const KEY =
  /"[A-Za-z_]{1,30}" ?: ?|(?:pid|sess(?:ion)?|sid)-(?=\d+\b|[0-9a-f]{8}\.)|[A-Za-z_\u00c0-\u024f][\w.\u00c0-\u024f-]{0,30} ?= ?|(?<![:@])(?:timestamp|time|user|username|usr|db|dbname|database|app|appname|application|client|host|remote|pid): ?(?=\S)/y;
const MARKS = new RegExp(BEFORE_KEY, 'y');
/** `app@shop from 10.0.0.7`. */
const BETWEEN = /(?<=\s)(?:from|via|on|by|at)(?=\s)/y;
/** Who signs in by mail address. */
const MAIL = /[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/y;
const ADDRESS = `(?:${IP}|[\\w.-]+)\\(\\d+\\)|${IP}${END}`;
/** Up to what cannot belong to it: a mark, or a blank before a key, an address, a time, a bracket or another mark. */
const VALUE = new RegExp(
  `(?:${UNKNOWN}|\\[local\\]|(?!${BEFORE_KEY})[^\\s,|;\\])>¦]|[ \\t](?=[A-Za-z0-9][^\\s=]*(?:[^\\s=][ \\t]|[,|;\\])>¦\\s]|${BEFORE_KEY}|$))(?![A-Za-z_][\\w.-]*[=:])(?!${ADDRESS}|(?:\\d+ )?${STAMP}))*`,
  'y',
);
/** What a value may be in, unless that has keys of its own: up to where what it opens is closed. */
const INNERS: Readonly<Record<string, RegExp>> = {
  '[': /(?:[^[\]]|\[[^\]]*\])*(?=\])/y,
  '<': /(?:[^<>]|<[^>]*>)*(?=>)/y,
  '(': /(?:[^()]|\([^)]*\))*(?=\))/y,
  '{': /(?:[^{}]|\{[^}]*\})*(?=\})/y,
};
const BRACKET = new RegExp(
  `(?!${UNKNOWN}|\\[(?:local|none)\\])(?:${Object.entries(INNERS)
    .map(([mark, { source }]) => `\\${mark}(?!\\w+=)(?=${source})`)
    .join('|')})`,
  'y',
);
const QUOTED = /[^"]*(?=")/y;
/** The same of a user or a database, whose names have hardly ever a blank: only where a mark or another key ends them. */
const NAME = new RegExp(
  `[^\\s,|;\\])>¦}="[]+(?: [A-Za-z][\\w-]*){1,3}(?=[,|;\\])>]|\\s\\w+=)|(?:${UNKNOWN}|(?!${BEFORE_KEY})[^\\s,|;\\])>¦}])*`,
  'y',
);
const NAMED = ['u', 'd'];
/** What ends a value where the prefix ends: of the prefix, and hardly of a name. */
const LAST_MARKS = /[-:}]+$/;

/** Names that messages tell of and that are more than a word: they are one all the same. */
export type Names = ReadonlyMap<string, readonly string[]>;

export function namesOf(told: Iterable<string>): Names {
  const names = new Map<string, string[]>();
  for (const name of told) {
    const [word] = new RegExp(WORD.source).exec(name) ?? [''];
    if (word === name || name === '') continue;
    const others = names.get(name.charAt(0));
    if (others) others.push(name);
    else names.set(name.charAt(0), [name]);
  }
  for (const others of names.values()) others.sort((a, b) => b.length - a.length);
  return names;
}

function nameAt(names: Names, text: string, at: number): string | null {
  const isWhole = (name: string) => text.startsWith(name, at) && !/[\w.@-]/.test(text.charAt(at + name.length));
  return names.get(text.charAt(at))?.find(isWhole) ?? null;
}

/** Colons between numbers may be those of the prefix itself. */
function isOf(kind: Token['kind'], value: string | null): boolean {
  if (value === null) return false;
  return kind === 'h' && value.includes(':') ? isIP(value) > 0 : true;
}

const NO_NAMES: Names = new Map();

/** Takes the text before a line's tag apart. */
export function tokensOf(prefix: string, names: Names = NO_NAMES): Token[] {
  const tokens: Token[] = [];
  const end = prefix.trimEnd().length;
  let at = 0;
  const match = (regex: RegExp): string | null => {
    regex.lastIndex = at;
    return regex.exec(prefix)?.[0] ?? null;
  };
  const mailAt = (): string | null => {
    MAIL.lastIndex = at;
    const [mail = '', host = ''] = MAIL.exec(prefix) ?? [];
    return isMailHost(host) ? mail : null;
  };
  const beforeLastMarks = (regex: RegExp): string => {
    const value = match(regex) ?? '';
    return at + value.length === end ? value.replace(LAST_MARKS, '') : value;
  };
  const push = (kind: Token['kind'], value: string, field: string | null = null): void => {
    const last = tokens.at(-1);
    if (kind === 'text' && last?.kind === 'text') tokens[tokens.length - 1] = { ...last, value: last.value + value };
    else tokens.push({ kind, value, field });
    at += value.length;
  };
  const isLettered = LETTERED.test(prefix);
  const keys = [
    KEY,
    ...(BRACKETED.test(prefix) ? [BRACKETED_KEY] : []),
    ...(IN_BRACKETS.test(prefix) ? [KEY_IN_BRACKETS] : []),
    ...(DASHED.test(prefix) ? [DASHED_KEY] : []),
    ...(isLettered ? [LETTERED_KEY] : []),
  ];
  while (at < prefix.length) {
    const key = keys.map(match).find((found) => found !== null) ?? null;
    if (key !== null) {
      push('text', key);
      const isQuoted = prefix.charAt(at) === '"';
      const isInBracket = /[[ ]$/.test(key) && !/[=:-] ?$/.test(key);
      const mark = isQuoted ? '"' : isInBracket ? null : match(BRACKET);
      if (mark !== null) push('text', mark);
      const form = FORMS.find(([, each]) => match(each) !== null);
      const name = key.replace(/^"|[ =:["-]+$/g, '');
      const inner = INNERS[isInBracket ? '[' : (mark ?? '')];
      const free = inner ?? (NAMED.includes(fieldOfKey(name, '') ?? '') ? NAME : VALUE);
      const value =
        nameAt(names, prefix, at) ?? (form ? match(form[1]) : isQuoted ? match(QUOTED) : null) ?? beforeLastMarks(free);
      const ofForm = form && TOLD_BY_FORM.has(form[0]) ? form[0] : null;
      push('value', value, fieldOfKey(name, value) ?? ofForm);
      continue;
    }
    const blank = match(/\s+/y);
    if (blank !== null) {
      push('blank', blank);
      continue;
    }
    const marks = match(BETWEEN) ?? match(MARKS)?.trimEnd() ?? (isLettered ? match(LETTER_ALONE) : null);
    if (marks !== null) {
      push('text', marks);
      continue;
    }
    const isInside = at > 0 && /[\w.]/.test(prefix.charAt(at - 1));
    const form = isInside ? undefined : FORMS.find(([kind, regex]) => isOf(kind, match(regex)));
    const phrase = form ? null : ((isInside ? null : (nameAt(names, prefix, at) ?? mailAt())) ?? match(PHRASES));
    const word = phrase ?? match(WORD);
    if (form) push(form[0], match(form[1])!);
    else if (word !== null) push('word', word);
    else push('text', prefix.charAt(at));
  }
  return tokens;
}

/** The same for lines whose tokens are of the same kinds, with the same text around them. */
export function skeletonOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ kind, value }) =>
      kind === 'text' ? value : kind === 'blank' ? ' ' : kind === 'h' ? '\u0001r' : `\u0001${kind}`,
    )
    .join('\u0002');
}
