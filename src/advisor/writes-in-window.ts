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
  return usage && scans >= use.calls && scans > 0 ? scaled(usage, use.calls / scans) : null;
}

function writesOf(usage: TableUsage, written: readonly WrittenStatement[]): TableUsage {
  const rows = (...kinds: readonly WrittenStatement['kind'][]) =>
    written.filter(({ kind }) => kinds.includes(kind)).reduce((sum, one) => sum + (one.rows ?? one.calls), 0);
  const updated = rows('update', 'merge');
  const hotShare = usage.updated > 0 ? usage.hotUpdated / usage.updated : 0;
  return { ...usage, inserted: rows('insert'), updated, hotUpdated: updated * hotShare, deleted: rows('delete') };
}

function scaled(usage: TableUsage, share: number): TableUsage {
  // The rows that are there may all have come with a restored dump, which the counters cannot tell from traffic.
  const inserted = Math.max(0, usage.inserted - usage.liveTuples);
  return {
    ...usage,
    inserted: inserted * share,
    updated: usage.updated * share,
    hotUpdated: usage.hotUpdated * share,
    deleted: usage.deleted * share,
  };
}
