import { isUserSchema } from './scope.ts';

export interface StatisticsRow {
  [column: string]: unknown;
  schema: string;
  /** A table's, or, for expression keys, an index's name: they share one name space. */
  relation: string;
  column: string;
  inherited: boolean;
  null_fraction: number;
  width: number;
  distinct: number;
  common_values: string | null;
  common_frequencies: string | null;
  histogram: string | null;
  correlation: number | null;
  common_elements: string | null;
  element_frequencies: string | null;
  element_counts: string | null;
}

/**
 * pg_stats shows only what the role may SELECT, and nothing of tables whose row security applies to it.
 * Numbers arrive as array text: the driver's array parser is slow, and JSON.parse reads the same after a change of braces.
 */
export const STATISTICS = `
SELECT schemaname::text AS schema, tablename::text AS relation, attname::text AS column, inherited,
       null_frac::text::float8 AS null_fraction, avg_width AS width, n_distinct::text::float8 AS distinct,
       most_common_vals::text AS common_values, most_common_freqs::text AS common_frequencies,
       histogram_bounds::text AS histogram, correlation::text::float8 AS correlation,
       most_common_elems::text AS common_elements, most_common_elem_freqs::text AS element_frequencies,
       elem_count_histogram::text AS element_counts
  FROM pg_stats
 WHERE ${isUserSchema('schemaname')}`;
