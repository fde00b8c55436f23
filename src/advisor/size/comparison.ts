import type { ColumnStatistics } from '../../catalog/model.ts';
import { parseArrayText } from './array-text.ts';
import { shareBelow } from './histogram.ts';

/** selfuncs.h: DEFAULT_INEQ_SEL and DEFAULT_EQ_SEL, what the planner takes for a comparison of two columns. */
const INEQUALITY_SHARE = 1 / 3;
const EQUALITY_SHARE = 0.005;
/** Values of the left column that stand for all of them. */
const POINTS = 25;

/**
 * The share of rows in which one column of a table compares with another. The planner takes a third for an inequality, whatever the
 * columns; here it is what the histograms say of columns that have nothing to do with each other, and never less than that third,
 * because a size that is too small breaks a storage budget.
 */
export function comparedShare(left: ColumnStatistics | null, operator: string, right: ColumnStatistics | null): number {
  const notNull = (1 - (left?.nullFraction ?? 0)) * (1 - (right?.nullFraction ?? 0));
  switch (operator) {
    case '=':
      return EQUALITY_SHARE * notNull;
    case '<>':
    case '!=':
      return (1 - EQUALITY_SHARE) * notNull;
    case '>':
    case '>=':
      return comparedShare(right, '<', left);
    default: {
      const below = left && right ? belowShare(left, right) : null;
      return Math.max(INEQUALITY_SHARE * notNull, below ?? 0);
    }
  }
}

/** One comparison is the predicate of many candidates, and some ten thousand values are compared to work out its share. */
const known = new WeakMap<ColumnStatistics, WeakMap<ColumnStatistics, number | null>>();

function belowShare(left: ColumnStatistics, right: ColumnStatistics): number | null {
  const shares = known.get(left) ?? new WeakMap<ColumnStatistics, number | null>();
  known.set(left, shares);
  let share = shares.get(right);
  if (share === undefined) share = workedOut(left, right);
  shares.set(right, share);
  return share;
}

function workedOut(left: ColumnStatistics, right: ColumnStatistics): number | null {
  const notNull = 1 - right.nullFraction;
  let [above, weights] = [0, 0];
  for (const { value, weight } of pointsOf(left)) {
    const below = shareBelow(right, value);
    if (below === null) return null;
    above += weight * Math.max(0, notNull - below);
    weights += weight;
  }
  return weights > 0 ? (above / weights) * (1 - left.nullFraction) : null;
}

/** Common values, and evenly chosen bounds of the histogram for the others. */
function pointsOf(statistics: ColumnStatistics): readonly { readonly value: string; readonly weight: number }[] {
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const common = parseArrayText(statistics.mostCommonValues ?? '').map((value, position) => ({
    value: value ?? '',
    weight: frequencies[position] ?? 0,
  }));
  const bounds = parseArrayText(statistics.histogramBounds ?? '').map((bound) => bound ?? '');
  const rest = 1 - statistics.nullFraction - frequencies.reduce((sum, one) => sum + one, 0);
  const step = Math.max(1, Math.floor(bounds.length / POINTS));
  const chosen = bounds.filter((_, position) => position % step === 0);
  return [...common, ...chosen.map((value) => ({ value, weight: Math.max(0, rest) / chosen.length }))];
}
