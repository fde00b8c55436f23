import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { type CellClass, nullBit, occupiedCells } from './cells.ts';
import { hasEqualImage } from './equal-image.ts';
import { type KeyFacts, factsOfColumn, factsOfKey, isUnique } from './key.ts';
import { rowsPerLeafPage } from './leaf.ts';
import type { IndexSize, SizeOptions } from './model.ts';
import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES, ROW_ADDRESS_BYTES, maxAlign } from './page.ts';
import { type Restriction, restrictionsOf } from './predicate.ts';
import { prefixCells } from './prefix-cells.ts';
import { type TupleBytes, tupleBytes } from './tuple.ts';

const DEFAULT_FILL_FACTOR = 90;
/** BTREE_NONLEAF_FILLFACTOR is 70. */
const INTERNAL_PAGE_BYTES =
  PAGE_BYTES - PAGE_HEADER_BYTES - 16 - 2 * LINE_POINTER_BYTES - Math.floor((PAGE_BYTES * 30) / 100);

export function estimateBtree(
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
): IndexSize {
  if (rows < 1) return { sizeBytes: PAGE_BYTES, pages: 1, tuples: 0, height: 0 };
  const restrictions = restrictionsOf(relation, definition.predicate);
  const keys = definition.keys.map((key) => {
    const facts = factsOfKey(relation, key, tableRows, options);
    return restrict(facts, restrictions.get(key.column ?? ''));
  });
  const included = definition.include.map((name) => {
    const column = relation.columns.find((one) => one.name === name);
    if (!column) throw new Error(`no column ${name} in ${relation.schema}.${relation.name}`);
    return factsOfColumn(relation, column, tableRows, options);
  });
  const fields = [...keys, ...included];
  const merges =
    (options.serverVersionNum ?? 180_000) >= 130_000 &&
    included.length === 0 &&
    !isUnique(relation, definition) &&
    keys.every(({ type, collation }) => isMerged(type.baseType, collation, options));
  const prefixes = merges ? prefixCells(relation, definition.keys, keys, options) : null;
  const classes = prefixes?.at(-1) ?? uniqueClasses(fields);
  const fillFactor = options.fillFactor ?? DEFAULT_FILL_FACTOR;
  const leaves = Math.ceil(
    classes.reduce((sum, { cells, share, nulls }) => {
      const run = { tupleBytes: tupleBytes(fields, nulls), rowsPerCell: merges ? (share * rows) / cells : 0 };
      return sum + (share * rows) / rowsPerLeafPage(run, fillFactor);
    }, 0),
  );
  const levels = internalLevels(leaves, pivotBytes(keys, prefixes, rows));
  const pages = 1 + leaves + levels.reduce((sum, count) => sum + count, 0);
  return { sizeBytes: pages * PAGE_BYTES, pages, tuples: Math.round(rows), height: levels.length };
}

function isMerged(baseType: string, collation: KeyFacts['collation'], options: SizeOptions): boolean {
  if (baseType === 'character' && options.deduplicatesCharacter === false) return false;
  return hasEqualImage(baseType, options.isDeterministic?.(collation) ?? true);
}

/** The values that a partial index's predicate leaves of a key. */
function restrict(facts: KeyFacts, restriction: Restriction | undefined): KeyFacts {
  if (!restriction) return facts;
  const { nullFraction, rows, frequencies } = facts.values;
  const notNull = Math.max(1e-9, 1 - nullFraction);
  switch (restriction) {
    case 'null':
      return { ...facts, values: { ...facts.values, distinct: 1, nullFraction: 1, frequencies: [] } };
    case 'one-value':
      return { ...facts, values: { ...facts.values, distinct: 1, nullFraction: 0, frequencies: [1] } };
    case 'not-null':
      return {
        ...facts,
        values: {
          ...facts.values,
          rows: rows * notNull,
          nullFraction: 0,
          frequencies: frequencies.map((frequency) => frequency / notNull),
        },
      };
  }
}

/** One class for each combination of NULLs, when equal keys are not merged. */
function uniqueClasses(fields: readonly KeyFacts[]): CellClass[] {
  return fields.reduce<CellClass[]>(
    (classes, { values: { nullFraction } }, position) =>
      nullFraction <= 0 || nullBit(position) === 0
        ? classes
        : classes.flatMap((one) => [
            { ...one, share: one.share * (1 - nullFraction) },
            { ...one, share: one.share * nullFraction, nulls: one.nulls | nullBit(position) },
          ]),
    [{ cells: Infinity, share: 1, nulls: 0 }],
  );
}

/** Suffix truncation: a pivot keeps the columns up to the first in which its neighbours differ, and the row's address where none does. */
function pivotBytes(keys: readonly KeyFacts[], prefixes: readonly CellClass[][] | null, rows: number): number {
  let [bytes, unresolved] = [0, 1];
  keys.forEach((_, position) => {
    const cells = prefixes?.[position];
    const differ = cells ? Math.min(1, occupiedCells(cells, rows) / rows) : 1;
    const share = Math.max(0, Math.min(unresolved, differ - (1 - unresolved)));
    bytes += share * mean(tupleBytes(keys.slice(0, position + 1), 0));
    unresolved -= share;
  });
  return bytes + unresolved * (mean(tupleBytes(keys, 0)) + maxAlign(ROW_ADDRESS_BYTES));
}

function mean(bytes: TupleBytes): number {
  return bytes.reduce((sum, one) => sum + one.bytes * one.share, 0);
}

/** Pages of each level above the leaves, the lowest first. */
function internalLevels(leaves: number, pivot: number): number[] {
  const perPage = Math.max(2, Math.floor(INTERNAL_PAGE_BYTES / (pivot + LINE_POINTER_BYTES)));
  const levels: number[] = [];
  for (let below = leaves; below > 1;) {
    below = Math.ceil(below / perPage);
    levels.push(below);
  }
  return levels;
}
