import type { TableUsage } from '../../catalog/model.ts';
import type { RelationUse, RowWrite, StatementShape } from '../../sql/model.ts';

/** A statement of the workload that writes a relation. */
export interface WrittenStatement {
  readonly kind: RowWrite;
  /** Columns that it sets; what an INSERT names does not matter. */
  readonly columns: readonly string[];
  readonly calls: number;
  /** Rows written by all calls together; null where unknown: one a call. */
  readonly rows: number | null;
}

export interface WriteCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly hotUpdated: number;
  readonly deleted: number;
}

/** The server's counters since their reset; without them, what the workload wrote, none of it HOT; without either, null. */
export function countWrites(usage: TableUsage | null, statements: readonly WrittenStatement[]): WriteCounts | null {
  if (usage) return usage;
  if (statements.length === 0) return null;
  const rowsOf = (kinds: readonly WrittenStatement['kind'][]) =>
    statements.filter(({ kind }) => kinds.includes(kind)).reduce((sum, one) => sum + rowsWritten(one), 0);
  return {
    inserted: rowsOf(['insert']),
    updated: rowsOf(['update']),
    hotUpdated: 0,
    deleted: rowsOf(['delete']),
  };
}

/** The share of updated rows whose statement is such, 0 without updates. */
export function shareOfUpdates(
  statements: readonly WrittenStatement[],
  isSuch: (statement: WrittenStatement) => boolean,
): number {
  const updates = statements.filter(({ kind }) => kind === 'update');
  const total = updates.reduce((sum, one) => sum + rowsWritten(one), 0);
  return total === 0 ? 0 : updates.filter(isSuch).reduce((sum, one) => sum + rowsWritten(one), 0) / total;
}

function rowsWritten({ calls, rows }: WrittenStatement): number {
  return rows ?? calls;
}

/** What a statement does to the rows of one relation; nothing to those that it reads. */
export function rowWritesOf({ kind }: StatementShape, { role, writes }: RelationUse): readonly RowWrite[] {
  if (writes) return writes;
  return role === 'target' && (kind === 'insert' || kind === 'update' || kind === 'delete') ? [kind] : [];
}
