import { readAnyPrefix } from '../any-prefix.ts';
import { CARRIED_PREFIXES, carriedForms, KNOWN_PREFIXES } from '../known-prefixes.ts';
import { compilePrefix, type PrefixReader } from '../prefix.ts';
import { hostOf } from '../record.ts';
import { findTag } from '../severity-tag.ts';
import { evidenceIn, isDisconnection, isWithoutUser, mayTell, messageAfter, namesIn } from './evidence.ts';
import { inferPrefix, isPlausible, type InferredPrefix } from './infer-prefix.ts';
import { prefixChangedTo } from './prefix-changes.ts';
import { leavesStatements } from './unread-statements.ts';

/** A prefix that was told from the lines. */
export interface ToldPrefix {
  /** As log_line_prefix has it; null where none fits most of the lines, and each is read by the form of its parts. */
  readonly prefix: string | null;
  readonly read: PrefixReader;
  /** Whether it has fields of which it is not told what they are: more lines may tell. */
  readonly isVague: boolean;
  /** Whether statements have another one, or what is read of theirs tells less than is there. */
  readonly isPartial: boolean;
  /** Where it was told from what the lines have in common: a reader of those whose fields can be what it takes them for. */
  readonly readInferred: PrefixReader | null;
}

/** As many records tell whether a known prefix is theirs. */
const MOST_STARTS = 200;
/** As many tell another one; and as many more that say something of their session. */
const MOST_INFERRED = 1_000;

/**
 * Tells the log_line_prefix of the given lines: one that the log itself names (`parameter "log_line_prefix" changed to …`), one of those
 * seen in the field, or one that is told from what the lines have in common. Lines that it does not fit are read by the form of their parts.
 * Lines that begin a record are those with a tag; null when there is none.
 * @param isCarried whether the lines are from a carrier, who may have added time and process
 */
export function tellPrefix(lines: readonly string[], isCarried = false): ToldPrefix | null {
  const starts = lines.filter((line) => !line.startsWith('\t') && readAnyPrefix(line) !== null);
  if (starts.length === 0) return null;
  const changes = new Set(starts.flatMap((line) => prefixChangedTo(line.slice(findTag(line)!.end)) ?? []));
  const named = isCarried ? [...changes].flatMap(carriedForms) : [...changes];
  const known = bestOf([...named, ...(isCarried ? CARRIED_PREFIXES : KNOWN_PREFIXES)], starts);
  const telling = starts.slice(MOST_INFERRED).filter(mayTell).slice(0, MOST_INFERRED);
  const sample = [...starts.slice(0, MOST_INFERRED), ...telling];
  const isCertain = known !== null && known.count * 10 >= known.of * 9;
  const found = isCertain
    ? null
    : inferPrefix(sample, isCarried ? [] : lines.filter(isOfBackground).slice(0, MOST_STARTS));
  const inferred = found && (known === null || isBetter(found, known, sample)) ? found : null;
  const prefix = inferred?.prefix ?? known?.prefix ?? null;
  const readers = [
    ...(inferred ? [inferred.read] : []),
    ...[...new Set([...(inferred || known === null ? [] : [known.prefix]), ...named])].map(compilePrefix),
  ];
  const readTold: PrefixReader = (line) => {
    for (const reader of readers) {
      const prefixed = reader(line);
      if (prefixed) return prefixed;
    }
    return null;
  };
  const read: PrefixReader = (line) => readTold(line) ?? readAnyPrefix(line);
  return {
    prefix,
    read,
    isVague: inferred?.isVague ?? false,
    isPartial: leavesStatements(lines, sample, prefix === null ? null : readTold),
    readInferred: inferred?.read ?? null,
  };
}

interface KnownPrefix {
  readonly prefix: string;
  /** So many of so many lines it fits. */
  readonly count: number;
  readonly of: number;
}

/** The one that fits most of the lines, and more than half of them. */
function bestOf(prefixes: readonly string[], all: readonly string[]): KnownPrefix | null {
  let told: ReadonlySet<string> | undefined;
  const isTold = (name: string) => (told ??= namesToldIn(all.slice(0, MOST_INFERRED))).has(name);
  const starts = all.slice(0, MOST_STARTS);
  const ends = all.slice(0, MOST_INFERRED).filter(tellsClient).slice(0, MOST_STARTS);
  let best: { prefix: string; count: number } | undefined;
  for (const prefix of prefixes) {
    const reader = compilePrefix(prefix);
    if (ends.filter((line) => isRefuted(reader, line)).length * 2 > ends.length) continue;
    const count = starts.filter((line) => isPlausible(reader(line), isTold)).length;
    if (count > (best?.count ?? 0)) best = { prefix, count };
    if (count === starts.length) break;
  }
  return best && best.count * 2 > starts.length ? { ...best, of: starts.length } : null;
}

/** Whether what was inferred fits more of the lines than a known prefix does, and tells no less. */
function isBetter(found: InferredPrefix, { prefix, count, of }: KnownPrefix, sample: readonly string[]): boolean {
  const lettersOf = (text: string) => new Set(text.match(/(?<=%-?\d*)[acdhpru]/g));
  const letters = lettersOf(found.prefix);
  const tellsAll = [...lettersOf(prefix)].every((letter) => letters.has(letter));
  return !found.isVague && tellsAll && found.count / sample.length > 0.05 + count / of;
}

/** Whether a line with a TAB may begin with a field that processes without a session leave empty. */
function isOfBackground(line: string): boolean {
  const place = line.startsWith('\t') ? findTag(line) : null;
  return place !== null && place.tag === 'LOG' && isWithoutUser(line.slice(place.end));
}

/** A session's last line tells of the client what its prefix tells. */
function tellsClient(line: string): boolean {
  return isDisconnection(messageAfter(line, findTag(line)!.end));
}

function isRefuted(read: PrefixReader, line: string): boolean {
  const prefixed = read(line);
  const told = prefixed && evidenceIn(messageAfter(line, findTag(line)!.end));
  if (!told) return false;
  const differs = (written: string | null, name: string | undefined) =>
    written !== null && name !== undefined && written !== name;
  return differs(prefixed.user, told.u) || differs(prefixed.database, told.d) || differs(hostOf(prefixed.host), told.h);
}

/** The names that messages tell of. */
function namesToldIn(starts: readonly string[]): ReadonlySet<string> {
  return new Set(starts.flatMap((line) => namesIn(messageAfter(line, findTag(line)!.end))));
}
