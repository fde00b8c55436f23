import { firstWord, tokenize, trimStart, type Token } from '../../sql/tokens.ts';

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
