export interface InheritanceRow {
  [column: string]: unknown;
  child: number;
  parent: number;
  detach_pending: boolean;
}

/** Tables under tables, partitions under partitioned tables, and partitions' indexes under partitioned indexes. */
export function inheritanceQuery(version: number): string {
  // DETACH … CONCURRENTLY came with 14.
  const pending = version >= 140_000 ? 'inhdetachpending' : 'false';
  return `
SELECT inhrelid::int8 AS child, inhparent::int8 AS parent, ${pending} AS detach_pending
  FROM pg_inherits
 ORDER BY inhrelid, inhseqno`;
}
