import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { type KeyFacts, factsOfColumn, factsOfKey } from './key.ts';
import type { IndexSize, SizeOptions } from './model.ts';
import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES } from './page.ts';
import { tupleBytes } from './tuple.ts';

/** Pages split by PickSplit are about this full, sorted builds included since PostgreSQL 15. */
const SPLIT_FILL = 0.68;
/** Ranges, with the sort support that PostgreSQL 18 gave them. */
const SORTED_FILL = 0.9;
const SORTED = /range$/;
/** Leaf keys that a GiST or SP-GiST operator class replaces: signatures and boxes. */
const LEAF_KEY_BYTES: Readonly<Record<string, number>> = { point: 32, polygon: 32, circle: 32, tsvector: 128 };

/** TRGM of pg_trgm (trgm.h) has three bytes for each trigram after five; a signature of hstore (hstore_gist.c) 16 after eight. */
function leafKeyBytes({ type: { baseType }, width }: KeyFacts, operatorClass: string): number | undefined {
  const mean = width.widths.reduce((sum, { bytes, share }) => sum + bytes * share, 0);
  if (/gist_trgm_ops$/.test(operatorClass)) return 5 + 3 * mean;
  return /(?:^|\.)hstore$/.test(baseType) ? 24 : LEAF_KEY_BYTES[baseType];
}

/** GiST, SP-GiST and whatever else holds one entry a row: a rough estimate, by entry size and the fill of split pages. */
export function estimateTree(
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
): IndexSize {
  const keys = definition.keys.map((key) => {
    const facts = factsOfKey(relation, key, tableRows, options);
    const bytes = leafKeyBytes(facts, key.operatorClass ?? '');
    return bytes ? { ...facts, width: { widths: [{ bytes, share: 1 }], alignment: 4, packed: true } } : facts;
  });
  const included = definition.include.flatMap((name) => {
    const column = relation.columns.find((one) => one.name === name);
    return column ? [factsOfColumn(relation, column, tableRows, options)] : [];
  });
  const bytes = tupleBytes([...keys, ...included], 0).reduce((sum, one) => sum + one.bytes * one.share, 0);
  const isSorted =
    (options.serverVersionNum ?? 180_000) >= 180_000 && keys.every(({ type }) => SORTED.test(type.baseType));
  const fill = isSorted ? SORTED_FILL : SPLIT_FILL;
  const perPage = Math.max(2, ((PAGE_BYTES - PAGE_HEADER_BYTES - 16) * fill) / (bytes + LINE_POINTER_BYTES));
  const leaves = Math.max(1, Math.ceil(rows / perPage));
  const height = leaves > 1 ? Math.ceil(Math.log(leaves) / Math.log(perPage)) : 0;
  const pages = leaves + (height > 0 ? Math.ceil(leaves / (perPage - 1)) : 0);
  return { sizeBytes: pages * PAGE_BYTES, pages, tuples: Math.round(rows), height };
}
