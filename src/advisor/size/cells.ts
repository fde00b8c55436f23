/**
 * How the rows of an index spread over its different keys. A cell is one possible key; a class is many cells that a row
 * is equally likely to fall into. Cells outnumber the keys that occur: of K equally likely cells, N rows hit
 * K (1 − e^(−N/K)), so that the product of two columns' cells needs no clamp to the number of rows, as a product of distinct values does.
 */
export interface CellClass {
  readonly cells: number;
  /** The share of all rows in these cells together. */
  readonly share: number;
  /** Bit i: the index's key i is NULL here. Of the first keys alone: each more doubles the classes. */
  readonly nulls: number;
}

/** No rows ever meet in a cell of a unique key. */
const UNIQUE_CELLS_PER_ROW = 1e9;
/** Classes whose cells are this near in their likelihood are one. */
const BIN = Math.log(1.3);
/** Cells less likely than this hold no two rows of any table: one class. */
const NEVER_SHARED = 1e-15;

export interface ValueDistribution {
  /** Rows of the table that the figures were taken from. */
  readonly rows: number;
  /** Different values, NULL not counted; null when unknown: taken to be unique, the larger size. */
  readonly distinct: number | null;
  readonly nullFraction: number;
  readonly frequencies: readonly number[];
}

export function cellsOfColumn(values: ValueDistribution, key: number): CellClass[] {
  const { rows, nullFraction } = values;
  const notNull = 1 - nullFraction;
  const distinct = values.distinct ?? rows * notNull;
  const frequencies = values.frequencies.slice(0, Math.max(0, Math.ceil(distinct)));
  const common = frequencies.map((share): CellClass => ({ cells: 1, share, nulls: 0 }));
  const others = distinct - frequencies.length;
  const rest = notNull - frequencies.reduce((sum, share) => sum + share, 0);
  const classes = [...common];
  if (nullFraction > 0) classes.push({ cells: 1, share: nullFraction, nulls: nullBit(key) });
  if (rest > 1e-6) {
    // A common-value list that claims to be complete, and is not quite: the rest are a few more values.
    const restDistinct = Math.max(others, 1);
    classes.push({ cells: cellsBehind(restDistinct, rest * rows), share: rest, nulls: 0 });
  }
  return merge(classes);
}

const KEYS_WITH_NULL_BIT = 5;

export function nullBit(key: number): number {
  return key < KEYS_WITH_NULL_BIT ? 1 << key : 0;
}

/** K such that rows spread over K cells hit `distinct` of them. */
export function cellsBehind(distinct: number, rows: number): number {
  const mean = rows / distinct;
  if (mean <= 1.000001) return Math.max(rows, 1) * UNIQUE_CELLS_PER_ROW;
  // λ / (1 − e^−λ) = mean, by Newton's method.
  let lambda = mean > 2 ? mean : 2 * (mean - 1);
  for (let i = 0; i < 20; i++) {
    const exp = Math.exp(-lambda);
    const value = lambda / (1 - exp) - mean;
    const slope = (1 - exp - lambda * exp) / (1 - exp) ** 2;
    lambda = Math.max(1e-9, lambda - value / slope);
  }
  return rows / lambda;
}

/** The keys of two groups of columns that have nothing to do with each other. */
export function cross(a: readonly CellClass[], b: readonly CellClass[]): CellClass[] {
  return merge(
    a.flatMap((left) =>
      b.map((right) => ({
        cells: left.cells * right.cells,
        share: left.share * right.share,
        nulls: left.nulls | right.nulls,
      })),
    ),
  );
}

/** Keys that refer to a table of so many rows cannot be more; NULLs refer to nothing. */
export function limitCells(classes: readonly CellClass[], limit: number): CellClass[] {
  const total = classes.reduce((sum, one) => sum + (one.nulls ? 0 : one.cells), 0);
  if (total <= limit) return [...classes];
  return classes.map((one) => (one.nulls ? one : { ...one, cells: Math.max(1, (one.cells * limit) / total) }));
}

function merge(classes: readonly CellClass[]): CellClass[] {
  const bins = new Map<string, CellClass>();
  for (const one of classes) {
    if (one.share <= 0) continue;
    const bin = `${one.nulls}/${Math.round(Math.log(Math.max(NEVER_SHARED, one.share / one.cells)) / BIN)}`;
    const other = bins.get(bin);
    bins.set(bin, other ? { cells: other.cells + one.cells, share: other.share + one.share, nulls: one.nulls } : one);
  }
  return [...bins.values()];
}

/** Keys that occur when so many rows fall into the cells. */
export function occupiedCells(classes: readonly CellClass[], rows: number): number {
  return classes.reduce((sum, { cells, share }) => sum + cells * -Math.expm1((-rows * share) / cells), 0);
}

const HALVINGS = 18;

/** Which share of the cells without NULL there may be so that not more than so many keys occur; 1 where there are no more anyway. */
export function shareOccupying(classes: readonly CellClass[], rows: number, most: number): number {
  const occupied = (share: number) =>
    occupiedCells(
      classes.map((one) => (one.nulls ? one : { ...one, cells: one.cells * share })),
      rows,
    );
  if (occupied(1) <= most) return 1;
  // By halves of the logarithm, as cells may be a thousand million times the rows.
  let low = -Math.log(Math.max(2, ...classes.map(({ cells }) => cells)));
  let high = 0;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (occupied(Math.exp(middle)) > most) high = middle;
    else low = middle;
  }
  return Math.exp(low);
}
