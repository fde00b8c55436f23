import { tokenize, type Token } from '../../sql/tokens.ts';
import { hasParameters, parseParameters } from './parameters.ts';
import { executedName, preparedQuery } from './prepared.ts';
import { readPreparedText, type PreparedText } from './prepared-texts.ts';

export interface PreparedExecution {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

/** `prepare: ` in whatever language. */
const LABEL = /^[^\n:]{1,40}:\s/;

/**
 * What `EXECUTE name(arguments)` ran, from the DETAIL line `prepare: PREPARE name (types) AS body`, which has the whole text that was sent then, with
 * comments and other statements: the body, with the arguments as parameters where all of them are literals. Null where the detail does not tell.
 * PREPARE itself has no parameters: with them it is the text of what a client has executed by its name in the extended protocol.
 */
export function preparedExecution(sql: string, detail: string | null): PreparedExecution | null {
  const bound = detail !== null && hasParameters(detail) ? preparedQuery(sql) : null;
  if (bound !== null) return { sql: bound, parameters: parseParameters(detail) };
  const name = executedName(sql);
  if (detail === null || name === null) return null;
  const body = preparedBy(detail).queries.get(name);
  return body === undefined ? null : { sql: body, parameters: literalArguments(sql) };
}

function preparedBy(detail: string): PreparedText {
  return readPreparedText(detail.slice(LABEL.exec(detail)?.[0].length ?? 0));
}

/** What the plan of an EXECUTE or PREPARE has for its text, as `planText` gives it; the statement's own where the detail does not tell. */
export function plannedText(sql: string, detail: string): string {
  const prepared = preparedExecution(sql, detail);
  return prepared && executedName(sql) !== null ? preparedBy(detail).plan : (prepared?.sql ?? sql);
}

/** After EXECUTE: `name [(arguments)]`. Empty where one is an expression. */
function literalArguments(sql: string): (string | null)[] {
  const tokens = tokenize(sql);
  const open = tokens.findIndex(({ text }) => text === '(');
  const close = tokens.findLastIndex(({ text }) => text === ')');
  if (open < 0 || close < open) return [];
  const values: (string | null)[] = [];
  for (let i = open + 1; i < close;) {
    const comma = tokens.findIndex(({ text }, index) => index >= i && text === ',');
    const end = comma < 0 || comma > close ? close : comma;
    const value = literalValue(tokens.slice(i, end));
    if (value === undefined) return [];
    values.push(value);
    i = end + 1;
  }
  return values;
}

/** The value of a lone literal in text form; undefined for anything else. */
function literalValue(tokens: readonly Token[]): string | null | undefined {
  const negative = tokens.length === 2 && tokens[0]!.text === '-' && tokens[1]!.kind === 'number';
  if (negative) return `-${tokens[1]!.text}`;
  const [token] = tokens;
  if (!token || tokens.length !== 1) return undefined;
  if (token.kind === 'number') return token.text;
  if (token.kind === 'string' && token.text.startsWith("'")) return token.text.slice(1, -1).replaceAll("''", "'");
  const word = token.text.toLowerCase();
  if (word === 'null') return null;
  return word === 'true' || word === 'false' ? word : undefined;
}
