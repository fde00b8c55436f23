import { normalize } from './normalize.ts';
import { BEFORE_OPERAND } from './normalize-words.ts';
import { fingerprint, SqlSyntaxError } from './parser.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { tokenize, type Token } from './tokens.ts';

/** Reserved words that an operand begins with. */
const STARTERS: ReadonlySet<string> = new Set(
  'array case cast coalesce false greatest least not null nullif row true'.split(' '),
);
const CONSTANT = '$';

/**
 * What pg_stat_statements before PostgreSQL 10 has, with `$n` in place of its `?` for constants; a text that parses as it is stays, and so does one
 * that does not parse without them. Operators such as jsonb's `?`, `?|` and `@?` are told by what stands around them.
 */
export function withParameters(sql: string): string {
  if (!sql.includes('?') || parses(sql)) return sql;
  const replaced = replaceMarks(sql);
  return parses(replaced) ? replaced : sql;
}

function parses(sql: string): boolean {
  try {
    fingerprint(normalize(sql));
    return true;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}

function replaceMarks(sql: string): string {
  const tokens = tokenize(sql);
  const numbers = tokens.map(({ kind, text }) => (kind === 'parameter' ? Number(text.slice(1)) : 0));
  let number = numbers.reduce((most, each) => Math.max(most, each), 0);
  let isExpected = true;
  let at = 0;
  let replaced = '';
  for (const [i, { kind, text, start }] of tokens.entries()) {
    if (kind === 'operator') {
      const marked: string = text.includes('?') ? markConstants(text, isExpected, beginsOperand(tokens[i + 1])) : text;
      const isFollowed = /^\w/.test(sql.slice(start + text.length));
      const numbered = marked.replaceAll(CONSTANT, () => `$${++number}`);
      isExpected = !marked.endsWith(CONSTANT);
      replaced += `${sql.slice(at, start)}${numbered}${isFollowed && !isExpected ? ' ' : ''}`;
      at = start + text.length;
    } else isExpected = expectsOperand(kind, text);
  }
  return replaced + sql.slice(at);
}

/**
 * A run of operators' characters with those `?` marked that are constants: `=?` is two tokens, `?||?` three.
 * @param isExpected whether an operand must come
 * @param isBefore whether one comes after the run
 */
function markConstants(run: string, isExpected: boolean, isBefore: boolean): string {
  if (isExpected && run.startsWith('?')) return CONSTANT + markConstants(run.slice(1), false, isBefore);
  const mark = run.indexOf('?', isExpected || run.length === 1 ? 0 : 1);
  if (mark < 0 || (mark === run.length - 1 && isBefore)) return run;
  return run.slice(0, mark) + CONSTANT + markConstants(run.slice(mark + 1), false, isBefore);
}

function expectsOperand(kind: Token['kind'], text: string): boolean {
  if (kind === 'punctuation') return text !== ')' && text !== ']';
  return kind === 'word' && BEFORE_OPERAND.has(text.toLowerCase());
}

function beginsOperand(token: Token | undefined): boolean {
  if (!token) return false;
  const { kind, text } = token;
  if (kind === 'word') return STARTERS.has(text.toLowerCase()) || !RESERVED_WORDS.has(text.toLowerCase());
  if (kind === 'operator') return text.startsWith('?');
  return kind === 'punctuation' ? text === '(' : kind !== 'unterminated';
}
