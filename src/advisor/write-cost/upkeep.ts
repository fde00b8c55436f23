import { countText } from '../../count-text.ts';
import type { WriteCounts } from './writes.ts';

/** What keeping an index costs over the workload's time. */
export interface Upkeep {
  /** Planner's units. */
  readonly writeCost: number;
  /** Whether updates that are HOT today would cease to be. */
  readonly endsHotUpdates: boolean;
  /** The columns of the index that these updates set. */
  readonly hotColumns: readonly string[];
  /** Rows written in that time, from which it was counted; null where nothing tells. */
  readonly writes: WriteCounts | null;
}

export const NO_UPKEEP: Upkeep = { writeCost: 0, endsHotUpdates: false, hotColumns: [], writes: null };

/** Of partitions together. */
export function addUpkeep(a: Upkeep, b: Upkeep): Upkeep {
  return {
    writeCost: a.writeCost + b.writeCost,
    endsHotUpdates: a.endsHotUpdates || b.endsHotUpdates,
    hotColumns: [...new Set([...a.hotColumns, ...b.hotColumns])],
    writes: addWrites(a.writes, b.writes),
  };
}

/** Where one is unknown, the other counts. */
export function addWrites(a: WriteCounts | null, b: WriteCounts | null): WriteCounts | null {
  if (!a || !b) return a ?? b;
  return {
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    hotUpdated: a.hotUpdated + b.hotUpdated,
    deleted: a.deleted + b.deleted,
  };
}

/** `1,000,000 rows inserted and 20,000 updated (95 % of them HOT)`; an empty text where nothing was written. */
export function writesPhrase({ inserted, updated, hotUpdated, deleted }: WriteCounts): string {
  const hot = Math.round((100 * hotUpdated) / Math.max(updated, 1));
  const parts = [
    { count: inserted, words: 'inserted' },
    { count: updated, words: hot > 0 ? `updated (${hot} % of them HOT)` : 'updated' },
    { count: deleted, words: 'deleted' },
  ].filter(({ count }) => Math.round(count) > 0);
  const texts = parts.map(({ count, words }, position) => {
    const number = countText(count);
    return position === 0 ? `${number} ${Math.round(count) === 1 ? 'row' : 'rows'} ${words}` : `${number} ${words}`;
  });
  const last = texts.pop();
  return last === undefined ? '' : texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}
