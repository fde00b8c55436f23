import { hasTokens, tokenize, type Token } from './tokens.ts';

/**
 * The statements of a text, trimmed, with the comments before each and those at the text's end, without their semicolons; empty ones are left
 * out. Semicolons inside literals, parentheses (CREATE RULE … DO (a; b)) and BEGIN ATOMIC … END bodies do not split.
 */
export function splitStatements(sql: string): string[] {
  if (!sql.includes(';')) return isStatement(sql) ? [sql.trim()] : [];
  // A comment after the last semicolon may be followed by another one.
  const taken = takeStatements(sql.slice(0, trimmedEnd(sql)));
  const statements = taken.statements.map(({ lead, sql }) => `${lead}${sql}`.trim());
  const rest = taken.rest.trim();
  if (isStatement(rest)) return [...statements, rest];
  const last = statements.pop();
  return last === undefined ? [] : [...statements, rest === '' ? last : `${last} ${rest}`];
}

/** Where a text ends without the white space and the semicolons before an index. */
export function trimmedEnd(sql: string, from = sql.length): number {
  let end = from;
  while (end > 0 && /[\s;]/.test(sql.charAt(end - 1))) end--;
  return end;
}

export interface TakenStatement {
  readonly sql: string;
  /** The white space and comments before it. */
  readonly lead: string;
}

/** The statements of a text that a semicolon ends, and what is left after the last one. */
export function takeStatements(sql: string): { readonly statements: readonly TakenStatement[]; readonly rest: string } {
  const statements: TakenStatement[] = [];
  let first: Token | undefined;
  let leadStart = 0;
  let parentheses = 0;
  let bodies = 0;
  let previous = '';
  for (const token of tokenize(sql)) {
    if (token.text === ';' && parentheses <= 0 && bodies === 0) {
      if (first)
        statements.push({ sql: sql.slice(first.start, token.start).trim(), lead: sql.slice(leadStart, first.start) });
      first = undefined;
      leadStart = token.start + 1;
      parentheses = 0;
      previous = '';
      continue;
    }
    first ??= token;
    if (token.text === '(') parentheses++;
    else if (token.text === ')') parentheses--;
    else if (token.kind === 'word') {
      const word = token.text.toLowerCase();
      if (word === 'atomic' && previous === 'begin') bodies++;
      else if (bodies > 0 && word === 'case') bodies++;
      else if (bodies > 0 && word === 'end') bodies--;
      previous = word;
    }
  }
  return { statements, rest: sql.slice(leadStart) };
}

/** Of a longer text without an end, as after a quote that is never closed, not each semicolon is tried: only one behind as much again. */
const LONG_TEXT = 64 * 1024;

/** Takes the statements of a text that comes line by line. */
export class StatementLines {
  /** What was added and is of no statement that was taken. */
  rest = '';
  /** The length of the rest when it was looked through without success; 0 where it was not. */
  #endless = 0;

  /** Returns the statements that end in the line. */
  add(line: string): readonly TakenStatement[] {
    this.rest += `${line}\n`;
    const { length } = this.rest;
    if (!line.includes(';') || (length > LONG_TEXT && length < 2 * this.#endless)) return [];
    const { statements, rest } = takeStatements(this.rest);
    this.#endless = statements.length === 0 ? length : 0;
    if (statements.length > 0) this.rest = rest;
    return statements;
  }

  /** Returns those that are left: the last needs no semicolon. What has a quote, comment or bracket that is never closed is one, too. */
  end(): readonly TakenStatement[] {
    const { statements, rest } = takeStatements(`${this.rest}\n;`);
    const unclosed = rest.slice(0, -2);
    if (!/\S/.test(unclosed)) return statements;
    const [first] = tokenize(unclosed);
    const start = first?.start ?? unclosed.search(/\S/);
    return [...statements, { sql: unclosed.slice(start).trim(), lead: unclosed.slice(0, start) }];
  }

  drop(): void {
    this.rest = '';
    this.#endless = 0;
  }
}

function isStatement(sql: string): boolean {
  return /[^\s]/.test(sql) && hasTokens(sql);
}
