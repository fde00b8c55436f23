import type { Column, ColumnStatistics } from '../catalog/model.ts';

/** What pg_stats tells of a column's values. */
export interface ColumnUniqueness {
  /** Distinct values a non-null row, 0 to 1: 1 where the sample held no value twice. */
  readonly distinctFraction: number;
  /** Estimated number of distinct values. */
  readonly distinctCount: number;
  /** Estimated rows of the most common value; 0 where no value is common. */
  readonly mostCommonRows: number;
  readonly nullFraction: number;
}

/**
 * Reads pg_stats.n_distinct: a count when positive, minus the fraction of all rows when negative (of all: nulls count
 * in the divisor, so a column that is unique but half null has -0.5).
 * @returns null when the table was never analysed or the role may not see its statistics.
 */
export function columnUniqueness(column: Column, rows: number | null): ColumnUniqueness | null {
  const statistics: ColumnStatistics | null = column.inheritedStatistics ?? column.statistics;
  if (statistics === null || rows === null || rows <= 0) return null;
  const filled = rows * (1 - statistics.nullFraction);
  if (filled < 1) return { distinctFraction: 0, distinctCount: 0, mostCommonRows: 0, nullFraction: 1 };
  const distinctCount = statistics.distinct < 0 ? -statistics.distinct * rows : statistics.distinct;
  const topFrequency = Math.max(0, ...(statistics.mostCommonFrequencies ?? []));
  return {
    distinctFraction: Math.min(1, distinctCount / filled),
    distinctCount,
    mostCommonRows: topFrequency * rows,
    nullFraction: statistics.nullFraction,
  };
}
