import type { Catalog, ObjectName } from '../catalog/model.ts';

export type PartsOf = (relation: ObjectName) => readonly ObjectName[];

/** Looks up the tables that hold a relation's rows in a plan: itself, and its partitions at every level. */
export function partsOf(catalog: Pick<Catalog, 'relations'>): PartsOf {
  const children = new Map<string, ObjectName[]>();
  for (const { schema, name, partitionOf } of catalog.relations) {
    if (!partitionOf) continue;
    const key = keyOf(partitionOf.parent);
    children.set(key, [...(children.get(key) ?? []), { schema, name }]);
  }
  const all = (relation: ObjectName): ObjectName[] => [relation, ...(children.get(keyOf(relation)) ?? []).flatMap(all)];
  return all;
}

function keyOf({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}
