import type { Catalog, ObjectName, Relation } from '../catalog/model.ts';
import { isFrameworkTable } from './framework-tables.ts';
import { groupBy } from './group-by.ts';

/** Partitions by their parent, and each relation's topmost parent; every look-up takes constant time. */
export interface PartitionTree {
  readonly partitionsOf: (parent: ObjectName) => readonly Relation[];
  /** The relation itself where it is no partition. */
  readonly topmost: (relation: Relation) => Relation;
}

const trees = new WeakMap<Catalog, PartitionTree>();

export function partitionTree(catalog: Catalog): PartitionTree {
  const known = trees.get(catalog);
  if (known) return known;
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const partitions = groupBy(
    catalog.relations.filter((relation) => relation.partitionOf !== null),
    (relation) => keyOf(relation.partitionOf!.parent),
  );
  const tree: PartitionTree = {
    partitionsOf: (parent) => partitions.get(keyOf(parent)) ?? [],
    topmost(relation) {
      const parent = relation.partitionOf && relations.get(keyOf(relation.partitionOf.parent));
      return parent ? tree.topmost(parent) : relation;
    },
  };
  trees.set(catalog, tree);
  return tree;
}

/**
 * What a rule on indexes judges: tables, partitions included, and materialized views; without system schemas, extension
 * members and temporary tables.
 */
export function indexedRelations(catalog: Catalog): readonly Relation[] {
  const { topmost } = partitionTree(catalog);
  return catalog.relations.filter(
    (relation) =>
      (relation.kind === 'table' || relation.kind === 'partitioned-table' || relation.kind === 'materialized-view') &&
      relation.extension === null &&
      topmost(relation).extension === null &&
      relation.persistence !== 'temporary' &&
      !/^(?:pg_|information_schema$)/.test(relation.schema),
  );
}

/** Likewise without the tables of frameworks, which make and drop their indexes by themselves. */
export function ownRelations(catalog: Catalog): readonly Relation[] {
  const { topmost } = partitionTree(catalog);
  return indexedRelations(catalog).filter((relation) => !isFrameworkTable(topmost(relation)));
}

function keyOf({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}
