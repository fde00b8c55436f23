import type { IndexDefinition, IndexKey, ObjectName } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';

/** An ascending key with the type's own operator class and the column's own collation. */
export function columnKey(column: string): IndexKey {
  return { column, expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' };
}

export function expressionKey(expression: string): IndexKey {
  return { ...columnKey(''), column: null, expression };
}

/** A full, non-unique index. */
export function indexOn(
  relation: ObjectName,
  keys: readonly IndexKey[],
  options: { readonly include?: readonly string[]; readonly method?: string; readonly predicate?: string | null } = {},
): IndexDefinition {
  return {
    relation: { schema: relation.schema, name: relation.name },
    method: options.method ?? 'btree',
    keys,
    include: options.include ?? [],
    predicate: options.predicate ?? null,
    unique: false,
    nullsNotDistinct: false,
  };
}

/**
 * Equal exactly for definitions that build the same index; orders them too. Included columns have no order of their
 * own, so they are sorted here.
 */
export function definitionKey(definition: IndexDefinition): string {
  return JSON.stringify([
    definition.relation.schema,
    definition.relation.name,
    definition.method,
    definition.keys.map((key) => [
      key.column,
      key.expression,
      key.operatorClass,
      key.collation && [key.collation.schema, key.collation.name],
      key.direction,
      key.nulls,
    ]),
    [...definition.include].sort(),
    definition.predicate,
    definition.unique,
    definition.unique && definition.nullsNotDistinct,
  ]);
}

/** Whether two indexes of one table differ in their directions and included columns at most. */
export function sameKeys(a: IndexDefinition, b: IndexDefinition): boolean {
  const keysOf = ({ method, predicate, keys }: IndexDefinition) =>
    JSON.stringify([method, predicate, keys.map(({ column, expression }) => [column, expression])]);
  return keysOf(a) === keysOf(b);
}

/** `public.orders (customer_id, created_at DESC) INCLUDE (total) WHERE …`, for reasons and tests. */
export function describeIndex(definition: IndexDefinition): string {
  const keys = definition.keys.map(describeKey).join(', ');
  return [
    definition.unique ? 'unique ' : '',
    quoteQualified(definition.relation),
    definition.method === 'btree' ? '' : ` using ${definition.method}`,
    ` (${keys})`,
    definition.include.length > 0 ? ` include (${definition.include.map(quoteIdentifier).join(', ')})` : '',
    definition.predicate === null ? '' : ` where ${definition.predicate}`,
  ].join('');
}

function describeKey(key: IndexKey): string {
  const subject = key.column === null ? `(${key.expression})` : quoteIdentifier(key.column);
  const nullsByDefault = key.direction === 'asc' ? 'last' : 'first';
  return [
    subject,
    key.operatorClass === null ? '' : ` ${key.operatorClass}`,
    key.direction === 'desc' ? ' desc' : '',
    key.nulls === nullsByDefault ? '' : ` nulls ${key.nulls}`,
  ].join('');
}

/** Key and included columns, without those inside expressions. */
export function storedColumns(definition: IndexDefinition): readonly string[] {
  return [...definition.keys.flatMap((key) => key.column ?? []), ...definition.include];
}

/** Key and included columns and expressions: what makes an index wide. */
export function width(definition: IndexDefinition): number {
  return definition.keys.length + definition.include.length;
}

export function sameRelation(a: ObjectName, b: ObjectName): boolean {
  return a.schema === b.schema && a.name === b.name;
}

/** The key as a backward scan reads it. */
export function reverseKey(key: IndexKey): IndexKey {
  return {
    ...key,
    direction: key.direction === 'asc' ? 'desc' : 'asc',
    nulls: key.nulls === 'first' ? 'last' : 'first',
  };
}

/** What indexes have in common that could be alternatives to each other: the table and the first key. */
export function leadingKey({ relation, keys }: IndexDefinition): string {
  return JSON.stringify([relation, keys[0]]);
}
