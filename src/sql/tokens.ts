/**
 * A lexer for PostgreSQL's SQL that works on strings, needs no WASM and never fails: what the server's lexer would reject
 * becomes an `unterminated` token. It follows scan.l with standard_conforming_strings on (the default since 9.1).
 */
export type TokenKind =
  | 'word' // unquoted identifier or keyword
  | 'identifier' // "quoted"
  | 'string' // every form: '…', E'…', U&'…', B'…', X'…', N'…', $tag$…$tag$
  | 'number'
  | 'parameter' // $1
  | 'operator'
  | 'punctuation' // ( ) [ ] , ; . : ::
  | 'unterminated'; // the rest of a text that ends inside a literal, a quoted identifier or a comment

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** String index of the first character. */
  readonly start: number;
  /** Whether white space or a comment stands before it. */
  readonly spaced: boolean;
}

const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER =
  /(?:0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/y;
const PARAMETER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
/** The server ends one at a CR, too. */
const LINE_COMMENT = /--[^\n\r]*/y;
const OPERATOR = /[-+*/<>=~!@#%^&|`?]+/y;
const STRING_PREFIX = /(?:[EeBbXxNn]|[Uu]&)(?=')|[Uu]&(?=")/y;
/** Two literals with a line break between them are one (SQL standard). */
const CONTINUATION = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:\s|--[^\n\r]*(?:[\n\r]|$))*'/y;
/** Only an operator that holds one of these may end in + or -. */
const ENDS_IN_SIGN = /[~!@#%^&|`?]/;

/**
 * @param deepest ends the tokens after so many brackets inside of one another, and one
 * @param escapes whether a backslash escapes in plain literals too: standard_conforming_strings is off
 */
export function tokenize(sql: string, deepest = Infinity, escapes = false): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let depth = 0;
  while (position < sql.length) {
    const start = skipBlanks(sql, position);
    if (start < 0) {
      tokens.push({ kind: 'unterminated', text: '/*', start: position, spaced: true });
      break;
    }
    if (start >= sql.length) break;
    const [kind, end] = readToken(sql, start, escapes);
    const text = kind === 'unterminated' ? sql.charAt(start) : sql.slice(start, end);
    tokens.push({ kind, text, start, spaced: start > position });
    if (kind === 'punctuation') depth += nesting(text);
    if (depth > deepest) break;
    position = end;
  }
  return tokens;
}

function nesting(punctuation: string): number {
  if (punctuation === '(' || punctuation === '[') return 1;
  return punctuation === ')' || punctuation === ']' ? -1 : 0;
}

/** Whether a text is more than white space and comments that end. */
export function hasTokens(sql: string): boolean {
  const start = skipBlanks(sql, 0);
  return start < 0 || start < sql.length;
}

/** The first word of a text in lower case, parentheses passed over; empty where it begins with none. */
export function firstWord(sql: string): string {
  let i = skipBlanks(sql, 0);
  while (i >= 0 && sql.charAt(i) === '(') i = skipBlanks(sql, i + 1);
  const end = i < 0 ? -1 : match(WORD, sql, i);
  return end < 0 ? '' : sql.slice(i, end).toLowerCase();
}

/** The text without the white space and comments that it begins with. */
export function trimStart(sql: string): string {
  const start = skipBlanks(sql, 0);
  return start < 0 ? '' : sql.slice(start);
}

/** A text that has comments without them, its tokens with one blank between those that had any; as it is where it has none. */
export function withoutComments(sql: string): string {
  if (!sql.includes('/*') && !sql.includes('--')) return sql;
  const texts = tokenize(sql).map(({ text, spaced }) => (spaced ? ` ${text}` : text));
  return texts.join('').trimStart();
}

/** The index after white space and comments; -1 when a block comment does not end. */
function skipBlanks(sql: string, from: number): number {
  let i = from;
  for (;;) {
    const c = sql.charCodeAt(i);
    if (c === 32 || (c >= 9 && c <= 13)) i++;
    else if (c === 45 && sql.charCodeAt(i + 1) === 45) {
      i = match(LINE_COMMENT, sql, i);
    } else if (c === 47 && sql.charCodeAt(i + 1) === 42) {
      i = skipBlockComment(sql, i);
      if (i < 0) return -1;
    } else return i;
  }
}

/** The index after the block comment there; -1 where it does not end. Block comments nest. */
export function skipBlockComment(sql: string, from: number): number {
  let depth = 1;
  let i = from + 2;
  while (depth > 0) {
    const close = sql.indexOf('*/', i);
    if (close < 0) return -1;
    const open = sql.indexOf('/*', i);
    if (open >= 0 && open < close) {
      depth++;
      i = open + 2;
    } else {
      depth--;
      i = close + 2;
    }
  }
  return i;
}

function readToken(sql: string, at: number, escapes: boolean): [TokenKind, number] {
  const c = sql.charCodeAt(at);
  if (c === 39) return readString(sql, at + 1, escapes);
  if (c === 34) return readQuoted(sql, at + 1);
  if (c === 36) return readDollar(sql, at);
  if ((c >= 48 && c <= 57) || (c === 46 && isDigit(sql.charCodeAt(at + 1)))) return ['number', match(NUMBER, sql, at)];
  const prefix = match(STRING_PREFIX, sql, at);
  if (prefix > 0) {
    return sql.charAt(prefix) === '"'
      ? readQuoted(sql, prefix + 1)
      : readString(sql, prefix + 1, c === 69 || c === 101);
  }
  const word = match(WORD, sql, at);
  if (word > 0) return ['word', word];
  if (c === 58 && /[:=]/.test(sql.charAt(at + 1))) return ['punctuation', at + 2];
  const operator = match(OPERATOR, sql, at);
  if (operator > 0) return ['operator', at + operatorLength(sql.slice(at, operator))];
  return ['punctuation', at + 1];
}

/** Cut at a comment; a trailing sign belongs to what follows unless the operator holds a special character. */
function operatorLength(run: string): number {
  const comment = run.search(/--|\/\*/);
  let length = comment > 0 ? comment : run.length;
  while (length > 1 && /[+-]/.test(run.charAt(length - 1)) && !ENDS_IN_SIGN.test(run.slice(0, length - 1))) length--;
  return length;
}

function readString(sql: string, from: number, escapes: boolean): [TokenKind, number] {
  let i = from;
  for (;;) {
    const quote = sql.indexOf("'", i);
    if (quote < 0) return ['unterminated', sql.length];
    if (escapes) {
      const slash = sql.indexOf('\\', i);
      if (slash >= 0 && slash < quote) {
        i = slash + 2;
        continue;
      }
    }
    if (sql.charCodeAt(quote + 1) === 39) {
      i = quote + 2;
      continue;
    }
    const next = match(CONTINUATION, sql, quote + 1);
    if (next < 0) return ['string', quote + 1];
    i = next;
  }
}

function readQuoted(sql: string, from: number): [TokenKind, number] {
  let i = from;
  for (;;) {
    const quote = sql.indexOf('"', i);
    if (quote < 0) return ['unterminated', sql.length];
    if (sql.charCodeAt(quote + 1) !== 34) return ['identifier', quote + 1];
    i = quote + 2;
  }
}

function readDollar(sql: string, at: number): [TokenKind, number] {
  const parameter = match(PARAMETER, sql, at);
  if (parameter > 0) return ['parameter', parameter];
  const tagEnd = match(DOLLAR_TAG, sql, at);
  if (tagEnd < 0) return ['punctuation', at + 1];
  const close = sql.indexOf(sql.slice(at, tagEnd), tagEnd);
  return close < 0 ? ['unterminated', sql.length] : ['string', close + tagEnd - at];
}

function match(regex: RegExp, text: string, at: number): number {
  regex.lastIndex = at;
  return regex.test(text) ? regex.lastIndex : -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
