import { firstWord, tokenize, trimStart, type Token } from '../../sql/tokens.ts';
import { splitLogged } from '../split-logged.ts';
import { hasParameters, parseParameters } from './parameters.ts';

export interface PreparedExecution {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

const PREPARE = /^[^\n]{0,40}?\bPREPARE\s/i;
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
  const statement = splitLogged(preparingText(detail)).findLast((text) => preparedName(text) === name);
  const body = statement === undefined ? null : preparedQuery(statement);
  return body === null ? null : { sql: body, parameters: literalArguments(sql) };
}

function preparingText(detail: string): string {
  return detail.slice(LABEL.exec(detail)?.[0].length ?? 0);
}

/** What the plan of an EXECUTE or PREPARE has for its text, as `planText` gives it; the statement's own where the detail does not tell. */
export function plannedText(sql: string, detail: string): string {
  const prepared = preparedExecution(sql, detail);
  return prepared && executedName(sql) !== null ? planText(preparingText(detail)) : (prepared?.sql ?? sql);
}

/** The text of a plan, which is all that was sent where its query was prepared: of one PREPARE the query. */
export function planText(sql: string): string {
  return preparedQuery(sql) ?? sql;
}

/** The statement of such a DETAIL, from PREPARE on; null of others. */
export function preparedIn(detail: string): string | null {
  const match = PREPARE.exec(detail);
  return match && detail.slice(match[0].length - 'PREPARE '.length);
}

/** What `EXECUTE name(arguments)` names; null of all other statements. */
export function executedName(sql: string): string | null {
  if (firstWord(sql) !== 'execute') return null;
  return nameOf(tokenize(sql, 0)[1]);
}

/** What `PREPARE name AS body` names; null of all other statements. */
export function preparedName(sql: string): string | null {
  // PREPARE TRANSACTION has no body.
  return preparedQuery(sql) === null ? null : nameOf(tokenize(sql, 0)[1]);
}

/** What a name means, in double quotes: those of others are folded. */
export function nameOf(token: Token | undefined): string | null {
  return token?.kind === 'word' ? `"${token.text.toLowerCase()}"` : (token?.text ?? null);
}

/** The body of `PREPARE name (types) AS body`, whose text is that of its executions' plans; null of all other statements. */
export function preparedQuery(sql: string): string | null {
  return firstWord(sql) === 'prepare' ? preparedBody(trimStart(sql).slice('prepare'.length)) : null;
}

/** After PREPARE: `name [(types)] AS body`. */
function preparedBody(text: string): string | null {
  let depth = 0;
  const tokens = tokenize(text);
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.text.toLowerCase() === 'as') {
      const start = tokens[i + 1]?.start;
      return start === undefined ? null : text.slice(start);
    }
  }
  return null;
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
