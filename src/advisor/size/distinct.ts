import type { Column, ColumnStatistics, Relation } from '../../catalog/model.ts';

/**
 * The number of different values of a column in a table of so many rows, from pg_stats.n_distinct; null when unknown.
 * @param statisticsTarget default_statistics_target of the server.
 */
export function distinctValues(
  relation: Relation,
  statistics: ColumnStatistics,
  rows: number,
  statisticsTarget = 100,
): number | null {
  const { distinct } = statistics;
  if (distinct === 0) return null;
  const estimate = Math.max(1, distinct > 0 ? Math.min(distinct, rows) : -distinct * rows);
  const clustered = Math.abs(statistics.correlation ?? 0) > 0.95;
  return clustered ? correctForClustering(relation, estimate, rows, statisticsTarget) : estimate;
}

/**
 * ANALYZE (analyze.c) takes 300 × the statistics target rows out of as many random pages, and estimates with Haas and
 * Stokes' formula D = n d / (n − f1 + f1 n / N) as though the rows were drawn from the whole table. Where equal values lie
 * side by side and not all pages are in the sample, equal values meet in it too often, and D comes out too small: 397,206
 * instead of 1,500,000 for TPC-H's l_orderkey. What it saw is solved for (no value is taken to occur thrice, so
 * d = n − pairs and f1 = n − 2 pairs), and read again with the rows of the sampled pages as the population.
 */
function correctForClustering(relation: Relation, estimate: number, rows: number, statisticsTarget: number): number {
  const targets = relation.columns.map((column: Column) => column.statisticsTarget ?? statisticsTarget);
  const sample = 300 * Math.max(statisticsTarget, ...targets);
  const { pages } = relation;
  // Values with hundreds of rows each are estimated well, and the formula cannot be solved for them.
  if (pages <= sample || rows <= sample || estimate <= sample || estimate >= rows) return estimate;
  const ratio = sample / rows;
  const pairs = (sample * sample - estimate * sample * ratio) / (2 * estimate * (1 - ratio) + sample);
  const sampledRows = rows * (sample / pages);
  const nearby = 1 + (2 * Math.max(0, pairs) * (sampledRows - 1)) / sample ** 2;
  const rowsPerPage = rows / pages;
  const rowsPerValue = nearby <= rowsPerPage ? nearby : rowsPerPage + (nearby - rowsPerPage) * (pages / sample);
  return Math.min(rows, Math.max(estimate, rows / rowsPerValue));
}
