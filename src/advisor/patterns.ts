import type { Predicate } from '../sql/model.ts';

/**
 * What a btree can do for a pattern: `prefix` when it is known to begin with a literal character, `unknown` when it is a
 * parameter, `none` when it begins with a wildcard or ignores case (ILIKE never uses a text btree, save for digits).
 */
export function likePrefix(predicate: Predicate): 'prefix' | 'unknown' | 'none' {
  const { operator, value } = predicate;
  if (!['~~', '~', '^@', 'LIKE'].includes(operator)) return 'none';
  if (value.kind !== 'literal') return value.kind === 'parameter' || value.kind === 'stable' ? 'unknown' : 'none';
  const text = value.text ?? '';
  if (operator === '^@') return text === '' ? 'none' : 'prefix';
  if (operator === '~') return /^\^[^.*+?()[\]{}|\\$^]/.test(text) ? 'prefix' : 'none';
  return /^[^%_]/.test(text) ? 'prefix' : 'none';
}

/** Whether a trigram index may serve: pg_trgm extracts whole trigrams, so fewer than three literal characters in a row give none. */
export function hasTrigram(predicate: Predicate): boolean {
  const { kind, operator, value, values } = predicate;
  if (kind !== 'like' || !['~~', '~~*', '~', '~*', 'LIKE', 'ILIKE'].includes(operator)) return false;
  const literal = operator.startsWith('~') && !operator.startsWith('~~') ? /[\p{L}\p{N} ]{3}/u : /[^%_\\]{3}/u;
  // LIKE ANY (ARRAY[…]) looks each of them up.
  if (values) return values.some((text) => literal.test(text ?? ''));
  if (value.kind !== 'literal') return value.kind === 'parameter' || value.kind === 'stable';
  return literal.test(value.text ?? '');
}
