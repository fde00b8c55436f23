import { createMessageReader } from './message.ts';
import type { PrefixedLine, PrefixReader } from './prefix.ts';

/** Stands in for the colon of a tag that is part of a name: the server writes none in a prefix. */
const MASK = '\u0001';
/** A name has at most 63 bytes (NAMEDATALEN); a tag that ends the prefix is no further away than a few of them. */
const LONGEST_NAME = 63;
const FARTHEST = 256;
/** As many as such a name has room for. */
const MOST_TAGS = 12;
const MOST_NAMES = 1_000;
/** Of log_error_verbosity = verbose. */
const STATE = /^[0-9A-Z]{5}: /;
const NAMED = /^connection authorized: .* application_name=(.*?)(?: (?:SSL|GSS) .*)?$/;
const NAMES = ['user', 'database', 'application', 'host'] as const;

/**
 * A client may call itself `import LOG:  nightly`. Reads lines so that the first tag is that of the prefix, unless what follows it is told
 * better by a later one: as a message about a statement, or as more of a client that has been told so before.
 */
export function withTagsInNames(read: PrefixReader): PrefixReader {
  const readMessage = createMessageReader();
  const names = new Set<string>();
  /** What each session calls itself, as far as that is certain. */
  const applications = new Map<string, string | null>();
  const isStep = (text: string) =>
    [text, `${text}\n`].some((each) => !['foreign', undefined].includes(readMessage(each.replace(STATE, ''))?.kind));
  const learn = (name: string | null) => {
    if (name !== null && names.size < MOST_NAMES) names.add(name);
  };
  return (line) => {
    const first = read(line);
    if (!first) return null;
    const next = first.text.slice(0, FARTHEST).indexOf(':  ');
    const { session, application } = first;
    if (next < 0 || isStep(first.text)) {
      if (applications.size >= MOST_NAMES) applications.clear();
      if (session !== null) applications.set(session, application);
      return first;
    }
    if (session !== null && applications.has(session) && applications.get(session) === application) return first;
    learn(NAMED.exec(first.text)?.[1] ?? null);
    let masked = line;
    for (let at: PrefixedLine | null = first, tags = 0; at && tags < MOST_TAGS; tags++) {
      const colon = masked.lastIndexOf(':', masked.length - at.text.length - 1);
      masked = `${masked.slice(0, colon)}${MASK}${masked.slice(colon + 1)}`;
      at = read(masked);
      const later = at && unmasked(at);
      if (!later || NAMES.some((name) => (later[name] ?? '').length > LONGEST_NAME)) break;
      if (names.has(later.application ?? '')) return later;
      if (!isStep(later.text)) continue;
      learn(later.application);
      return later;
    }
    return first;
  };
}

function unmasked(line: PrefixedLine): PrefixedLine {
  const { user, database, application, host } = line;
  const plain = (name: string | null) => name?.replaceAll(MASK, ':') ?? null;
  return {
    ...line,
    user: plain(user),
    database: plain(database),
    application: plain(application),
    host: plain(host),
  };
}
