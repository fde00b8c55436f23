import type { ColumnStatistics, IndexDefinition, Relation } from '../../catalog/model.ts';

/** A guess for expressions and for columns without statistics: the width that the planner takes for text. */
const UNKNOWN_BYTES = 32;

/**
 * Average bytes of the keys on a B-tree's inner pages: of the key columns up to one that tells rows apart by itself, as
 * suffix truncation (PostgreSQL 12) leaves out what follows it.
 */
export function pivotKeyBytes(relation: Relation, index: Pick<IndexDefinition, 'keys'>): number {
  let bytes = 0;
  for (const { column: name } of index.keys) {
    const column = relation.columns.find((candidate) => candidate.name === name);
    const statistics = column?.statistics ?? column?.inheritedStatistics ?? null;
    bytes += column && column.typeLength > 0 ? column.typeLength : (statistics?.averageWidth ?? UNKNOWN_BYTES);
    if (isNearlyUnique(statistics)) break;
  }
  return bytes;
}

function isNearlyUnique(statistics: ColumnStatistics | null): boolean {
  return statistics !== null && statistics.distinct < -0.9;
}
