import type { ColumnStatistics } from '../../catalog/model.ts';
import { sampledValues } from './sampled-values.ts';

/**
 * The order of two values of a column by their text forms: numbers as numbers, anything else (dates among it) as text. Blanks
 * at the end do not count, since statistics show those that pad a `character(10)` and a predicate does not.
 */
export function compareValues(a: string, b: string): number {
  const [left, right] = [a.trimEnd(), b.trimEnd()];
  const [leftNumber, rightNumber] = [Number(left), Number(right)];
  if (left !== '' && right !== '' && !Number.isNaN(leftNumber + rightNumber)) return leftNumber - rightNumber;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The share of all rows whose value is less than this one; null without statistics. scalarltsel, without interpolation inside a bucket of text. */
export function shareBelow(statistics: ColumnStatistics, value: string): number | null {
  const { common, bounds } = sampledValues(statistics);
  if (common.length + bounds.length === 0) return null;
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const commonShare = frequencies.reduce((sum, one) => sum + one, 0);
  const below = common.reduce(
    (sum, one, i) => sum + (one !== null && compareValues(one, value) < 0 ? (frequencies[i] ?? 0) : 0),
    0,
  );
  if (bounds.length < 2) return below;
  const rest = Math.max(0, 1 - statistics.nullFraction - commonShare);
  return below + rest * positionIn(bounds, value);
}

/** Where a value stands in a histogram of equally full buckets: 0 to 1. */
function positionIn(bounds: readonly (string | null)[], value: string): number {
  const above = bounds.findIndex((bound) => compareValues(bound ?? '', value) >= 0);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low, high, at] = [bounds[above - 1] ?? '', bounds[above] ?? '', value].map(asNumber);
  const inside =
    low === undefined || high === undefined || at === undefined || Number.isNaN(low + high + at) || high <= low
      ? 0.5
      : (at - low) / (high - low);
  return (above - 1 + inside) / (bounds.length - 1);
}

function asNumber(text: string): number {
  const number = Number(text);
  return Number.isNaN(number) ? Date.parse(text) : number;
}
