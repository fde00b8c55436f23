import { compilePrefix, type PrefixedLine } from '../prefix.ts';
import { hostOf } from '../record.ts';
import { findTag, LONGEST_HEAD } from '../severity-tag.ts';
import { databaseIn, evidenceIn, isSwapped, messageAfter, namesToldIn, type Evidence } from './evidence.ts';
import { isPlausible } from './infer-prefix.ts';
import { SOME_WORDS } from './prefix-fields.ts';
import { fieldsThatEnd } from './prefix-stop.ts';

/** As many records tell whether a known prefix is theirs. */
const MOST_STARTS = 200;
/** As many are looked at for what their messages tell. */
const MOST_TELLING = 1_000;

export interface KnownPrefix {
  readonly prefix: string;
  /** So many of so many lines it fits. */
  readonly count: number;
  readonly of: number;
}

/**
 * The one that fits most of the lines, and more than half of them.
 * @param all lines that begin a record
 */
export function bestOf(prefixes: readonly string[], all: readonly string[]): KnownPrefix | null {
  let told: ReadonlySet<string> | undefined;
  const isTold = (name: string) => (told ??= namesToldIn(all.slice(0, MOST_TELLING))).has(name);
  let databases: ReadonlySet<string> | undefined;
  let ends: readonly ClientLine[] | undefined;
  const starts = all.slice(0, MOST_STARTS).map((line) => ({ line, tagStart: findTag(line)?.start ?? 0 }));
  let best: { prefix: string; count: number } | undefined;
  for (const prefix of prefixes) {
    const least = Math.max(best?.count ?? 0, starts.length / 2);
    const mayFit = createLook(prefix);
    const candidates = starts.filter(({ line, tagStart }) => mayFit(line, tagStart));
    // The regular expression of a prefix takes longer to compile than all that is done without it.
    if (candidates.length <= least) continue;
    const read = compilePrefix(prefix);
    const lines = candidates.map(({ line }) => read(line));
    const count = countFitting(prefix, lines, isTold);
    if (count <= least) continue;
    databases ??= databasesIn(all.slice(0, MOST_TELLING));
    if (isSwapped(lines, databases)) continue;
    if (/%-?\d*a/.test(prefix) && isElsewhere(candidates, lines)) continue;
    ends ??= clientLinesIn(all.slice(0, MOST_TELLING));
    if (ends.filter(({ line, client }) => isRefuted(read(line), client)).length * 2 > ends.length) continue;
    best = { prefix, count };
    if (count === starts.length) break;
  }
  return best ? { ...best, of: starts.length } : null;
}

/** Programs whose names are hardly those of users and databases, where blanks part them from other fields. */
const PROGRAM = /(?<= )(?:psql|PostgreSQL JDBC Driver|pgAdmin 4 - \S+)(?= )/;

/** Whether a prefix takes most names of well-known programs for other fields, or parts of them. */
function isElsewhere(
  starts: readonly { readonly line: string; readonly tagStart: number }[],
  lines: readonly (PrefixedLine | null)[],
): boolean {
  const told = lines.flatMap((read, at) => {
    const { line, tagStart } = starts[at]!;
    const program = read === null ? undefined : PROGRAM.exec(line.slice(0, tagStart))?.[0];
    return program === undefined ? [] : [read!.application?.includes(program) === true];
  });
  return told.filter((isIts) => !isIts).length * 2 > told.length;
}

/** One line of as many has to have a name without blanks. */
const FEWEST_WORDS = 5;

/**
 * How many of the lines can be what the prefix takes them for. Names may have blanks where marks or keys part them from other fields;
 * elsewhere where some have none: a further field leaves a blank even where it is empty.
 */
function countFitting(
  prefix: string,
  lines: readonly (PrefixedLine | null)[],
  isTold: (name: string) => boolean,
): number {
  const enclosed = enclosedIn(prefix);
  const isNamed = (line: PrefixedLine | null) => (line?.user ?? line?.database ?? null) !== null;
  const fitting = lines.filter((line) => isPlausible(withoutWords(line, enclosed), isTold));
  if (fitting.length === lines.length || fitting.filter(isNamed).length * FEWEST_WORDS <= lines.filter(isNamed).length)
    return fitting.length;
  const ended = fieldsThatEnd(prefix);
  return lines.filter((line) => isPlausible(withoutWords(line, ended), isTold)).length;
}

/** Users and databases between marks: `user=%u,`, `[%u]`. */
function enclosedIn(prefix: string): ReadonlySet<string> {
  return new Set([...prefix.matchAll(/(?<=[^\s\w]%)[ud](?=[^\s\w@%]| \w+=)/g)].map(([letter]) => letter));
}

/** A line without the names that have blanks and may have them. */
function withoutWords(line: PrefixedLine | null, fields: ReadonlySet<string>): PrefixedLine | null {
  if (line === null || !(line.user?.includes(' ') || line.database?.includes(' '))) return line;
  const without = (field: string, name: string | null) =>
    name !== null && fields.has(field) && SOME_WORDS.test(name) ? null : name;
  return { ...line, user: without('u', line.user), database: without('d', line.database) };
}

const OPEN = /%-?\d*[abdhiLruvP]/;
const DOT = 46;
const STAMP_LENGTH = 19;

/** A look that costs little at whether a line may have a prefix: not where it does not begin as that, or lacks a part of its text. */
function createLook(prefix: string): (line: string, tagStart: number) => boolean {
  const stop = prefix.indexOf('%q');
  const texts = textsOf(stop < 0 ? prefix : prefix.slice(0, stop) + prefix.slice(stop + 2));
  const before = stop < 0 || OPEN.test(prefix.slice(0, stop)) ? null : (textsOf(prefix.slice(0, stop)).at(-1) ?? '');
  const isOptional = stop >= 0 && before === null;
  const [, first] = /^%([mt])/.exec(prefix) ?? [];
  return (line, tagStart) => {
    if (first !== undefined && (line.charCodeAt(STAMP_LENGTH) === DOT) !== (first === 'm')) return false;
    if (isOptional || (before !== null && line.endsWith(before, tagStart))) return true;
    let at = 0;
    for (const text of texts) {
      const found = line.indexOf(text, at);
      if (found < 0 || found > LONGEST_HEAD) return false;
      at = found + text.length;
    }
    return true;
  };
}

/** What stands in a prefix as it is. */
function textsOf(prefix: string): string[] {
  return prefix.split(/%-?\d*[^%\d-]/).flatMap((text) => (text === '' ? [] : [text.replaceAll('%%', '%')]));
}

interface ClientLine {
  readonly line: string;
  readonly client: Evidence;
}

function databasesIn(starts: readonly string[]): ReadonlySet<string> {
  const tags = starts.filter((line) => line.includes('automatic ')).map((line) => [line, findTag(line)!.end] as const);
  return new Set(tags.flatMap(([line, end]) => databaseIn(messageAfter(line, end)) ?? []));
}

/** Lines of a session's begin and end, which tell of the client what their prefix tells. */
function clientLinesIn(starts: readonly string[]): ClientLine[] {
  const found: ClientLine[] = [];
  for (const line of starts) {
    const message = messageAfter(line, findTag(line)!.end);
    const client = evidenceIn(message);
    if (client?.u !== undefined) found.push({ line, client });
    if (found.length === MOST_STARTS) break;
  }
  return found;
}

function isRefuted(prefixed: PrefixedLine | null, told: Evidence): boolean {
  if (!prefixed) return false;
  const differs = (written: string | null, name: string | undefined) =>
    written !== null && name !== undefined && written !== name;
  return differs(prefixed.user, told.u) || differs(prefixed.database, told.d) || differs(hostOf(prefixed.host), told.h);
}
