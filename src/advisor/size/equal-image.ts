/**
 * Types whose btree operator class cannot merge equal keys, because equal values may differ in their bytes (1.0 and
 * 1.00): those without a BTEQUALIMAGE function in pg_amproc, PostgreSQL 13 to 18.
 */
const UNEQUAL_IMAGES = new Set([
  'numeric',
  'real',
  'double precision',
  'interval',
  'jsonb',
  'tsvector',
  'tsquery',
  'record',
  'citext',
  'hstore',
  'ltree',
]);

const RANGES = /(?:range|multirange)$/;

/** Whether deduplication works for keys of this type, under a deterministic collation. */
export function hasEqualImage(baseType: string, collationIsDeterministic = true): boolean {
  return (
    !UNEQUAL_IMAGES.has(baseType.replace(/^.*\./, '')) &&
    !baseType.endsWith('[]') &&
    !RANGES.test(baseType) &&
    collationIsDeterministic
  );
}
