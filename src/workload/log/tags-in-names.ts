import { createMessageReader } from './message.ts';
import type { PrefixedLine, PrefixReader } from './prefix.ts';
import { known } from './record.ts';
import { isSeverity, VERBOSE_STATE } from './stderr.ts';

/** Stands in for the colon of a tag that is part of a name: the server writes none in a prefix. */
const MASK = '\u0001';
/** A name has at most 63 bytes (NAMEDATALEN); a tag that ends the prefix is no further away than a few of them. */
const LONGEST_NAME = 63;
const FARTHEST = 256;
/** As many as such a name has room for. */
const MOST_TAGS = 12;
const MOST_NAMES = 1_000;
/** As many as the tally of rows remembers (scanner/tally/sessions.ts): of others it is told again. */
const MOST_SESSIONS = 10_000;
const NAMED = /^connection authorized: .* application_name=(.*?)(?: (?:SSL|GSS) .*)?$/;
const NAMES = ['user', 'database', 'application', 'host'] as const;

export interface TagsInNames {
  readonly read: PrefixReader;
  /** Tells it of a session that logged a statement in lines that others have read, and what it called itself. */
  readonly noteClient: (session: string | null, application: string | null) => void;
}

/**
 * A client may call itself `import LOG:  nightly`. Reads lines so that the first tag is that of the prefix, unless what follows it is told
 * better by a later one: as more of a client that has been told so before, or, where the first would make the session or its client
 * a new one, as a message about a statement. Those of steps count for neither: who reads bytes does not tell of them.
 */
export function withTagsInNames(read: PrefixReader): TagsInNames {
  const readMessage = createMessageReader();
  const names = new Set<string>();
  const sessions = new RecentNames(MOST_SESSIONS);
  const applications = new Set<string | null>();
  // The plan of auto_explain begins on the next line.
  const kindOf = (text: string) => readMessage(text.replace(VERBOSE_STATE, ''))?.kind;
  const isAboutStatement = (text: string) => !['foreign', undefined].includes(kindOf(text));
  const learn = (name: string | null) => {
    if (name !== null && names.size < MOST_NAMES) names.add(name);
  };
  let lastSession: string | null = null;
  let lastApplication: string | null | undefined;
  const noteClient = (session: string | null, application: string | null) => {
    if (session === lastSession && application === lastApplication) return;
    lastSession = session;
    lastApplication = application;
    if (applications.size < MOST_NAMES) applications.add(application);
    if (session !== null) sessions.add(session);
  };

  /** The first line of the record that was read last: its further parts have the same session and client. */
  let begun: PrefixedLine | null = null;
  const readWhole: PrefixReader = (line) => {
    const first = read(line);
    if (!first || isPartOf(first, begun)) return first;
    const { session, text } = first;
    const application = known(first.application);
    const next = text.slice(0, FARTHEST).indexOf(':  ');
    // Without both there is nothing that can be new.
    const isTold = session !== null || application !== null;
    const isNew = isTold && !((session === null || sessions.has(session)) && applications.has(application));
    if (next < 0 || isAboutStatement(text)) {
      if (isNew && isSeverity(first.tag) && kindOf(text) !== 'parse-or-bind') noteClient(session, application);
      return first;
    }
    learn(NAMED.exec(text)?.[1] ?? null);
    let masked = line;
    for (let at: PrefixedLine | null = first, tags = 0; at && tags < MOST_TAGS; tags++) {
      const colon = masked.lastIndexOf(':', masked.length - at.text.length - 1);
      masked = `${masked.slice(0, colon)}${MASK}${masked.slice(colon + 1)}`;
      at = read(masked);
      const later = at && unmasked(at);
      if (!later || NAMES.some((name) => (later[name] ?? '').length > LONGEST_NAME)) break;
      if (later.application !== first.application && names.has(later.application ?? '')) return later;
      if (!isNew || !isAboutStatement(later.text)) continue;
      learn(later.application);
      return later;
    }
    return first;
  };
  const readLine: PrefixReader = (line) => {
    const found = readWhole(line);
    if (found && isSeverity(found.tag)) begun = found;
    return found;
  };
  return { read: readLine, noteClient };
}

function isPartOf(line: PrefixedLine, begun: PrefixedLine | null): boolean {
  if (begun === null || isSeverity(line.tag) || line.session !== begun.session) return false;
  return NAMES.every((name) => line[name] === begun[name]);
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

/** The last so many that were new, and at most as many before them. */
class RecentNames {
  readonly #most: number;
  #names = new Set<string>();
  #before = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  has(name: string): boolean {
    return this.#names.has(name) || this.#before.has(name);
  }

  add(name: string): void {
    if (this.has(name)) return;
    if (this.#names.size >= this.#most) {
      this.#before = this.#names;
      this.#names = new Set();
    }
    this.#names.add(name);
  }
}
