import { escapeRegex } from '../escape-regex.ts';
import { ENGLISH } from './english.ts';
import { TRANSLATIONS } from './translations.ts';

/** A message in another language: what it is, and the same in English. */
interface Form {
  readonly pattern: RegExp;
  readonly english: (match: RegExpExecArray) => string;
}

/** One that is not looked at before a message begins like it: to make all forms takes twenty milliseconds. */
interface Lead {
  readonly head: string;
  readonly makeForm: () => Form;
  form?: Form;
}

/** What C's printf fills in; the number in `%1$s` is that of the value. */
const HOLE = /%(?:(\d+)\$)?[\d.]*l?([a-z])|%%/g;
const HOLES: Readonly<Record<string, string>> = { d: '(-?\\d+)', u: '(\\d+)', f: '([\\d.,]+)' };
const AUTHORIZED = /^(?:replication )?connection authorized: /;
/** What comes after them in a connection's line: one part for each of these, where it has that. */
const PARTS = [' database=%s', ' application_name=%s'];
const USAGE = /^CPU: /;
/** What stderr logs add to an error's message. */
const POSITION = ' at character %d';
/** What is said of encryption comes last, after a word in Italian and Chinese. */
const ENCRYPTION = '(?: ?(?:connessione |已启用 |已啟用 )?(?:SSL|GSS)(?:[^A-Za-z].*)?)?';

/** By their first characters; those that begin with a value are under none, or under BEYOND where they have letters beyond ASCII. */
const LEADS = new Map<string, Lead[]>();
const HEAD_LENGTH = 3;
const BEYOND = 'beyond ASCII';
const BEYOND_ASCII = /[^\0-\x7f]/;

const USED = ENGLISH.find((text) => USAGE.test(text))!;

for (const texts of TRANSLATIONS) {
  for (const [i, english] of ENGLISH.entries()) {
    const text = texts[i] ?? '';
    if (text === '' || PARTS.includes(english) || english === POSITION || USAGE.test(english)) continue;
    const head = headOf(text.trimEnd());
    const key = head.length < HEAD_LENGTH ? (BEYOND_ASCII.test(text) ? BEYOND : '') : head.slice(0, HEAD_LENGTH);
    const lead: Lead = { head, makeForm: () => messageForm(text, english, texts) };
    LEADS.set(key, [...(LEADS.get(key) ?? []), lead]);
  }
}

/** What messages in English begin with that no translation does, by their first characters: most logs have no others. */
const PLAIN = new Map<string, string[]>();
for (const english of ENGLISH) {
  const head = headOf(english).trimEnd();
  const key = head.slice(0, HEAD_LENGTH);
  const isPlain = (LEADS.get(key) ?? []).every((lead) => !lead.head.startsWith(head) && !head.startsWith(lead.head));
  if (head.length > HEAD_LENGTH && isPlain) PLAIN.set(key, [...(PLAIN.get(key) ?? []), head]);
}

/** A message as the server writes it in English; as it is where it is in English, or none of those that are known. */
export function inEnglish(message: string): string {
  const start = message.slice(0, HEAD_LENGTH);
  if (PLAIN.get(start)?.some((head) => message.startsWith(head))) return message;
  for (const key of [start, '', BEYOND]) {
    if (key === BEYOND && !BEYOND_ASCII.test(message)) continue;
    for (const lead of LEADS.get(key) ?? []) {
      if (!message.startsWith(lead.head)) continue;
      const { pattern, english } = (lead.form ??= lead.makeForm());
      const match = pattern.exec(message);
      if (match) return english(match);
    }
  }
  return message;
}

/** A record with its message in English. */
export function recordInEnglish<Logged extends { readonly message: string }>(record: Logged): Logged {
  const message = inEnglish(record.message);
  return message === record.message ? record : { ...record, message };
}

/** @param texts all of the language */
function messageForm(text: string, english: string, texts: readonly string[]): Form {
  const own = (other: string) => texts[ENGLISH.indexOf(other)] || other;
  if (AUTHORIZED.test(english)) return authorized(text, english, own);
  const usage = formOf(own(USED), USED, '', '');
  return formOf(text, english, '^', `(?:${patternOf(own(POSITION)).source})?$`, usage);
}

/**
 * @param start an anchor, or nothing, of the pattern
 * @param end the same, with what may stand before it; a message that ends in a newline goes on, with the usage of the processor at its end
 */
function formOf(text: string, english: string, start: string, end: string, usage?: Form): Form {
  const { source, order } = patternOf(text.trimEnd());
  const isOpen = english.endsWith('\n');
  const pattern = new RegExp(`${start}${source}${isOpen ? '' : end}`, 's');
  const fill = (values: readonly string[]) => filled(english.trimEnd(), (i) => values[order.indexOf(i)] ?? '');
  return {
    pattern,
    english(match) {
      const rest = isOpen ? match.input.slice(match.index + match[0].length) : '';
      const used = usage?.pattern.exec(rest);
      return (
        fill(match.slice(1, order.length + 1).map(inEnglish)) +
        (used ? rest.replace(used[0], () => usage!.english(used)) : rest)
      );
    },
  };
}

function authorized(text: string, english: string, own: (english: string) => string): Form {
  const parts = PARTS.map((part) => `(?:${patternOf(own(part)).source})?`);
  return {
    pattern: new RegExp(`^${patternOf(text).source}${parts.join('')}${ENCRYPTION}$`, 's'),
    english: ([, user = '', ...values]) =>
      [filled(english, () => user), ...PARTS.map((part, i) => (values[i] ? filled(part, () => values[i]!) : ''))].join(
        '',
      ),
  };
}

/** `order` has the number of the value that each group captures. */
function patternOf(text: string): { readonly source: string; readonly order: readonly number[] } {
  const order: number[] = [];
  let source = '';
  let at = 0;
  for (const hole of text.matchAll(HOLE)) {
    source += escapeRegex(text.slice(at, hole.index));
    at = hole.index + hole[0].length;
    if (hole[0] === '%%') source += '%';
    else {
      order.push(hole[1] === undefined ? order.length : Number(hole[1]) - 1);
      source += HOLES[hole[2]!] ?? '(.*?)';
    }
  }
  return { source: source + escapeRegex(text.slice(at)), order };
}

/** What it begins with before the first value. */
function headOf(text: string): string {
  const hole = text.search(HOLE);
  return hole < 0 ? text : text.slice(0, hole);
}

function filled(text: string, valueOf: (hole: number) => string): string {
  let hole = 0;
  return text.replaceAll(HOLE, (written) => (written === '%%' ? '%' : valueOf(hole++)));
}
