import type { ColumnStatistics, Relation } from '../../catalog/model.ts';
import type { KeyFacts } from './key.ts';
import type { SizeOptions } from './model.ts';
import { lackOfOrder, ownLack, strayingOfRows } from './physical-order.ts';

/** What some of an index's keys have together at most: so many cells, or so many different combinations in the table. */
export interface CellBound {
  readonly positions: readonly number[];
  readonly of: 'cells' | 'combinations' | 'combinations without NULL';
  readonly most: number;
}

/** What a catalog tells of columns together. @param own the cells of each key alone */
export function boundsOf(
  relation: Relation,
  keys: readonly KeyFacts[],
  own: readonly number[],
  options: SizeOptions,
): readonly CellBound[] {
  if (keys.length === 0) return [];
  return [
    ...byForeignKeys(relation, keys, options),
    ...(keys.length < 2
      ? []
      : [...byStatistics(relation, keys), ...byFrequencies(keys, own), ...byOrder(relation, keys)]),
  ];
}

/** A foreign key has no more keys than the table that it refers to has rows. */
function byForeignKeys(relation: Relation, keys: readonly KeyFacts[], options: SizeOptions): CellBound[] {
  return relation.constraints.flatMap(({ kind, columns, references }) => {
    const positions = positionsOf(keys, columns);
    if (kind !== 'foreign-key' || !references || positions === null) return [];
    const rows = options.rowsOf?.(references.relation) ?? null;
    const isUnique = positions.length === 1 && isUniqueKey(keys[positions[0]!]!);
    return rows !== null && rows > 0 && !isUnique ? [{ positions, of: 'cells', most: rows }] : [];
  });
}

function isUniqueKey({ values: { distinct, rows, nullFraction } }: KeyFacts): boolean {
  return (distinct ?? Infinity) >= rows * (1 - nullFraction) * 0.99;
}

/** CREATE STATISTICS … (ndistinct) has counted the combinations. */
function byStatistics({ extendedStatistics }: Relation, keys: readonly KeyFacts[]): CellBound[] {
  const { rows } = keys[0]!.values;
  return extendedStatistics.flatMap(({ distinct: counted = [] }) =>
    counted.flatMap(({ columns, distinct }) => {
      const positions = positionsOf(keys, columns);
      const most = distinct < 0 ? -distinct * rows : distinct;
      return positions && most >= 1 ? [{ positions, of: 'combinations', most }] : [];
    }),
  );
}

/** Fewer different frequencies than this may be alike by chance, as those of values spread evenly are. */
const FEWEST_FREQUENCIES = 5;

/**
 * Columns that tell each other (a code and its name). ANALYZE looks at the same rows for all columns of a table, so that their most common values
 * have the very same frequencies; those of columns that have nothing to do with each other differ, as each is a count of 30,000.
 */
function byFrequencies(keys: readonly KeyFacts[], own: readonly number[]): CellBound[] {
  return keys.flatMap(({ statistics }, position) =>
    keys.slice(0, position).flatMap((earlier, at): CellBound[] => {
      const most = Math.min(own[at]!, own[position]!);
      return isMirrored(earlier.statistics, statistics) ? [{ positions: [at, position], of: 'cells', most }] : [];
    }),
  );
}

function isMirrored(a: ColumnStatistics | null, b: ColumnStatistics | null): boolean {
  const [one = [], other = []] = [a?.mostCommonFrequencies ?? [], b?.mostCommonFrequencies ?? []];
  return (
    a?.distinct === b?.distinct &&
    a?.nullFraction === b?.nullFraction &&
    one.length === other.length &&
    new Set(one).size >= FEWEST_FREQUENCIES &&
    one.every((frequency, position) => frequency === other[position])
  );
}

/**
 * Columns that follow the physical order: rows beside each other differ where one of them steps on, and where their values stray from the order. Ranks that
 * stray by a standard deviation of σ lower the correlation by 6 σ² / n² (Spearman); evenly spread they stay within √12 σ, which is √(2 (1 − ρ)) of all values.
 */
function byOrder(relation: Relation, keys: readonly KeyFacts[]): CellBound[] {
  const ordered = keys.flatMap(({ statistics, values: { distinct } }, position) => {
    const lack = statistics && lackOfOrder(statistics);
    return distinct === null || lack === null ? [] : [{ position, distinct, lack }];
  });
  if (ordered.length < 2) return [];
  const ofRows = strayingOfRows(relation);
  const strays = ordered.map(({ lack }) => ownLack(lack, ofRows));
  let count = ordered[0]?.distinct ?? 0;
  return ordered.slice(1).map(({ distinct }, place) => {
    const apart = Math.sqrt(2 * (Math.min(...strays.slice(0, place + 1)) + strays[place + 1]!));
    count = count * distinct * Math.min(1, apart) + count + distinct;
    const positions = ordered.slice(0, place + 2).map((one) => one.position);
    return { positions, of: 'combinations without NULL', most: count };
  });
}

/** Of the keys that are these columns; null where one is none. */
function positionsOf(keys: readonly KeyFacts[], columns: readonly string[]): readonly number[] | null {
  const positions = columns.map((name) => keys.findIndex(({ column }) => column === name));
  return positions.length === 0 || positions.includes(-1) ? null : positions;
}
