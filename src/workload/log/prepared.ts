import { firstWord, tokenize, trimStart, type Token } from '../../sql/tokens.ts';

/** Of the word: comments and quoted names may hold it, too. */
const MOST_TRIES = 10;
const PREPARE = /^[^\n]{0,40}?\bPREPARE\s/i;

/** The statement of a DETAIL of EXECUTE, from PREPARE on; null of others. */
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

/** The text of a plan, which is all that was sent where its query was prepared: of one PREPARE the query. */
export function planText(sql: string): string {
  return preparedQuery(sql) ?? sql;
}

/** After PREPARE: `name [(types)] AS body`. The body may be long, and is no matter here. */
function preparedBody(text: string): string | null {
  let tries = 0;
  for (const { index } of text.matchAll(/\bas\b/gi)) {
    if (++tries > MOST_TRIES) break;
    const [name, ...others] = tokenize(text.slice(0, index + 'as'.length));
    const as = others.pop();
    if (name && as?.kind === 'word' && as.start === index && isClosed(others))
      return trimStart(text.slice(index + 'as'.length)) || null;
  }
  return null;
}

function isClosed(tokens: readonly Token[]): boolean {
  const count = (bracket: string) => tokens.filter(({ text }) => text === bracket).length;
  return count('(') === count(')');
}
