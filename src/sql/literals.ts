const NUMERIC_TYPES = new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']);
const NUMBER = /^-?\d{1,15}(\.\d{1,6})?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Orders two constants' texts as the type would; undefined where that cannot be told (collations, time zones, numbers
 * beyond a double’s 15 digits).
 */
export function compareLiterals(a: string, b: string, type: string | undefined): number | undefined {
  const plain = type?.replace(/\(.*\)$/, '');
  if (plain !== undefined && NUMERIC_TYPES.has(plain)) {
    return NUMBER.test(a) && NUMBER.test(b) ? Math.sign(Number(a) - Number(b)) : undefined;
  }
  if (plain === 'date') return ISO_DATE.test(a) && ISO_DATE.test(b) ? Math.sign(a < b ? -1 : a > b ? 1 : 0) : undefined;
  return undefined;
}

/** Whether two constants of a type are surely different values. */
export function areDistinct(a: string, b: string, type: string | undefined): boolean {
  const plain = type?.replace(/\(.*\)$/, '');
  if (plain === 'text' || plain === 'character varying' || plain === 'boolean' || plain === 'uuid') return a !== b;
  const order = compareLiterals(a, b, type);
  return order !== undefined && order !== 0;
}
