import type { ColumnStatistics } from '../../catalog/model.ts';
import { lackOfOrder } from './physical-order.ts';

/** A range of a column's values. */
export interface RangeEnds {
  readonly statistics: ColumnStatistics;
  /** The shares of all rows that are below its upper end, and above its lower one; 1 without that end. */
  readonly below: number;
  readonly above: number;
}

/**
 * The share of rows that are in all of the ranges. Each counts by its two ends (addRangeClause in clausesel.c); columns that follow the physical order hold the
 * rows between two places, and together those that all of them do, and others have nothing to do with each other.
 */
export function shareOfRanges(ranges: readonly RangeEnds[]): number {
  const parts = ranges.map(partOf);
  const apart = parts.reduce((all, { from, to, present }) => all * present * Math.max(0, to - from), 1);
  const ordered = parts.filter(({ isOrdered }) => isOrdered);
  const others = parts.filter(({ isOrdered }) => !isOrdered);
  const from = Math.max(0, ...ordered.map((part) => part.from));
  const to = Math.min(1, ...ordered.map((part) => part.to));
  const present = parts.reduce((all, part) => all * part.present, 1);
  const beside = others.reduce((all, part) => all * Math.max(0, part.to - part.from), present);
  return Math.max(apart, beside * (to - from));
}

/** Of the rows that are not NULL, in the table's order where the column follows it. */
function partOf({ statistics, below, above }: RangeEnds) {
  const present = Math.max(1e-9, 1 - statistics.nullFraction);
  const [from, to] = [1 - Math.min(1, above / present), Math.min(1, below / present)];
  const isOrdered = lackOfOrder(statistics) !== null;
  const isBackward = isOrdered && (statistics.correlation ?? 0) < 0;
  return { present, isOrdered, ...(isBackward ? { from: 1 - to, to: 1 - from } : { from, to }) };
}
