import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import { estimateBrin } from './size/brin.ts';
import { estimateBtree } from './size/btree.ts';
import { estimateGin } from './size/gin.ts';
import { estimateTree } from './size/gist.ts';
import { estimateHash } from './size/hash.ts';
import type { IndexSize, SizeOptions } from './size/model.ts';
import { predicateSelectivity } from './size/predicate.ts';
import { currentRows } from './size/rows.ts';

export { untoldKeys } from './size/untold.ts';
export type { IndexSize, SizeOptions } from './size/model.ts';

type Estimator = (
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
) => IndexSize;

const ESTIMATORS: Readonly<Record<string, Estimator>> = {
  btree: estimateBtree,
  brin: estimateBrin,
  gin: estimateGin,
  hash: estimateHash,
  gist: estimateTree,
  spgist: estimateTree,
};

/**
 * The size of an index right after CREATE INDEX, from statistics alone.
 * @throws Error when the definition names a column that the relation lacks.
 */
export function estimateIndexSize(
  relation: Relation,
  definition: IndexDefinition,
  options: SizeOptions = {},
): IndexSize {
  const tableRows = currentRows(relation);
  const rows = options.rows ?? tableRows * predicateSelectivity(relation, definition.predicate, options);
  const estimate = ESTIMATORS[definition.method] ?? estimateTree;
  return estimate(relation, definition, tableRows, rows, options);
}

/** What a catalog tells beyond the relation itself. */
export function sizeOptions(catalog: Catalog): SizeOptions {
  const rows = new Map(catalog.relations.map((one) => [keyOf(one), Math.max(0, currentRows(one))]));
  const fuzzy = new Set(catalog.collations.filter(({ deterministic }) => !deterministic).map(keyOf));
  const statisticsTarget = Number(catalog.settings['default_statistics_target']?.value ?? 100);
  return {
    serverVersionNum: catalog.database.serverVersionNum,
    deduplicatesCharacter: catalog.database.deduplicatesCharacter ?? true,
    statisticsTarget,
    rowsOf: (relation) => rows.get(keyOf(relation)) ?? null,
    isDeterministic: (collation) => collation === null || !fuzzy.has(keyOf(collation)),
  };
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}
