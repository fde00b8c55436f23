import type { ObjectName } from './names.ts';

export interface Column {
  /** pg_attribute.attnum. */
  readonly number: number;
  readonly name: string;
  /** format_type: `numeric(15,2)`, `character varying(50)`, `public.mood[]`. */
  readonly type: string;
  /** format_type of the type under all domains, without typmod. */
  readonly baseType: string;
  /** pg_type.typlen: bytes, or -1 (varlena) or -2 (cstring). */
  readonly typeLength: number;
  /** pg_type.typalign: `c` 1, `s` 2, `i` 4, `d` 8 bytes. */
  readonly typeAlignment: 'c' | 's' | 'i' | 'd';
  readonly storage: 'plain' | 'external' | 'extended' | 'main';
  readonly notNull: boolean;
  /** pg_get_expr of the default, null without one; null too for generated columns, whose expression is in `generated`. */
  readonly default: string | null;
  readonly identity: 'always' | 'by-default' | null;
  readonly generated: { readonly kind: 'stored' | 'virtual'; readonly expression: string } | null;
  /** Only where it is not the type's default: the collation's name. */
  readonly collation: ObjectName | null;
  readonly comment: string | null;
  /** pg_attribute.attstattarget, null for the default. */
  readonly statisticsTarget: number | null;
  readonly statistics: ColumnStatistics | null;
  /** The statistics over inheritance children (pg_stats.inherited), for partitioned tables and inheritance parents. */
  readonly inheritedStatistics: ColumnStatistics | null;
}

/** One row of pg_stats; array columns hold PostgreSQL's text form (`{a,b}`), which is the same for every version. */
export interface ColumnStatistics {
  readonly nullFraction: number;
  /** Bytes. */
  readonly averageWidth: number;
  /** n_distinct: a count when positive, minus the fraction of rows when negative. */
  readonly distinct: number;
  readonly mostCommonValues: string | null;
  readonly mostCommonFrequencies: readonly number[] | null;
  readonly histogramBounds: string | null;
  readonly correlation: number | null;
  readonly mostCommonElements: string | null;
  readonly mostCommonElementFrequencies: readonly number[] | null;
  readonly elementCountHistogram: readonly number[] | null;
  /** Of ranges and multiranges; absent for other types, and where it could not be read. */
  readonly range?: RangeStatistics;
}

/** pg_stats shows them since 17; before, they are in pg_statistic, which only superusers may read. */
export interface RangeStatistics {
  /** Lengths of the ranges that are not empty, in the unit of the type's subtype_diff, as array text. */
  readonly lengthHistogram: string | null;
  /** The share of empty ranges among those that are not NULL. */
  readonly emptyFraction: number | null;
  /** Ranges of which the lower bounds are a histogram of lower bounds, and the upper ones of upper bounds, as array text. */
  readonly boundsHistogram: string | null;
}
