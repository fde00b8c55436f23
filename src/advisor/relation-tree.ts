import type { Catalog, ObjectName, Relation } from '../catalog/model.ts';

/** Relations by name, and partitions by their parents. */
export interface RelationTree {
  find(name: ObjectName): Relation | undefined;
  /** The partitioned table at the top, for a partition; otherwise the relation itself. */
  topmost(relation: Relation): Relation;
  /** Leaves of a partitioned table, at any depth; empty for others. */
  leaves(relation: Relation): readonly Relation[];
}

export function relationTree({ relations }: Pick<Catalog, 'relations'>): RelationTree {
  const byName = new Map(relations.map((relation) => [nameKey(relation), relation]));
  const partitions = new Map<string, Relation[]>();
  for (const relation of relations) {
    if (!relation.partitionOf) continue;
    const parent = nameKey(relation.partitionOf.parent);
    partitions.set(parent, [...(partitions.get(parent) ?? []), relation]);
  }
  function topmost(relation: Relation): Relation {
    const parent = relation.partitionOf && byName.get(nameKey(relation.partitionOf.parent));
    return parent ? topmost(parent) : relation;
  }
  function leaves(relation: Relation): readonly Relation[] {
    return (partitions.get(nameKey(relation)) ?? []).flatMap((partition) =>
      partition.kind === 'partitioned-table' ? leaves(partition) : [partition],
    );
  }
  return { find: (name) => byName.get(nameKey(name)), topmost, leaves };
}

/** Unique for every name: a dot may be part of one. */
export function nameKey({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}
