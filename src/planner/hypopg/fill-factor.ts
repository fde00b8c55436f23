/** Of HypoPG's estimate: (200 - fillfactor + 20) % of what the tuples take (hypo_estimate_index, 1.1 to 1.4). */
const BLOAT_PERCENT = 220;
const DEFAULT = 90;
const LEAST = 10;
const MOST = 100;

/**
 * HypoPG computes an index's size and takes none from us; a B-tree's fill factor is the one thing that moves it, between 0.92
 * and 1.6 times. This is the one that comes nearest to the wanted size.
 * @param estimatedBytes HypoPG's own estimate with the default fill factor
 */
export function nearestFillFactor(wantedBytes: number, estimatedBytes: number): number {
  if (!(estimatedBytes > 0)) return DEFAULT;
  const wanted = BLOAT_PERCENT - ((BLOAT_PERCENT - DEFAULT) * wantedBytes) / estimatedBytes;
  return Math.min(MOST, Math.max(LEAST, Math.round(wanted)));
}
