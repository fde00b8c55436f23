import { tokenize } from '../../sql/tokens.ts';

/** What auto_explain logged of one execution. */
export interface PlanMessage {
  /** The statement's text. */
  readonly sql: string;
  /** `$1 = 'x', …`; null where there are none (before PostgreSQL 16). */
  readonly parameters: string | null;
  /** The plan as it was logged, in its own format, without the statement and its parameters. */
  readonly plan: string;
}

/** Reads an auto_explain message, in any of its four formats; null where its statement cannot be found. */
export function readPlanMessage(message: string): PlanMessage | null {
  const text = message.trimStart();
  if (text.startsWith('{'))
    return readFields(text, /(?<=^|[{,])[ \t]*"Query (Text|Parameters)": ?("[^"\\]*(?:\\.[^"\\]*)*"),?\n?/gm, json);
  if (text.startsWith('<'))
    return readFields(text, /(?<=^|>)[ \t]*<Query-(Text|Parameters)>([\s\S]*?)<\/Query-\1>\n?/gm, unescapeXml);
  if (text.startsWith('Query Text: "'))
    return readFields(text, /^Query (Text|Parameters): ("[^"\\]*(?:\\.[^"\\]*)*")\n?/gm, json);
  return readText(text);
}

function readFields(text: string, pattern: RegExp, decode: (value: string) => string | null): PlanMessage | null {
  const found: { Text?: string | null; Parameters?: string | null } = {};
  const plan = text.replaceAll(pattern, (all: string, name: 'Text' | 'Parameters', value: string) => {
    if (found[name] !== undefined) return all;
    found[name] = decode(value);
    return '';
  });
  const { Text: sql = null, Parameters: parameters = null } = found;
  return sql === null ? null : { sql, parameters, plan };
}

const LABEL = 'Query Text: ';
const PARAMETERS = 'Query Parameters: ';
/**
 * Where the statement may end: the root of the plan has costs, and is not indented, but for carriers that make blanks of the server's TAB, or one of two; before it
 * come the parameters (PostgreSQL 16).
 */
const AFTER_STATEMENT =
  /(?<=\n)( {0,8})(?:Query Parameters: (?=\$1 = (?:NULL|'))|(?=(?!-> )\S[^\n]*(?: {2}\(cost=\d| \(cost=\d+\.\d\d\.\.\d)))/g;
const ROOT = /(?<=\n) {0,8}(?=(?!-> )\S[^\n]*(?: {2}\(cost=\d| \(cost=\d+\.\d\d\.\.\d))/g;
const VALUES = /(?:(?:, )?\$\d+ = (?:NULL|'[^']*(?:''[^']*)*'))+/y;
/** What begins that in which a line may look like the root. */
const MAY_HIDE = /['"]|\$(?!\d)|\/\*/;

function readText(text: string): PlanMessage | null {
  if (!text.startsWith(LABEL)) return null;
  const end = endOfStatement(text);
  if (end < 0) return null;
  const sql = text.slice(LABEL.length, end - 1);
  const at = end + marginOf(text.slice(end));
  if (!text.startsWith(PARAMETERS, at)) return { sql, parameters: null, plan: withoutMargin(text.slice(end)) };
  const start = at + PARAMETERS.length;
  const root = endOfParameters(text, start);
  return { sql, parameters: text.slice(start, root - 1), plan: withoutMargin(text.slice(root)) };
}

/** Where the line after it begins; -1 without one. A line in a literal of the statement may look the same: it begins no token. */
function endOfStatement(text: string): number {
  const places = [...text.matchAll(AFTER_STATEMENT)];
  const first = places[0]?.index ?? -1;
  if (places.length < 2 || !MAY_HIDE.test(text.slice(LABEL.length, first))) return first;
  const lines = new Map(places.map(({ index, 1: margin }) => [index + margin!.length - LABEL.length, index]));
  const token = tokenize(text.slice(LABEL.length)).find(({ start }) => lines.has(start));
  return token ? lines.get(token.start)! : first;
}

/** Where the plan begins after them: at the end of a text without one. */
function endOfParameters(text: string, start: number): number {
  VALUES.lastIndex = start;
  const end = VALUES.test(text) ? VALUES.lastIndex : start;
  ROOT.lastIndex = end;
  return ROOT.exec(text)?.index ?? text.length + 1;
}

function marginOf(text: string): number {
  return /^ */.exec(text)![0].length;
}

function withoutMargin(plan: string): string {
  const margin = marginOf(plan);
  return margin === 0 ? plan : plan.replaceAll(new RegExp(`^ {1,${margin}}`, 'gm'), '');
}

function json(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#x0d;', '\r')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
