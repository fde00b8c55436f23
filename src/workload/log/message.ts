import { escapeRegex } from './escape-regex.ts';
import { LANGUAGES, type Language } from './languages.ts';

/** What a message says about a statement. Durations are whole microseconds, as the server writes them; null where it wrote none. */
export type Step =
  | { readonly kind: 'statement'; readonly durationUs: number | null; readonly sql: string }
  | {
      readonly kind: 'execute';
      /** Empty of the unnamed one. */
      readonly portal: string;
      readonly fetch: boolean;
      readonly durationUs: number | null;
      readonly sql: string;
    }
  | { readonly kind: 'parse-or-bind' }
  | { readonly kind: 'fast-path'; readonly durationUs: number | null }
  | { readonly kind: 'duration'; readonly durationUs: number }
  | { readonly kind: 'plan'; readonly durationUs: number; readonly text: string }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed' };

interface Matcher {
  readonly language: Language;
  /** Group 1: milliseconds, group 2: their decimals. The server writes three; who takes numbers out and puts them in again may not. */
  readonly duration: RegExp;
}

// Swedish has a bare duration without the colon.
const MATCHERS: readonly Matcher[] = LANGUAGES.map((language) => {
  const [before, after] = language.duration.split('%') as [string, string];
  const [, words, end] = /^(.*?)([^\p{L}|]*)$/u.exec(before) as unknown as [string, string, string];
  const units = after.split('|').map(escapeRegex);
  const colon = `(?:${words})${escapeRegex(end).replace(/: $/, ':? ')}`;
  return { language, duration: new RegExp(`^${colon}(\\d+)(?:\\.(\\d{1,3}))?(?:${units.join('|')})`) };
});

/** What messages about statements begin with, with the matchers of the languages that have them: no other message has to be tried in each. */
const HEAD = 3;
const HEADS = new Map<string, Matcher[]>();
for (const matcher of MATCHERS)
  for (const head of headsOf(matcher.language)) HEADS.set(head, [...(HEADS.get(head) ?? []), matcher]);

/** What may be missing is left out: a duration's colon, and the last blank, which some collectors cut off where a line ends after it. */
function headsOf({ duration, execute, fetch, statement }: Language): Set<string> {
  const [before] = duration.split('%') as [string];
  const words = [before.replace(/:? $/, '').split('|'), execute, fetch, statement].flat();
  return new Set(words.map((word) => word.trimEnd().slice(0, HEAD)));
}

function matchersOf(message: string): readonly Matcher[] | undefined {
  return HEADS.get(message.slice(0, HEAD)) ?? HEADS.get(message.slice(0, HEAD - 1));
}

/** auto_explain's own message is never translated. Of what was searched for durations the plan is gone, and some collectors make blanks of newlines. */
const PLAN = /^duration: (\d+)(?:\.(\d{1,3}))? ms {1,2}plan:(?: *(?:\n|$)| +(?=[{<]|Query Text: ))/;
/** A function that a client calls without SQL, as libpq does for large objects. The words are translated, the number is not. */
const FAST_PATH = /^\s+[^\n]{3,200} ?(?:\(OID \d+\)|" OID \d+)$/;
const FAST_PATH_BEGUN = /^fastpath function call: "[^\n]*" \(OID \d+\)$/;
/** Some collectors make one blank of two. */
const ONE_BLANK = /^ (?! )/;
/** Not with a colon after it: "recovery still waiting after 100.235 ms: recovery conflict on snapshot". */
const FOREIGN_DURATION = /^[^\d\n'"=]{3,40}\d+\.\d{3} [^\s:]{1,12}(?:$|[\s,](?!:))/u;

/**
 * Tells what a message says about a statement, null where it says nothing. Remembers the language of the log, so that only the
 * first messages of another one cost the trial of all.
 */
export function createMessageReader(): (message: string) => Step | null {
  let current = MATCHERS[0]!;
  return (message) => {
    const matchers = matchersOf(message);
    if (!matchers)
      return FAST_PATH_BEGUN.test(message) ? { kind: 'fast-path', durationUs: null } : readForeign(message);
    const step = readPlan(message) ?? (matchers.includes(current) ? readStep(message, current) : null);
    if (step) return step;
    for (const matcher of matchers) {
      if (matcher === current) continue;
      const other = readStep(message, matcher);
      if (!other) continue;
      current = matcher;
      return other;
    }
    return readForeign(message);
  };
}

function readForeign(message: string): Step | null {
  return FOREIGN_DURATION.test(message) ? { kind: 'foreign' } : null;
}

/** Whether a message is auto_explain's, at whatever level (auto_explain.log_level) it was logged. */
export function isPlan(message: string): boolean {
  return PLAN.test(message);
}

const MALFORMED: Step = { kind: 'malformed' };

function readPlan(message: string): Step | null {
  const match = PLAN.exec(message);
  if (!match) return null;
  const durationUs = microseconds(match);
  return durationUs === null ? MALFORMED : { kind: 'plan', durationUs, text: message.slice(match[0].length) };
}

function readStep(message: string, { language, duration }: Matcher): Step | null {
  const match = duration.exec(message);
  if (!match) {
    const sql = afterWords(message, language.statement);
    return sql === null ? readExecute(message, language, null) : { kind: 'statement', durationUs: null, sql };
  }
  const durationUs = microseconds(match);
  if (durationUs === null) return MALFORMED;
  const rest = message.slice(match[0].length);
  if (rest.trim() === '') return { kind: 'duration', durationUs };
  return (
    readTimed(rest, language, durationUs) ??
    (ONE_BLANK.test(rest) ? readTimed(rest.replace(ONE_BLANK, '  '), language, durationUs) : null) ??
    (FAST_PATH.test(rest) ? { kind: 'fast-path', durationUs } : null)
  );
}

/** @param rest of a message after its duration */
function readTimed(rest: string, language: Language, durationUs: number): Step | null {
  const sql = afterWords(rest, language.durationStatement);
  if (sql !== null) return { kind: 'statement', durationUs, sql };
  if (rest.startsWith(language.durationExecute)) {
    const execute = readExecute(rest.slice(language.durationExecute.length), language, durationUs);
    if (execute) return execute;
  }
  const head = rest.slice(0, 300).replace(/^[\s,]+/, '');
  return language.steps.some((step) =>
    step.startsWith(' ') || step.startsWith('-') ? head.includes(step.trim()) : head.startsWith(step),
  )
    ? { kind: 'parse-or-bind' }
    : null;
}

/** What comes after words that end in a blank; where a line ends after them some collectors have cut that off. */
function afterWords(text: string, words: string): string | null {
  if (text.startsWith(words)) return text.slice(words.length);
  const trimmed = words.trimEnd();
  return text === trimmed || text.startsWith(`${trimmed}\n`) ? text.slice(trimmed.length) : null;
}

function readExecute(text: string, language: Language, durationUs: number | null): Step | null {
  const fetch = text.startsWith(language.fetch);
  if (!fetch && !text.startsWith(language.execute)) return null;
  const named = text.slice((fetch ? language.fetch : language.execute).length);
  const sql = afterName(named);
  if (sql === null) return null;
  return { kind: 'execute', portal: portalIn(named.slice(0, named.length - sql.length)), fetch, durationUs, sql };
}

/** Of `S_2/C_9: ` the portal. */
function portalIn(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? '' : name.slice(slash + 1).replace(/\s*: ?$/, '');
}

/** The words that a statement may begin with. */
export const STATEMENT_WORDS: readonly string[] =
  `select insert update delete with merge values table begin start commit end rollback abort savepoint release set show reset call copy
   create alter drop truncate grant revoke explain execute prepare deallocate discard declare fetch move close lock listen notify unlisten
   vacuum analyze refresh reindex cluster checkpoint do comment load import security reassign`.split(/\s+/);
const STATEMENT_START = new RegExp(`^\\s*(?:$|[(;]|--|/\\*|(?:${STATEMENT_WORDS.join('|')})\\b)`, 'i');

/**
 * The text after `name: ` or `name/portal: `. A name may hold a colon and a blank itself: take the first one that a statement
 * seems to follow, else the very first; or one at the end of a line, whose blank is cut off.
 */
function afterName(text: string): string | null {
  let first: string | null = null;
  let at = 0;
  for (let tries = 0; tries < 8; tries++) {
    const colon = text.indexOf(': ', at);
    if (colon < 0) break;
    const sql = text.slice(colon + 2);
    if (STATEMENT_START.test(sql)) return sql;
    first ??= sql;
    at = colon + 2;
  }
  const cut = text.indexOf(':\n');
  return cut >= 0 && STATEMENT_START.test(text.slice(cut + 1)) ? text.slice(cut + 1) : first;
}

/** Null for more than a double holds exactly, 285 years: no server has written that. */
function microseconds(match: RegExpExecArray): number | null {
  const whole = Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
  return Number.isSafeInteger(whole) ? whole : null;
}
