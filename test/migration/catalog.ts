import type { Catalog, Index, IndexDefinition, IndexKey, ObjectName, Relation } from '../../src/catalog/model.ts';
import { aCatalog, aDefinition, anIndex, aTable } from '../support/catalog-builder.ts';

/** Hand-made catalogs as the tests of the migration stage name them: what they do not look at is the common builder's. */

export function catalogOf(relations: readonly Relation[] = [], serverVersionNum = 180_004): Catalog {
  const catalog = aCatalog(...relations);
  const serverVersion = `${Math.floor(serverVersionNum / 10_000)}.${serverVersionNum % 10_000}`;
  return { ...catalog, database: { ...catalog.database, name: 'shop', serverVersion, serverVersionNum } };
}

export function relationOf(name: string, fields: Partial<Relation> = {}): Relation {
  return { ...aTable(name, { rows: 1, columns: {} }), ...fields };
}

export function partitionOf(parent: string, name: string, fields: Partial<Relation> = {}): Relation {
  return relationOf(name, { partitionOf: { parent: { schema: 'public', name: parent }, bound: 'DEFAULT' }, ...fields });
}

export function keyOf(column: string, fields: Partial<IndexKey> = {}): IndexKey {
  return { column, expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last', ...fields };
}

export function expressionOf(expression: string): IndexKey {
  return keyOf('', { column: null, expression });
}

export function indexOn(
  relation: ObjectName | string,
  columns: readonly (string | IndexKey)[],
  fields: Partial<IndexDefinition> = {},
): IndexDefinition {
  const named = typeof relation === 'string' ? { schema: 'public', name: relation } : relation;
  const keys = columns.map((column) => (typeof column === 'string' ? keyOf(column) : column));
  return { ...aDefinition(named, []), keys, ...fields };
}

export function existingIndex(name: string, definition: IndexDefinition, fields: Partial<Index> = {}): Index {
  return { ...anIndex(definition.relation, name, { keys: [] }), ...definition, ...fields };
}
