import type { Relation } from '../../catalog/model.ts';
import type { KeyType } from './width.ts';

const INT8: KeyType = fixed('bigint', 8, 'd');
const INT4: KeyType = fixed('integer', 4, 'i');
const TIMESTAMP: KeyType = fixed('timestamp without time zone', 8, 'd');
const DATE: KeyType = fixed('date', 4, 'i');
const BOOLEAN: KeyType = fixed('boolean', 1, 'c');
const TEXT: KeyType = varlena('text');
const NUMERIC: KeyType = varlena('numeric');
const JSONB: KeyType = varlena('jsonb');

/** By the cast that ends an expression, as pg_get_expr writes it. */
const CASTS: Readonly<Record<string, KeyType>> = {
  integer: INT4,
  int: INT4,
  bigint: INT8,
  smallint: fixed('smallint', 2, 's'),
  text: TEXT,
  'character varying': TEXT,
  numeric: NUMERIC,
  'double precision': fixed('double precision', 8, 'd'),
  real: fixed('real', 4, 'i'),
  boolean: BOOLEAN,
  date: DATE,
  uuid: fixed('uuid', 16, 'c'),
  jsonb: JSONB,
  'timestamp without time zone': TIMESTAMP,
  'timestamp with time zone': fixed('timestamp with time zone', 8, 'd'),
};

const FUNCTIONS: Readonly<Record<string, KeyType>> = {
  date_trunc: TIMESTAMP,
  date_bin: TIMESTAMP,
  timezone: TIMESTAMP,
  date: DATE,
  extract: NUMERIC,
  date_part: fixed('double precision', 8, 'd'),
  length: INT4,
  char_length: INT4,
  octet_length: INT4,
  jsonb_array_length: INT4,
  array_length: INT4,
  hashtext: INT4,
  to_tsvector: varlena('tsvector'),
  md5: TEXT,
  round: NUMERIC,
};

/** Functions whose result is about as long as their argument, and has as many different values. */
const SAME_AS_COLUMN = /^\(*(lower|upper|btrim|trim|ltrim|rtrim|initcap|unaccent|reverse|abs|coalesce)\s*\(/i;

/** What can be said of an expression key without asking a server: its type by its last cast or outermost function. */
export function expressionType(expression: string): KeyType {
  const text = stripParentheses(expression);
  const cast = /::([a-z ]+?)(?:\(\d+(?:,\d+)?\))?$/i.exec(text)?.[1];
  const casted = cast && CASTS[cast.toLowerCase()];
  // A cast inside a call's arguments does not end the text, as the call's parenthesis follows it.
  if (casted && isOutermostCast(text)) return casted;
  const call = /^"?([a-z_0-9.]+)"?\s*\(/i.exec(text)?.[1]?.split('.').at(-1)?.toLowerCase();
  const result = call && FUNCTIONS[call];
  if (result) return result;
  if (/->>|#>>/.test(text)) return TEXT;
  if (/->|#>/.test(text)) return JSONB;
  if (/\bIS (NOT )?(NULL|TRUE|FALSE)\b|[<>]|[^<>!]=/i.test(text)) return BOOLEAN;
  return TEXT;
}

/** The column whose values an expression passes on at about their length, such as `email` in `lower(email)`; else null. */
export function passedThroughColumn(expression: string, relation: Relation): Relation['columns'][number] | null {
  if (!SAME_AS_COLUMN.test(expression)) return null;
  const named = relation.columns.filter((column) => mentions(expression, column.name));
  return named.length === 1 ? (named[0] ?? null) : null;
}

export function mentions(expression: string, column: string): boolean {
  // A table may have 1,600 columns, and most are not there at all.
  if (!expression.includes(column)) return false;
  const escaped = column.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:"${escaped}"|(?<![\\w"'$])${escaped}(?![\\w"'$(]))`).test(expression);
}

export function stripParentheses(expression: string): string {
  let text = expression.trim();
  while (text.startsWith('(') && closesAtEnd(text)) text = text.slice(1, -1).trim();
  return text;
}

function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
}

function isOutermostCast(text: string): boolean {
  // `(payload ->> 'kind'::text)` casts the key, not the result: an operator outside parentheses precedes the cast.
  const beforeCast = text.slice(0, text.lastIndexOf('::'));
  return closesAtEnd(beforeCast) || /^[\w".]+$/.test(beforeCast) || /^[\w".]+\(.*\)$/.test(beforeCast);
}

function fixed(baseType: string, typeLength: number, typeAlignment: KeyType['typeAlignment']): KeyType {
  return { baseType, type: baseType, typeLength, typeAlignment };
}

function varlena(baseType: string): KeyType {
  return { baseType, type: baseType, typeLength: -1, typeAlignment: 'i' };
}
