import type { IndexDefinition } from '../catalog/model.ts';

/** Whether two definitions would build the same index; texts of expressions are compared as they are. */
export function sameDefinition(a: IndexDefinition, b: IndexDefinition): boolean {
  return canonical(a) === canonical(b);
}

/** The fields of a definition and no others, in one order: an Index of the catalog has more of them. */
export function canonical(definition: IndexDefinition): string {
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
    definition.include,
    definition.predicate,
    definition.unique,
    definition.nullsNotDistinct,
  ]);
}
