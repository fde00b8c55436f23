import { estimateIndexSize, sizeOptions } from '../advisor/size.ts';
import type { Catalog, Index, Relation } from '../catalog/model.ts';

/** Bytes that the index would have right after REINDEX; null where statistics of a key are missing. */
export function expectedIndexBytes(catalog: Catalog, relation: Relation, index: Index): number | null {
  const isKnown = index.keys.every((key, position) =>
    key.column === null
      ? index.expressionStatistics[position] != null
      : relation.columns.some(({ name, statistics }) => name === key.column && statistics !== null),
  );
  if (!isKnown || relation.tuples < 0) return null;
  return estimateIndexSize(relation, index, sizeOptions(catalog)).sizeBytes;
}
