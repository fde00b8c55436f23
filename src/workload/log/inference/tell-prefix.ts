import { readAnyPrefix } from '../any-prefix.ts';
import { CARRIED_PREFIXES, carriedForms, KNOWN_PREFIXES } from '../known-prefixes.ts';
import { compilePrefix, type PrefixReader } from '../prefix.ts';
import { findTag } from '../severity-tag.ts';
import { bestOf, type KnownPrefix } from './best-known.ts';
import { isWithoutUser, mayTell } from './evidence.ts';
import { inferPrefix, type InferredPrefix } from './infer-prefix.ts';
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

/** As many records tell a prefix that is not known; and as many more that say something of their session. */
const MOST_INFERRED = 1_000;
const MOST_TABBED = 200;

/**
 * Tells the log_line_prefix of the given lines: one that the log itself names (`parameter "log_line_prefix" changed to …`), one of those
 * seen in the field, or one that is told from what the lines have in common. Lines that it does not fit are read by the form of their parts.
 * Lines that begin a record are those with a tag; null when there is none.
 * @param isCarried whether the lines are from a carrier, who may have added time and process
 */
export function tellPrefix(lines: readonly string[], isCarried = false): ToldPrefix | null {
  const starts = lines.filter((line) => !line.startsWith('\t') && findTag(line) !== null);
  if (starts.length === 0) return null;
  const changes = [...new Set(starts.flatMap(prefixToldIn))];
  const named = isCarried ? changes.flatMap(carriedForms) : changes;
  const known = bestOf([...named, ...(isCarried ? CARRIED_PREFIXES : KNOWN_PREFIXES)], starts);
  const isCertain = known !== null && known.count * 10 >= known.of * 9;
  const inferred = isCertain ? null : inferBetter(lines, starts, known, isCarried);
  const scanned = known === null || named.includes(known.prefix) ? known?.prefix : upToStop(known.prefix, starts);
  const prefix = inferred?.prefix ?? scanned ?? null;
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
    isPartial: leavesStatements(lines, starts, prefix === null ? null : readTold),
    readInferred: inferred?.read ?? null,
  };
}

/**
 * A known prefix as far as lines have it: of `%m [%p] %q…` no more than `%m [%p] ` where all end at its %q. Any known prefix that goes on from there
 * fits them, but the scanner of bytes takes none for optional.
 */
function upToStop(prefix: string, starts: readonly string[]): string {
  const stop = prefix.indexOf('%q');
  if (stop < 0) return prefix;
  const [read, readBegin] = [compilePrefix(prefix), compilePrefix(prefix.slice(0, stop))];
  return starts.some((line) => readBegin(line) === null && read(line) !== null) ? prefix : prefix.slice(0, stop);
}

/** What the lines have in common; null where a known prefix tells as much of them. */
function inferBetter(
  lines: readonly string[],
  starts: readonly string[],
  known: KnownPrefix | null,
  isCarried: boolean,
): InferredPrefix | null {
  const telling = starts.slice(MOST_INFERRED).filter(mayTell).slice(0, MOST_INFERRED);
  const sample = [...starts.slice(0, MOST_INFERRED), ...telling];
  const tabbed = isCarried ? [] : lines.filter(isOfBackground).slice(0, MOST_TABBED);
  const found = inferPrefix(sample, tabbed);
  return found && (known === null || isBetter(found, known, sample)) ? found : null;
}

/** Whether what was inferred fits more of the lines than a known prefix does, and tells no less. */
function isBetter(found: InferredPrefix, { prefix, count, of }: KnownPrefix, sample: readonly string[]): boolean {
  const lettersOf = (text: string) => new Set(text.match(/(?<=%-?\d*)[acdhpru]/g));
  const letters = lettersOf(found.prefix);
  const tellsAll = [...lettersOf(prefix)].every((letter) => letters.has(letter));
  return !found.isVague && tellsAll && found.count / sample.length > 0.05 + count / of;
}

/** The log_line_prefix that a line's message tells of. */
function prefixToldIn(line: string): string[] {
  const prefix = line.includes('log_line_prefix') ? prefixChangedTo(line.slice(findTag(line)!.end)) : null;
  return prefix === null ? [] : [prefix];
}

/** Whether a line with a TAB may begin with a field that processes without a session leave empty. */
function isOfBackground(line: string): boolean {
  const place = line.startsWith('\t') ? findTag(line) : null;
  return place !== null && place.tag === 'LOG' && isWithoutUser(line.slice(place.end));
}
