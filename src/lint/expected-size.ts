import { estimateIndexSize, sizeOptions } from '../advisor/size.ts';
import type { Catalog, Index, Relation } from '../catalog/model.ts';
import { storageOption } from './stored-tables.ts';

/** Bytes that the index would have right after REINDEX; null where statistics of a key are missing. */
export function expectedIndexBytes(catalog: Catalog, relation: Relation, index: Index): number | null {
  const isKnown = index.keys.every((key, position) =>
    key.column === null
      ? index.expressionStatistics[position] != null
      : relation.columns.some(({ name, statistics }) => name === key.column && statistics !== null),
  );
  if (!isKnown || relation.tuples < 0) return null;
  const fillFactor = Number(storageOption(index.options, 'fillfactor') ?? NaN);
  const options = { ...sizeOptions(catalog), ...(fillFactor > 0 && { fillFactor }) };
  return estimateIndexSize(relation, index, options).sizeBytes;
}
