import { isCsvStart } from '../csvlog.ts';
import { isJsonStart } from '../jsonlog.ts';
import { findTag } from '../severity-tag.ts';
import { entries } from './json.ts';
import { LONGEST_HEAD } from './lines.ts';
import type { JsonObject, JsonObjects } from './json-objects.ts';
import type { Losses } from './unwrapper.ts';

/** Keys that hold a line or a message; `msg` has levels beside it, unlike in JSON. */
const TEXTS: ReadonlySet<string> = new Set(['msg', 'message', 'log', 'line', 'body', '_msg']);
const KEY = /([\w.@/-]{1,64})=(?:"|([^\s"]{0,4096})(?:\s+|$))/y;
const START = /^(?:[\w.@/-]+=(?:"(?:[^"\\]|\\.)*"|[^\s",]*)[ \t]+)*(?:msg|message|log|line|body|_msg)="/;
const DURATION = /^duration: \d/;

/** Whether lines are pairs of `key=value`, one of which is the server's line (`ts=… level=info msg="…"`): what Grafana's and other collectors write. */
export function isLogfmt(lines: readonly string[]): boolean {
  const voters = lines.filter((line) => line !== '');
  const votes = voters.filter((line) => START.test(line.slice(0, LONGEST_HEAD)));
  return votes.length * 2 > voters.length && votes.some((line) => toServers(line) !== null);
}

interface Pairs extends JsonObject {
  readonly message: string;
}

/** The pairs of a line, one of which has the server's words; null where none has. */
function toServers(line: string): Pairs | null {
  const pairs = toPairs(line);
  return pairs !== null && isServers(pairs.message) ? pairs : null;
}

/** The pairs of a line, null where none has a message. */
function toPairs(line: string): Pairs | null {
  const object: Record<string, string | undefined> = {};
  for (let at = 0; at < line.length;) {
    KEY.lastIndex = at;
    const match = KEY.exec(line);
    if (match === null) return null;
    const [pair, name, plain] = [match[0], match[1]!, match[2]];
    at += pair.length;
    const end = plain === undefined ? endOfQuoted(line, at) : at;
    if (end < 0) return null;
    object[TEXTS.has(name) ? 'message' : name] ??= plain ?? unescape(line.slice(at, end));
    if (plain === undefined) at = end + 1;
    while (isBlank(line.charCodeAt(at))) at++;
  }
  const { message, ts, t } = object;
  if (message === undefined) return null;
  object.timestamp ??= ts ?? t;
  return { ...object, message };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

/** Where the quote is that ends a value; negative where none does. Regular expressions overflow the stack on values of megabytes. */
function endOfQuoted(line: string, from: number): number {
  for (let end = line.indexOf('"', from); end >= 0; end = line.indexOf('"', end + 1)) {
    let escapes = end;
    while (line.charAt(escapes - 1) === '\\') escapes--;
    if ((end - escapes) % 2 === 0) return end;
  }
  return -1;
}

/** Other programs' words have no such tag. */
function isServers(text: string): boolean {
  return (
    text.startsWith('\t') || isJsonStart(text) || isCsvStart(text) || DURATION.test(text) || findTag(text) !== null
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** As in JSON, and what Go has besides. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Whether the number of quotes is odd. */
function hasOpenQuote(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

function createPairs({ onLost }: Losses): JsonObjects {
  /** Whether a record of csvlog goes on: its further lines tell nothing by themselves. */
  let isOpen = false;
  return {
    push(line) {
      const pairs = toPairs(line);
      if (pairs === null && line !== '' && !START.test(line.slice(0, LONGEST_HEAD))) onLost();
      if (pairs === null || !(isOpen || isServers(pairs.message))) return [];
      if (isOpen || isCsvStart(pairs.message)) isOpen = isOpen !== hasOpenQuote(pairs.message);
      return [pairs];
    },
    end() {},
  };
}

export const logfmt = entries(createPairs);
