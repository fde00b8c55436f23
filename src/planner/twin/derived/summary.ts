import type { ColumnStatistics } from '../../../catalog/model.ts';
import { quoteArray } from '../../../sql/quote.ts';

/** Rows of a sample for which an expression has one value. */
export interface ValueGroup {
  /** Null: NULL. */
  readonly value: string | null;
  /** Of all rows. */
  readonly share: number;
  /** Drawn rows of the sample, each of which stands for many. */
  readonly drawn: number;
  /** Whether it comes from a most common value too, whose frequency is known. */
  readonly common: boolean;
  /** Mean place of the column's values that it comes from, in their order, or of several columns' in the table. */
  readonly place: number | null;
  /** Bytes, with a four-byte header. */
  readonly width: number;
}

export interface Circumstances {
  /** Of the table. */
  readonly rows: number;
  /** Different values of the column (or combinations of the columns) read: no function has more. */
  readonly mostDistinct: number;
  /** Whether values are shorter than what they were made of, so that something was left out. */
  readonly isLossy: boolean;
  /** Whether no two arguments of the sample gave the same value. */
  readonly keepsApart: boolean;
  /** Of the places with the rows' physical order. */
  readonly correlation: number | null;
}

/** default_statistics_target's default; more than what a column's statistics hold cannot be made of them. */
const TARGET = 100;

/**
 * Statistics of an expression from its values on a sample of rows, as ANALYZE (analyze.c) would reckon them from its own.
 * @param groups in the order of their values
 */
export function summarise(groups: readonly ValueGroup[], circumstances: Circumstances): ColumnStatistics {
  const values = groups.filter((group): group is ValueGroup & { value: string } => group.value !== null);
  const nullFraction = Math.min(
    1,
    sumOf(
      groups.filter(({ value }) => value === null),
      'share',
    ),
  );
  const total = sumOf(values, 'share') || 1;
  const distinct = distinctOf(values, circumstances);
  const isComplete = distinct === values.length && values.length <= TARGET;
  const listed = new Set(isComplete ? values : mostCommon(values, distinct, nullFraction, circumstances));
  const common = [...listed].sort((a, b) => b.share - a.share);
  const bounds = histogram(values.filter((group) => !listed.has(group)));
  const { rows } = circumstances;
  return {
    nullFraction,
    averageWidth: Math.round(values.reduce((sum, { share, width }) => sum + share * width, 0) / total),
    // As ANALYZE does: beyond a tenth of the rows it grows with them.
    distinct: distinct > 0.1 * rows ? -Math.min(1, distinct / Math.max(1, rows)) : distinct,
    mostCommonValues: common.length > 0 ? quoteArray(common.map(({ value }) => value)) : null,
    mostCommonFrequencies: common.length > 0 ? common.map(({ share }) => share) : null,
    histogramBounds: bounds.length > 1 ? quoteArray(bounds) : null,
    correlation: correlationOf(values, circumstances.correlation),
    mostCommonElements: null,
    mostCommonElementFrequencies: null,
    elementCountHistogram: null,
  };
}

/**
 * Haas and Stokes over the drawn values, as in analyze.c, unless the function keeps its arguments apart. When none of n values met another of them, there are at least about n²/2: beyond that
 * a function that keeps its argument has as many values as the column, and of one that leaves something out nobody knows; then it is what those
 * say that met a common value (capture and recapture, Lincoln and Petersen), or where none did the geometric mean of the least and the most, unless the values themselves tell.
 */
function distinctOf(values: readonly ValueGroup[], { rows, mostDistinct, isLossy, keepsApart }: Circumstances): number {
  const drawn = values.filter(({ common }) => !common);
  const known = values.length - drawn.length;
  const n = sumOf(drawn, 'drawn');
  const once = drawn.filter((group) => group.drawn === 1).length;
  const population = Math.max(n, sumOf(drawn, 'share') * rows);
  const told = isLossy ? numberedValues(drawn) : null;
  const most = Math.max(drawn.length, Math.min(mostDistinct - known, population, told ?? Infinity));
  if (keepsApart && !isLossy) return known + most;
  if (once < n) return known + Math.min(most, (n * drawn.length) / (n - once + (once * n) / population));
  const again = sumOf(values, 'drawn') - n;
  if (isLossy && told === null && again > 0)
    return Math.max(values.length, Math.min(known + most, (known * (n + again)) / again));
  const isTold = !isLossy || told !== null || drawn.every(({ value }) => IDENTIFIER.test(value ?? ''));
  return known + (isTold ? most : Math.max(drawn.length, Math.sqrt(Math.min(most, n ** 2 / 2) * most)));
}

/** UUIDs, hashes and tokens are made to be different. */
const IDENTIFIER = /^[0-9a-f-]{16,}$/i;

/**
 * Where texts differ only in one number (`user17`), the numbers that may stand there, by the greatest and least of those drawn;
 * else null.
 */
function numberedValues(drawn: readonly ValueGroup[]): number | null {
  const split = drawn.map(({ value }) => (value ?? '').split(/(\d+)/));
  const [first] = split;
  if (!first || split.length < 2 || split.some(({ length }) => length !== first.length)) return null;
  const varying = first.flatMap((part, position) => (split.some((parts) => parts[position] !== part) ? position : []));
  // Numbers are at the odd positions.
  const [position] = varying;
  if (varying.length !== 1 || position! % 2 === 0) return null;
  const numbers = split.map((parts) => Number(parts[position!]));
  const span = numbers.reduce((a, b) => Math.max(a, b)) - numbers.reduce((a, b) => Math.min(a, b)) + 1;
  return (span * (numbers.length + 1)) / (numbers.length - 1);
}

/**
 * Those of known frequency, and drawn ones that are more frequent than chance makes any. As analyze_mcv_list() of analyze.c tells them, at three standard
 * deviations instead of two: between two bounds it was chance alone that drew.
 */
function mostCommon(
  values: readonly (ValueGroup & { value: string })[],
  distinct: number,
  nullFraction: number,
  { rows }: Circumstances,
): readonly (ValueGroup & { value: string })[] {
  const known = values.filter(({ common }) => common);
  const n =
    sumOf(values, 'drawn') /
    Math.max(
      1e-9,
      sumOf(
        values.filter(({ drawn }) => drawn > 0),
        'share',
      ),
    );
  const average = (1 - nullFraction - sumOf(known, 'share')) / Math.max(1, distinct - known.length);
  const drawn = values.filter(({ common, drawn: times, share }) => {
    const variance = rows > 1 ? (n * share * (1 - share) * Math.max(0, rows - n)) / (rows - 1) : 0;
    return !common && times > 1 && share * n > average * n + 3 * Math.sqrt(variance) + 0.5;
  });
  return [...known, ...drawn].sort((a, b) => b.share - a.share).slice(0, TARGET);
}

/** Values at equal steps of what is not among the most common ones. */
function histogram(values: readonly (ValueGroup & { value: string })[]): string[] {
  if (values.length < 2) return [];
  const total = sumOf(values, 'share');
  const steps = Math.min(TARGET, Math.max(values.length, sumOf(values, 'drawn')) - 1);
  const bounds: string[] = [values[0]!.value];
  let [upto, next] = [0, 1];
  for (const { value, share } of values) {
    upto += share;
    while (next < steps && upto > (next / steps) * total) {
      bounds.push(value);
      next++;
    }
  }
  return [...bounds, values.at(-1)!.value];
}

/** An expression in the column's order lies in the table as the column does; one in another order does not. */
function correlationOf(values: readonly ValueGroup[], ofColumn: number | null): number | null {
  const places = values.flatMap(({ place }) => place ?? []);
  if (ofColumn === null || places.length < values.length) return null;
  const n = places.length;
  if (n < 2) return ofColumn;
  const mean = places.reduce((sum, place) => sum + place, 0) / n;
  let [covariance, square] = [0, 0];
  places.forEach((place, order) => {
    covariance += (order - (n - 1) / 2) * (place - mean);
    square += (place - mean) ** 2;
  });
  const ofOrder = (n * (n ** 2 - 1)) / 12;
  return square === 0 ? ofColumn : ofColumn * (covariance / Math.sqrt(square * ofOrder));
}

function sumOf(groups: readonly ValueGroup[], field: 'share' | 'drawn'): number {
  return groups.reduce((sum, group) => sum + group[field], 0);
}
