import type { Catalog, Relation } from '../../src/catalog/model.ts';
import { aCatalog } from './catalog-builder.ts';
import { aUsage } from './object-builder.ts';

/** The catalog of a server whose counters have run for 30 days. */
export function inUse(...relations: readonly Relation[]): Catalog {
  const catalog = aCatalog(...relations);
  const statsResetAt = new Date(Date.parse(catalog.takenAt) - 30 * 86_400_000).toISOString();
  return { ...catalog, database: { ...catalog.database, statsResetAt } };
}

/** Counters that have run for 30 days, in the catalogs of these builders. */
export const COUNTED = { statsResetAt: '2025-12-01T00:00:00.000Z' };

/** A table that is read by its indexes, 99 times of 100, and written to. */
export const BUSY = aUsage({ sequentialScans: 100, indexScans: 9_900, inserted: 50_000 });
