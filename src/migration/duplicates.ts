import type { IndexDefinition } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';

/**
 * The query that lists the keys that occur more than once, the most frequent first; it returns no row when the unique
 * index can be built. NULLs are no duplicates unless the index says so (PostgreSQL 15: NULLS NOT DISTINCT).
 */
export function duplicatesQuery(definition: IndexDefinition): string {
  const keys = definition.keys.map((key) =>
    key.column === null ? `(${key.expression})` : quoteIdentifier(key.column),
  );
  const conditions = [
    ...(definition.nullsNotDistinct ? [] : keys.map((key) => `${key} IS NOT NULL`)),
    ...(definition.predicate === null ? [] : [`(${definition.predicate})`]),
  ];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const positions = keys.map((_, index) => index + 1).join(', ');
  return (
    `SELECT ${keys.join(', ')}, count(*) FROM ${quoteQualified(definition.relation)}${where}` +
    ` GROUP BY ${positions} HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 20`
  );
}
