import type { Relation, TableUsage } from '../catalog/model.ts';
import type { WrittenStatement } from './write-cost.ts';

/** How a workload uses one relation. */
export interface UseOfRelation {
  /** Executions that read or write it. */
  readonly calls: number;
  readonly written: readonly WrittenStatement[];
}

/**
 * The writes of a relation in the time of the workload, so that they compare with its reads. The server's counters cover
 * another time, and the load of the data with it: they are asked only which share of updates is HOT, as long as the
 * workload shows writes at all. Where it shows none (only slow statements were logged, or it is a file of queries), they are scaled
 * by reads: the workload's calls to the server's scans. Counters with fewer scans than that do not cover the
 * workload's time, and nothing is known: null.
 * @param sawWrites whether the workload has a writing statement on any relation.
 */
export function writesInWindow(relation: Relation, use: UseOfRelation, sawWrites: boolean): TableUsage | null {
  const { usage } = relation;
  if (sawWrites) return usage && writesOf(usage, use.written);
  const scans = usage ? usage.sequentialScans + usage.indexScans : 0;
  if (!usage || scans < use.calls || scans === 0) return null;
  return scaled(usage, Math.min(1, use.calls / Math.max(scansToRead(usage, scans), 1)));
}

function writesOf(usage: TableUsage, written: readonly WrittenStatement[]): TableUsage {
  const rows = (...kinds: readonly WrittenStatement['kind'][]) =>
    written.filter(({ kind }) => kinds.includes(kind)).reduce((sum, one) => sum + (one.rows ?? one.calls), 0);
  const updated = rows('update');
  const hotShare = usage.updated > 0 ? usage.hotUpdated / usage.updated : 0;
  return { ...usage, inserted: rows('insert'), updated, hotUpdated: updated * hotShare, deleted: rows('delete') };
}

function scaled(usage: TableUsage, share: number): TableUsage {
  return {
    ...usage,
    inserted: insertedSinceLoad(usage) * share,
    updated: usage.updated * share,
    hotUpdated: usage.hotUpdated * share,
    deleted: usage.deleted * share,
  };
}

/**
 * Scans that did not look for a row to write. Where there are about as many scans as rows updated and deleted, or more, each of
 * these was looked up by a scan of its own, as applications do; with fewer, they were changed in bulk, by a few scans.
 */
function scansToRead({ updated, deleted }: TableUsage, scans: number): number {
  const looked = updated + deleted;
  return scans >= looked * ROW_BY_ROW ? scans - Math.min(looked, scans) : scans;
}

const ROW_BY_ROW = 0.9;

/** autovacuum_analyze_scale_factor: autovacuum analyses a table again when a tenth of it has changed. */
const CHANGED_TO_ANALYZE = 0.1;

/**
 * The rows that are there may all have come with a restored dump, which the counters cannot tell from traffic; but each time that
 * autovacuum came back to analyse the table it had grown by a tenth, a minute later at least. The first time is the load's.
 */
function insertedSinceLoad({ inserted, updated, deleted, liveTuples, autoanalyzes = 0 }: TableUsage): number {
  const byInserts = (autoanalyzes * inserted) / Math.max(inserted + updated + deleted, 1);
  const loaded = liveTuples / (1 + CHANGED_TO_ANALYZE) ** Math.max(0, byInserts - 1);
  return Math.max(0, inserted - loaded);
}
