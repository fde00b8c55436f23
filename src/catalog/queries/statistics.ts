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
  range_lengths: string | null;
  empty_fraction: number | null;
  range_bounds: string | null;
}

/**
 * pg_stats shows only what the role may SELECT, and nothing of tables whose row security applies to it.
 * Numbers arrive as array text: the driver's array parser is slow, and JSON.parse reads the same after a change of braces.
 */
export function statisticsQuery(version: number): string {
  return `
SELECT schemaname::text AS schema, tablename::text AS relation, attname::text AS column, inherited,
       null_frac::text::float8 AS null_fraction, avg_width AS width, n_distinct::text::float8 AS distinct,
       most_common_vals::text AS common_values, most_common_freqs::text AS common_frequencies,
       histogram_bounds::text AS histogram, correlation::text::float8 AS correlation,
       most_common_elems::text AS common_elements, most_common_elem_freqs::text AS element_frequencies,
       elem_count_histogram::text AS element_counts, ${version >= 170_000 ? SHOWN_RANGES : NO_RANGES}
  FROM pg_stats
 WHERE ${isUserSchema('schemaname')}`;
}

const SHOWN_RANGES = `range_length_histogram::text AS range_lengths,
       range_empty_frac::text::float8 AS empty_fraction, range_bounds_histogram::text AS range_bounds`;
const NO_RANGES = 'NULL AS range_lengths, NULL AS empty_fraction, NULL AS range_bounds';

export interface RangeStatisticsRow extends Pick<
  StatisticsRow,
  'schema' | 'relation' | 'column' | 'inherited' | 'range_lengths' | 'empty_fraction' | 'range_bounds'
> {
  [column: string]: unknown;
}

/** What pg_stats does not show before 17, as it does since then. Only a superuser may read pg_statistic. */
export const RANGE_STATISTICS = `
SELECT n.nspname::text AS schema, c.relname::text AS relation, a.attname::text AS column, s.stainherit AS inherited,
       ${slot(6, 'stavalues?::text')} AS range_lengths, ${slot(6, 'stanumbers?[1]::text::float8')} AS empty_fraction,
       ${slot(7, 'stavalues?::text')} AS range_bounds
  FROM pg_statistic s
  JOIN pg_class c ON c.oid = s.starelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum AND NOT a.attisdropped
 WHERE ${isUserSchema('n.nspname')} AND 7 IN (stakind1, stakind2, stakind3, stakind4, stakind5)`;

/** pg_statistic.h: STATISTIC_KIND_RANGE_LENGTH_HISTOGRAM is 6, STATISTIC_KIND_BOUNDS_HISTOGRAM 7; each in any of five slots. */
function slot(kind: number, value: string): string {
  const cases = [1, 2, 3, 4, 5].map(
    (number) => `WHEN s.stakind${number} = ${kind} THEN s.${value.replace('?', String(number))}`,
  );
  return `CASE ${cases.join(' ')} END`;
}
