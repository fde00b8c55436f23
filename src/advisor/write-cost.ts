import type { IndexDefinition, Relation } from '../catalog/model.ts';
import { estimateIndexSize } from './size.ts';
import type { IndexSize, SizeOptions } from './size/model.ts';
import { indexedColumns } from './write-cost/indexed-columns.ts';
import { type PlannerCosts, DEFAULT_COSTS, costOfRow } from './write-cost/row-cost.ts';
import { type WriteCounts, type WrittenStatement, countWrites, shareOfUpdates } from './write-cost/writes.ts';

export type { PlannerCosts } from './write-cost/row-cost.ts';
export type { WriteCounts, WrittenStatement } from './write-cost/writes.ts';
export { plannerCosts } from './write-cost/row-cost.ts';

export interface WriteCost {
  /** Planner's units for one entry added (an INSERT, or an UPDATE that is not HOT). */
  readonly perRow: number;
  /**
   * Planner's units over the statistics window, for this index and for what it makes other indexes write; null when
   * neither the server's counters nor the workload tell how often the table is written.
   */
  readonly total: number | null;
  /** Whether updates that are HOT today would cease to be: they set a column of this index, and of no other. */
  readonly endsHotUpdates: boolean;
  /** Those columns; empty where it does not, or nothing tells which columns are updated. */
  readonly hotColumns: readonly string[];
  /** What `total` was counted from; null where that is. */
  readonly writes: WriteCounts | null;
}

export interface WriteCostOptions extends SizeOptions {
  readonly costs?: PlannerCosts;
  /** INSERT, UPDATE, DELETE and MERGE statements of the workload on this relation. */
  readonly statements?: readonly WrittenStatement[];
}

/**
 * What an index costs to keep, in the planner's units. It is a model, since PostgreSQL's planner prices no index
 * maintenance: see `costOfRow` for one entry. Over the window, an entry is added for each row inserted and each update that is
 * not HOT; a deleted row costs what VACUUM does to take its entry out (cpu_index_tuple_cost). When the index ends HOT updates,
 * each of these adds an entry to this index and to all others of the table too.
 */
export function estimateWriteCost(
  relation: Relation,
  definition: IndexDefinition,
  size: IndexSize,
  options: WriteCostOptions = {},
): WriteCost {
  const costs = options.costs ?? DEFAULT_COSTS;
  const perRow = costOfRow(relation, definition, size, costs);
  const { total, endsHotUpdates, hotColumns } = costOfSet(relation, [{ definition, size }], options);
  return { perRow, total, endsHotUpdates, hotColumns, writes: countWrites(relation.usage, options.statements ?? []) };
}

/** The same for several indexes of one relation together: HOT updates that two of them end are ended once. */
export function costOfSet(
  relation: Relation,
  indexes: readonly { readonly definition: IndexDefinition; readonly size: IndexSize }[],
  options: WriteCostOptions = {},
): Pick<WriteCost, 'total' | 'endsHotUpdates' | 'hotColumns'> {
  const costs = options.costs ?? DEFAULT_COSTS;
  const counts = countWrites(relation.usage, options.statements ?? []);
  const { share: endedShare, columns } = endedUpdates(
    relation,
    indexes,
    options.statements ?? [],
    options.serverVersionNum,
  );
  const hotUpdates = counts ? counts.hotUpdated : (relation.usage?.hotUpdated ?? 0);
  const endsHotUpdates = endedShare > 0 && (counts === null || hotUpdates > 0);
  const hotColumns = endsHotUpdates ? columns : [];
  if (counts === null) return { total: null, endsHotUpdates, hotColumns };
  const ended = Math.min(counts.hotUpdated, endedShare * counts.updated);
  const own = indexes.reduce(
    (sum, { definition, size }) => sum + totalOf(counts, ended, costOfRow(relation, definition, size, costs), costs),
    0,
  );
  return { total: own + ended * costOfExisting(relation, options, costs), endsHotUpdates, hotColumns };
}

function totalOf(counts: WriteCounts, ended: number, perRow: number, costs: PlannerCosts): number {
  const entries = counts.inserted + counts.updated - counts.hotUpdated + ended;
  return entries * perRow + counts.deleted * costs.cpuIndexTupleCost;
}

/** Updates that set a column of the new indexes and none of an existing one, as a share of all updates; and those columns. */
function endedUpdates(
  relation: Relation,
  indexes: readonly { readonly definition: IndexDefinition }[],
  statements: readonly WrittenStatement[],
  serverVersionNum = 180_000,
): { readonly share: number; readonly columns: readonly string[] } {
  const existing = blockingColumns(relation, relation.indexes, serverVersionNum);
  const definitions = indexes.map(({ definition }) => definition);
  const added = blockingColumns(relation, definitions, serverVersionNum);
  const isEnded = ({ columns }: WrittenStatement) =>
    columns.some((name) => added.has(name)) && !columns.some((name) => existing.has(name));
  const updates = statements.filter((one) => one.kind === 'update' && isEnded(one));
  const columns = new Set(updates.flatMap((one) => one.columns.filter((name) => added.has(name))));
  return { share: shareOfUpdates(statements, isEnded), columns: [...columns].sort() };
}

/** heapam.c: an update that changes any of these columns cannot be HOT. Since PostgreSQL 16, BRIN's do not count. */
function blockingColumns(
  relation: Relation,
  definitions: readonly IndexDefinition[],
  serverVersionNum: number,
): ReadonlySet<string> {
  const blocking = definitions.filter(({ method }) => method !== 'brin' || serverVersionNum < 160_000);
  return new Set(blocking.flatMap((definition) => [...indexedColumns(relation, definition)]));
}

function costOfExisting(relation: Relation, options: SizeOptions, costs: PlannerCosts): number {
  return relation.indexes.reduce((sum, index) => {
    const size = estimateIndexSize(relation, index, options);
    return sum + costOfRow(relation, index, size, costs);
  }, 0);
}
