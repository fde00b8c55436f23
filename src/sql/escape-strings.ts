import { tokenize, type Token } from './tokens.ts';

/** What no operand of SQL stands right after the quote that ends a literal. */
const ADJACENT: ReadonlySet<Token['kind']> = new Set(['word', 'identifier', 'string', 'number', 'parameter']);

/**
 * A text of a session with standard_conforming_strings off, where a backslash escapes in plain literals too, as one that means the same with it
 * on: `'it\'s'` becomes `E'it\'s'`. The text itself where it can be read as it is: nothing else tells of the setting.
 */
export function withEscapesMarked(sql: string): string {
  if (!sql.includes("\\'") || isPlausible(tokenize(sql))) return sql;
  const tokens = tokenize(sql, Infinity, true);
  if (!isPlausible(tokens)) return sql;
  let marked = '';
  let end = 0;
  for (const { kind, text, start } of tokens) {
    if (kind !== 'string' || !text.startsWith("'") || !text.includes('\\')) continue;
    // Not one word with what stands before it: LIKE'…'.
    marked += `${sql.slice(end, start)}${/[\w$\u0080-\uffff]/.test(sql.charAt(start - 1)) ? ' ' : ''}E`;
    end = start;
  }
  return marked + sql.slice(end);
}

/** Whether no literal of a text ends within another one, as far as tokens tell. */
function isPlausible(tokens: readonly Token[]): boolean {
  const count = (bracket: string) => tokens.filter(({ text }) => text === bracket).length;
  if (count('(') !== count(')')) return false;
  return tokens.every(({ kind, text, spaced }, index) => {
    if (kind === 'unterminated' || text === '\\') return false;
    const isAfterLiteral = !spaced && tokens[index - 1]?.kind === 'string';
    return !isAfterLiteral || !ADJACENT.has(kind);
  });
}
