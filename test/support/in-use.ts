import type { Catalog, Relation } from '../../src/catalog/model.ts';
import { aCatalog } from './catalog-builder.ts';

/** The catalog of a server whose counters have run for 30 days. */
export function inUse(...relations: readonly Relation[]): Catalog {
  const catalog = aCatalog(...relations);
  const statsResetAt = new Date(Date.parse(catalog.takenAt) - 30 * 86_400_000).toISOString();
  return { ...catalog, database: { ...catalog.database, statsResetAt } };
}
