import { RESERVED_WORDS } from './reserved-words.ts';

const PLAIN_IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** Quotes an identifier exactly where quote_ident() of PostgreSQL 18 would. */
export function quoteIdentifier(name: string): string {
  return PLAIN_IDENTIFIER.test(name) && !RESERVED_WORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text literal as quote_literal() does: backslashes force the E'' form, so that the value never depends on standard_conforming_strings. */
export function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  return value.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** `schema.name`, each part quoted where it must be. */
export function quoteQualified(object: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(object.schema)}.${quoteIdentifier(object.name)}`;
}

/** `search_path = a, "B"`, for a SET. */
export function searchPathSetting(schemas: readonly string[]): string {
  return `search_path = ${schemas.map(quoteIdentifier).join(', ') || "''"}`;
}

/** An array in text form, each element quoted: `{"a","b c"}`. */
export function quoteArray(elements: readonly string[]): string {
  return `{${elements.map((element) => `"${element.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
