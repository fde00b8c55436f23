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
    return readFields(text, /^[ \t]*"Query (Text|Parameters)": ("[^"\\]*(?:\\.[^"\\]*)*"),?\n?/gm, json);
  if (text.startsWith('<'))
    return readFields(text, /^[ \t]*<Query-(Text|Parameters)>([\s\S]*?)<\/Query-\1>\n?/gm, unescapeXml);
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

/**
 * The root of the plan is its first line with costs, and not indented, but for carriers that make a blank of the server's TAB; before it come the
 * parameters (PostgreSQL 16).
 */
function readText(text: string): PlanMessage | null {
  const label = 'Query Text: ';
  if (!text.startsWith(label)) return null;
  const root = /\n( {0,8})(?=(?!-> )\S[^\n]* {2}\(cost=\d)/.exec(text);
  const rootAt = root?.index ?? text.length;
  const parameters = /\n {0,8}Query Parameters: /.exec(text.slice(0, rootAt));
  if (!root && !parameters) return null;
  const margin = root?.[1] ?? '';
  const plan = text.slice(rootAt + 1);
  return {
    sql: text.slice(label.length, parameters?.index ?? rootAt),
    parameters: parameters && text.slice(parameters.index + parameters[0].length, rootAt),
    plan: margin === '' ? plan : plan.replaceAll(new RegExp(`^ {1,${margin.length}}`, 'gm'), ''),
  };
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
