import type { Catalog, Relation } from '../catalog/model.ts';
import { partitionTree } from './indexed-relations.ts';

export interface Activity {
  readonly scans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What was counted on a table and all of its partitions; null where a counter cannot be seen. */
export function activityOf(catalog: Catalog, relation: Relation): Activity | null {
  if (relation.kind !== 'partitioned-table') {
    const { usage } = relation;
    return (
      usage && {
        scans: usage.sequentialScans + usage.indexScans,
        inserted: usage.inserted,
        updated: usage.updated,
        deleted: usage.deleted,
      }
    );
  }
  return partitionTree(catalog)
    .partitionsOf(relation)
    .map((partition) => activityOf(catalog, partition))
    .reduce<Activity | null>((sum, part) => (sum && part ? add(sum, part) : null), {
      scans: 0,
      inserted: 0,
      updated: 0,
      deleted: 0,
    });
}

function add(a: Activity, b: Activity): Activity {
  return {
    scans: a.scans + b.scans,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    deleted: a.deleted + b.deleted,
  };
}
