import type { Catalog, Index, ObjectName, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { quoteQualified } from '../sql/quote.ts';

/** @throws UserError when the catalog has no such relation. */
export function findRelation(catalog: Catalog, name: ObjectName): Relation {
  const relation = catalog.relations.find((each) => isSame(each, name));
  if (!relation) throw new UserError(`${quoteQualified(name)} is not in the catalog, so nothing can be planned for it`);
  return relation;
}

/** @throws UserError when the relation has no such index. */
export function findIndex(relation: Relation, name: string): Index {
  const index = relation.indexes.find((each) => each.name === name);
  if (!index) {
    throw new UserError(
      `${quoteQualified(relation)} has no index ${quoteQualified({ schema: relation.schema, name })} in the catalog`,
    );
  }
  return index;
}

export function isSame(a: ObjectName, b: ObjectName): boolean {
  return a.schema === b.schema && a.name === b.name;
}

/** The partitions right below a table, in the catalog's order. */
export function partitionsOf(catalog: Catalog, parent: ObjectName): readonly Relation[] {
  return catalog.relations.filter((each) => each.partitionOf !== null && isSame(each.partitionOf.parent, parent));
}

/** All partitions below a table that hold rows, at every level. */
export function leavesOf(catalog: Catalog, parent: ObjectName): readonly Relation[] {
  return partitionsOf(catalog, parent).flatMap((each) =>
    each.kind === 'partitioned-table' ? leavesOf(catalog, each) : [each],
  );
}

/** The name of a table's foreign key that needs this index to be there, or undefined. */
export function foreignKeyOn(catalog: Catalog, relation: ObjectName, index: string): string | undefined {
  for (const { constraints } of catalog.relations) {
    const found = constraints.find(
      ({ kind, references, index: target }) =>
        kind === 'foreign-key' && references !== null && isSame(references.relation, relation) && target === index,
    );
    if (found) return found.name;
  }
  return undefined;
}
