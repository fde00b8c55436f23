import type { IndexDefinition, IndexKey } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';

/**
 * The CREATE INDEX of a what-if index under the given name.
 * @param storage parameters, each `name = value`
 */
export function createIndexStatement(
  definition: IndexDefinition,
  name: string,
  storage: readonly string[] = [],
): string {
  const { method, keys, include, predicate, unique, nullsNotDistinct } = definition;
  return [
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(name)} ON ${quoteQualified(definition.relation)}`,
    ` USING ${quoteIdentifier(method)} (${keys.map((key) => keyOf(key, method)).join(', ')})`,
    include.length > 0 ? ` INCLUDE (${include.map(quoteIdentifier).join(', ')})` : '',
    unique && nullsNotDistinct ? ' NULLS NOT DISTINCT' : '',
    storage.length > 0 ? ` WITH (${storage.join(', ')})` : '',
    predicate === null ? '' : ` WHERE (${predicate})`,
  ].join('');
}

function keyOf(key: IndexKey, method: string): string {
  const parts = [key.column === null ? `(${key.expression})` : quoteIdentifier(key.column)];
  if (key.collation) parts.push(`COLLATE ${quoteQualified(key.collation)}`);
  if (key.operatorClass !== null) parts.push(key.operatorClass);
  // Other access methods keep no order, and refuse the words.
  if (method === 'btree') parts.push(key.direction.toUpperCase(), `NULLS ${key.nulls.toUpperCase()}`);
  return parts.join(' ');
}
