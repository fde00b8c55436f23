import type { Catalog, Index, ObjectName, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { quoteQualified } from '../sql/quote.ts';

/** What fixes are looked up by, made once for a catalog: a scan plans thousands of them. */
interface Indexed {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly partitions: ReadonlyMap<string, readonly Relation[]>;
  /** Names of foreign keys by the relation and the index that they refer to, the first in the catalog's order. */
  readonly foreignKeys: ReadonlyMap<string, string>;
}

const known = new WeakMap<Catalog, Indexed>();

function indexed(catalog: Catalog): Indexed {
  const before = known.get(catalog);
  if (before) return before;
  const foreignKeys = new Map<string, string>();
  const partitions = new Map<string, Relation[]>();
  for (const relation of catalog.relations) {
    for (const { kind, name, references, index } of relation.constraints) {
      if (kind !== 'foreign-key' || references === null || index === null) continue;
      const key = keyOf(references.relation, index);
      if (!foreignKeys.has(key)) foreignKeys.set(key, name);
    }
    if (relation.partitionOf === null) continue;
    const parent = keyOf(relation.partitionOf.parent);
    const siblings = partitions.get(parent);
    if (siblings) siblings.push(relation);
    else partitions.set(parent, [relation]);
  }
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const made: Indexed = { relations, partitions, foreignKeys };
  known.set(catalog, made);
  return made;
}

/** No identifier holds NUL. */
function keyOf({ schema, name }: ObjectName, index = ''): string {
  return `${schema}\0${name}\0${index}`;
}

/** Undefined where the catalog has no such relation. */
export function relationNamed(catalog: Catalog, name: ObjectName): Relation | undefined {
  return indexed(catalog).relations.get(keyOf(name));
}

/** @throws UserError when the catalog has no such relation. */
export function findRelation(catalog: Catalog, name: ObjectName): Relation {
  const relation = relationNamed(catalog, name);
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
  return indexed(catalog).partitions.get(keyOf(parent)) ?? [];
}

/** All partitions below a table that hold rows, at every level. */
export function leavesOf(catalog: Catalog, parent: ObjectName): readonly Relation[] {
  return partitionsOf(catalog, parent).flatMap((each) =>
    each.kind === 'partitioned-table' ? leavesOf(catalog, each) : [each],
  );
}

/** The name of a table's foreign key that needs this index to be there, or undefined. */
export function foreignKeyOn(catalog: Catalog, relation: ObjectName, index: string): string | undefined {
  return indexed(catalog).foreignKeys.get(keyOf(relation, index));
}
