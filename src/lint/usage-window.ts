import type { Catalog } from '../catalog/model.ts';

const DAY_MS = 86_400_000;

/** Fewer days than this say nothing about what is used: no weekly job has run. */
const LEAST_DAYS = 7;

/**
 * How many days the usage counters cover: since they were reset, or else since the server started (a crash resets them
 * too), whichever is known; null when neither is.
 */
export function countedDays({ takenAt, database }: Catalog): number | null {
  const since = database.statsResetAt ?? database.startedAt;
  const days = since === null ? NaN : (Date.parse(takenAt) - Date.parse(since)) / DAY_MS;
  return Number.isFinite(days) ? days : null;
}

/** Why the counters say nothing, or undefined when they do. */
export function lackOfUsage(catalog: Catalog): string | undefined {
  const lacking = lackOfCounts(catalog);
  return lacking !== undefined && isEmpty(catalog) ? 'it needs usage counters, and the tables are empty' : lacking;
}

function lackOfCounts(catalog: Catalog): string | undefined {
  const days = countedDays(catalog);
  if (days === null) return 'it needs usage counters, and it is not known since when they count';
  if (days < LEAST_DAYS) {
    const age = days < 1 ? 'less than a day' : `${Math.floor(days)} ${days < 2 ? 'day' : 'days'}`;
    return `it needs usage counters of ${LEAST_DAYS} days, and they cover ${age}`;
  }
  return isBusy(catalog) ? undefined : 'it needs usage counters, and nothing was counted: is this the server in use?';
}

/** As in a file of DDL, and in CI after the migrations: neither ANALYZE nor waiting would help. */
export function isEmpty({ relations }: Pick<Catalog, 'relations'>): boolean {
  return relations.every(({ sizeBytes }) => sizeBytes === 0);
}

function isBusy({ relations }: Catalog): boolean {
  return relations.some(({ usage }) => usage !== null && usage.sequentialScans + usage.indexScans > 0);
}
