import { tokenize } from '../sql/tokens.ts';
import { UNKNOWN_NAME } from './tally/statement-tally.ts';

/** Begins as a name does without quotes: what begins with a digit is sooner a number of a customer, a card or a telephone. */
const IDENTIFIER = /^[\p{L}_][\p{L}\p{M}\d_$.]*$/u;

/** What is known of a statement's executions. */
interface Executed {
  readonly sql: string;
  readonly calls: number;
  readonly totalUs: number;
}

/** Whether it is more than the statement of an event or of a failure. */
export function hasRun({ calls, totalUs }: Executed): boolean {
  return calls > 0 || totalUs > 0;
}

/**
 * The statement with `"?"` for what it has in double quotes and may be a value: that it ran proves that those are names; of one that only failed,
 * those are that look like names.
 */
export function withProvenNames(statement: Executed): string {
  const { sql } = statement;
  if (hasRun(statement) || !sql.includes('"')) return sql;
  let text = '';
  let at = 0;
  for (const token of tokenize(sql)) {
    if (token.kind !== 'identifier' || isPlain(token.text)) continue;
    text += sql.slice(at, token.start) + UNKNOWN_NAME;
    at = token.start + token.text.length;
  }
  return text + sql.slice(at);
}

export function looksLikeName(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** Of an identifier with its quotes; U&"…" is none. */
function isPlain(quoted: string): boolean {
  return quoted.startsWith('"') && looksLikeName(quoted.slice(1, -1));
}
