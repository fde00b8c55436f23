import type { ColumnStatistics, Relation } from '../../catalog/model.ts';

/** Columns of less have little to do with the physical order, and so with each other. */
const IN_ORDER = 0.9;
/** Of what correlations lack of 1, where they come of the same rows. */
const ALIKE = 0.01;

/** More than statistics, in single precision, tell of correlations near 1. */
const UNTOLD = 1e-6;

/** What a column's correlation with the physical order lacks of 1; null where it does not follow that order. */
export function lackOfOrder({ correlation }: ColumnStatistics): number | null {
  const lack = 1 - Math.abs(correlation ?? 0);
  return lack > 1 - IN_ORDER ? null : lack < UNTOLD ? 0 : lack;
}

/** What of it comes of the column's own values. @param ofRows strayingOfRows() */
export function ownLack(lack: number, ofRows: number): number {
  return lack - ofRows <= ALIKE * lack ? 0 : lack - ofRows;
}

/**
 * What all columns' correlations lack because the rows themselves stray, as those of different lengths do that are put where there is room. It is the least
 * lack of any column, where another lacks the same: a column's own straying would have to be the other's by chance. Columns of few values are left out,
 * as rows of one value are taken to be in order among themselves, which hides up to 1 / values².
 */
export function strayingOfRows({ columns, tuples }: Relation): number {
  const [least, next] = columns
    .flatMap(({ statistics }) => {
      const lack = statistics && lackOfOrder(statistics);
      if (!statistics || lack === null) return [];
      const distinct = statistics.distinct < 0 ? -statistics.distinct * tuples : statistics.distinct;
      return 1 / distinct ** 2 <= Math.max(UNTOLD, ALIKE * lack) ? [lack] : [];
    })
    .sort((a, b) => a - b);
  return least !== undefined && next !== undefined && next - least <= ALIKE * next ? least : 0;
}
