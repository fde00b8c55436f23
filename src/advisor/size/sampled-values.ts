import type { ColumnStatistics } from '../../catalog/model.ts';
import { parseArrayText } from './array-text.ts';

/** The values of a column that ANALYZE kept, in their text forms. */
export interface SampledValues {
  readonly common: readonly (string | null)[];
  readonly bounds: readonly (string | null)[];
}

/** One column is a part of many candidates, and its lists are long. */
const known = new WeakMap<ColumnStatistics, SampledValues>();

export function sampledValues(statistics: ColumnStatistics): SampledValues {
  const values = known.get(statistics) ?? {
    common: parseArrayText(statistics.mostCommonValues ?? ''),
    bounds: parseArrayText(statistics.histogramBounds ?? ''),
  };
  known.set(statistics, values);
  return values;
}
