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

/** The root of the plan is not indented, and has costs; before it come the parameters (PostgreSQL 16). */
function readText(text: string): PlanMessage | null {
  const label = 'Query Text: ';
  if (!text.startsWith(label)) return null;
  const root = /\n(?=\S[^\n]* {2}\(cost=\d)/.exec(text);
  const parameters = '\nQuery Parameters: ';
  const at = text.indexOf(parameters);
  const rootAt = root?.index ?? text.length;
  const hasParameters = at >= 0 && at < rootAt;
  if (!root && !hasParameters) return null;
  return {
    sql: text.slice(label.length, hasParameters ? at : rootAt),
    parameters: hasParameters ? text.slice(at + parameters.length, rootAt) : null,
    plan: text.slice(rootAt + 1),
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
