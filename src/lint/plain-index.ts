import type { IndexDefinition, ObjectName } from '../catalog/model.ts';

/** A B-tree over columns in default order. */
export function plainIndex(
  relation: ObjectName,
  columns: readonly string[],
  given: Partial<IndexDefinition> = {},
): IndexDefinition {
  return {
    relation: { schema: relation.schema, name: relation.name },
    method: 'btree',
    keys: columns.map((column) => ({
      column,
      expression: null,
      operatorClass: null,
      collation: null,
      direction: 'asc',
      nulls: 'last',
    })),
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...given,
  };
}
