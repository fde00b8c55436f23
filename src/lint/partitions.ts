import type { Catalog, ObjectName } from '../catalog/model.ts';
import { groupBy } from './group-by.ts';

export type PartsOf = (relation: ObjectName) => readonly ObjectName[];

/** Looks up the tables that hold a relation's rows in a plan: itself, and its partitions at every level. */
export function partsOf(catalog: Pick<Catalog, 'relations'>): PartsOf {
  const children = groupBy(
    catalog.relations.filter((relation) => relation.partitionOf !== null),
    (relation) => keyOf(relation.partitionOf!.parent),
  );
  const all = (relation: ObjectName): ObjectName[] => [relation, ...(children.get(keyOf(relation)) ?? []).flatMap(all)];
  return all;
}

function keyOf({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}
