import type { ColumnStatistics } from '../../../catalog/model.ts';
import { quoteArray } from '../../../sql/quote.ts';

/** An element of arrays, or a lexeme, in a sample of values. */
export interface SeenElement {
  readonly element: string;
  /** Of the values that are not NULL. */
  readonly share: number;
  /** Sampled values that have it. */
  readonly times: number;
}

/** ts_typanalyze() and array_typanalyze() keep ten elements for each most common value of other types. */
const MOST = 1000;

/**
 * The most common elements, as ANALYZE would keep them.
 * @param seen in the order in which the planner looks for one
 */
export function summariseElements(seen: readonly SeenElement[], kind: 'array' | 'tsvector'): Partial<ColumnStatistics> {
  const least = seen
    .filter(({ times }) => times > 1)
    .map(({ share }) => share)
    .sort((a, b) => b - a)
    .at(MOST - 1);
  const listed = seen.filter(({ times, share }) => times > 1 && share >= (least ?? 0)).slice(0, MOST);
  if (listed.length === 0) return {};
  const frequencies = listed.map(({ share }) => Math.min(1, share));
  // Then the least and the greatest of them, and for arrays that of NULL. The planner takes the others for half as frequent as the least.
  const ends = [
    Math.min(2 * rareShare(seen), ...frequencies),
    Math.max(...frequencies),
    ...(kind === 'array' ? [0] : []),
  ];
  return {
    mostCommonElements: quoteArray(listed.map(({ element }) => element)),
    mostCommonElementFrequencies: [...frequencies, ...ends],
  };
}

/** How frequent one that was seen once may be: those seen once share their values with the many never seen, by Chao's estimate once²/(2 twice). */
function rareShare(seen: readonly SeenElement[]): number {
  const once = seen.filter(({ times }) => times === 1);
  const twice = seen.filter(({ times }) => times === 2).length;
  const mass = once.reduce((sum, { share }) => sum + share, 0);
  return once.length === 0 ? Infinity : mass / (once.length + once.length ** 2 / (2 * Math.max(1, twice)));
}
