import type { Column, ColumnStatistics } from '../../../catalog/model.ts';
import { quoteIdentifier, quoteLiteral } from '../../../sql/quote.ts';

/** Values drawn between the histogram bounds of a number or time, where ANALYZE would read 30,000 rows. */
const DRAWN = 3000;
/** Rows put together of several columns' values: as many as a histogram has bounds, or values can be drawn. */
const TOGETHER = 100;
const TOGETHER_DRAWN = 1500;

/** What a value between two bounds is, `u` being a fraction. Text lies between its bounds nowhere in particular. */
const BETWEEN: Readonly<Record<string, string>> = {
  smallint: 'lo + ((hi - lo)::float8 * u)::int',
  integer: 'lo + ((hi::float8 - lo) * u)::int',
  bigint: 'lo + ((hi::float8 - lo) * u)::bigint',
  numeric: 'round(lo + (hi - lo) * u::numeric, greatest(scale(lo), scale(hi)))',
  real: 'lo + (hi - lo) * u',
  'double precision': 'lo + (hi - lo) * u',
  date: 'lo + ((hi - lo) * u)::int',
  'timestamp without time zone': 'lo + (hi - lo) * u',
  'timestamp with time zone': 'lo + (hi - lo) * u',
};

/** Names of what stands beside the columns in a sample, which no column has. */
export const SAMPLE = { share: '"~share"', drawn: '"~drawn"', place: '"~place"' } as const;

export interface Sample {
  /** A query whose rows have the columns, SAMPLE.share of all rows, whether SAMPLE.drawn (else a value of known frequency), and SAMPLE.place: in the column's order, or of several columns in the table. */
  readonly sql: string;
  /** Whether it holds values that statistics do not name, between those that they do. */
  readonly isInterpolated: boolean;
}

/**
 * Rows as ANALYZE may have seen them, made of what it kept of each column: its most common values with their frequencies, and its
 * histogram's bounds, each for as many of the other rows. Several columns are taken to be independent, as the planner does.
 * @returns null where it kept no values
 */
export function sampleOf(
  columns: readonly { readonly column: Column; readonly statistics: ColumnStatistics }[],
  interpolate: boolean,
): Sample | null {
  if (columns.some(({ statistics }) => !hasValues(statistics))) return null;
  const sources = columns.map(({ column, statistics }) => ({
    name: quoteIdentifier(column.name),
    nullFraction: statistics.nullFraction,
    correlation: statistics.correlation ?? 0,
    ...valuesOf(column, statistics, interpolate),
  }));
  if (sources.length > 1) {
    const isInterpolated = sources.every(
      (source, position) => source.isInterpolated || columns[position]!.statistics.histogramBounds === null,
    );
    return { sql: joined(sources, isInterpolated ? TOGETHER_DRAWN : TOGETHER), isInterpolated };
  }
  const { name, sql, isInterpolated } = sources[0]!;
  return {
    sql: `
      SELECT value AS ${name}, share AS ${SAMPLE.share}, drawn AS ${SAMPLE.drawn}, rank() OVER (ORDER BY value)::float8 AS ${SAMPLE.place}
      FROM (${sql}) AS kept`,
    isInterpolated,
  };
}

function hasValues({ mostCommonValues, histogramBounds, range }: ColumnStatistics): boolean {
  return mostCommonValues !== null || histogramBounds !== null || (range?.boundsHistogram ?? null) !== null;
}

/** Rows of `value`, its `share` of all rows, and whether it was `drawn`. */
function valuesOf({ type, baseType }: Column, statistics: ColumnStatistics, interpolate: boolean): Sample {
  const { nullFraction, mostCommonValues, mostCommonFrequencies, histogramBounds, range } = statistics;
  const frequencies = mostCommonFrequencies ?? [];
  const rest = Math.max(0, 1 - nullFraction - frequencies.reduce((sum, one) => sum + one, 0));
  const parts = [
    `SELECT NULL::${type} AS value, ${nullFraction}::float8 AS share, false AS drawn WHERE ${nullFraction} > 0`,
  ];
  if (mostCommonValues !== null)
    parts.push(
      `SELECT v::${type}, f, false FROM unnest(${quoteLiteral(mostCommonValues)}::text[], '{${frequencies.join(',')}}'::float8[]) AS common (v, f)`,
    );
  // Each has a lower bound of their histogram, and an upper one: what asks for one of them finds it at its share.
  if (range?.boundsHistogram) {
    const empty = rest * (range.emptyFraction ?? 0);
    if (empty > 0) parts.push(`SELECT 'empty'::${type}, ${empty}::float8, false`);
    parts.push(bounds(quoteLiteral(range.boundsHistogram), type, rest - empty, undefined));
  }
  const between = interpolate ? BETWEEN[baseType] : undefined;
  if (histogramBounds !== null) parts.push(bounds(quoteLiteral(histogramBounds), type, rest, between));
  return { sql: parts.join(' UNION ALL '), isInterpolated: between !== undefined && histogramBounds !== null };
}

function bounds(list: string, type: string, rest: number, between: string | undefined): string {
  const each = `SELECT v::${type} AS lo, n, count(*) OVER () AS many FROM unnest(${list}::text[]) WITH ORDINALITY AS bound (v, n)`;
  if (between === undefined) return `SELECT lo, ${rest}::float8 / many, true FROM (${each}) AS bounds`;
  // Fractions that look like chance and are the same each time.
  return `
    SELECT (${between})::${type}, ${rest}::float8 / ((many - 1) * (${DRAWN} / (many - 1))), true
    FROM (SELECT lo, lead(lo) OVER (ORDER BY n) AS hi, n, many FROM (${each}) AS bounds) AS bins,
         LATERAL (SELECT (hashint8extended(n * ${DRAWN} + s, 0) & 1048575) / 1048576.0::float8 AS u FROM generate_series(1, ${DRAWN} / (many - 1)) AS s) AS chances
    WHERE hi IS NOT NULL`;
}

interface Source {
  readonly name: string;
  readonly sql: string;
  readonly nullFraction: number;
  /** With the rows' physical order. */
  readonly correlation: number;
}

/**
 * The columns' values side by side: of each those at equal steps of its distribution, in the order of the places that they are likely to have
 * in the table. So columns that follow the physical order go together (dates of one order), and others are shuffled.
 */
function joined(columns: readonly Source[], steps: number): string {
  const stepAt = (share: string) => `floor(${share} / total * ${steps} + 0.5)::int`;
  const sides = columns.map(
    ({ sql, ...source }, position) => `(
      SELECT value, row_number() OVER (ORDER BY ${placeOf(source, steps, position)}) AS row
      FROM (SELECT value, share, sum(share) OVER (ORDER BY value ROWS UNBOUNDED PRECEDING) AS upto, sum(share) OVER () AS total
            FROM (${sql}) AS kept) AS ordered,
           generate_series(${stepAt('(upto - share)')} + 1, ${stepAt('upto')}) AS step
      WHERE ${stepAt('(upto - share)')} < ${stepAt('upto')}) AS side_${position}`,
  );
  const values = columns.map(({ name }, position) => `side_${position}.value AS ${name}`);
  const same = columns.slice(1).map((_, position) => `side_0.row = side_${position + 1}.row`);
  return `
    SELECT ${values.join(', ')}, 1::float8 / ${steps} AS ${SAMPLE.share}, true AS ${SAMPLE.drawn}, side_0.row::float8 AS ${SAMPLE.place}
    FROM ${sides.join(', ')} WHERE ${same.join(' AND ')}`;
}

/**
 * Where the value of a `step` lies in the table: two normal variables with the column's correlation (a Gaussian copula). Φ⁻¹(u) is about
 * 4.91 (u^0.14 − (1 − u)^0.14), Tukey's lambda distribution; chance is Box and Muller's, by hashes that are the same each time.
 */
function placeOf({ nullFraction, correlation }: Omit<Source, 'name' | 'sql'>, steps: number, seed: number): string {
  const uniform = (salt: number) =>
    `(((hashint8extended(step, ${2 * seed + salt}) & 1048575) + 1) / 1048577.0::float8)`;
  const chance = `sqrt(-2 * ln(${uniform(0)})) * cos(2 * pi() * ${uniform(1)})`;
  const order = `least(1 - 0.5 / ${steps}, (step - 0.5) / ${steps * Math.max(1 / steps, 1 - nullFraction)})::float8`;
  const normal = `4.91 * (${order} ^ 0.14 - (1 - ${order}) ^ 0.14)`;
  const noise = Math.sqrt(Math.max(0, 1 - correlation ** 2));
  return `CASE WHEN value IS NULL THEN ${chance} ELSE ${correlation} * ${normal} + ${noise} * ${chance} END, step`;
}
