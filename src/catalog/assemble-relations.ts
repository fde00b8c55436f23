import { assemblePolicy, assembleTrigger, publicationsOf } from './assemble-attachments.ts';
import { assembleColumn, indexStatistics } from './assemble-columns.ts';
import { assembleConstraint, type NamedRelation } from './assemble-constraints.ts';
import { assembleIndex } from './assemble-indexes.ts';
import { groupBy } from './group-by.ts';
import type { ExtendedStatistics, ObjectName, Relation, RelationKind, TableUsage } from './model.ts';
import type { ColumnRow } from './queries/columns.ts';
import type { ConstraintRow } from './queries/constraints.ts';
import type { ExtendedStatisticsRow } from './queries/extended-statistics.ts';
import type { IndexKeyRow } from './queries/index-keys.ts';
import type { IndexRow } from './queries/indexes.ts';
import type { InheritanceRow } from './queries/inheritance.ts';
import type { PolicyRow } from './queries/policies.ts';
import type { PublicationRow } from './queries/publications.ts';
import type { RelationRow } from './queries/relations.ts';
import type { RangeStatisticsRow, StatisticsRow } from './queries/statistics.ts';
import type { TriggerRow } from './queries/triggers.ts';

export interface RelationRows {
  readonly version: number;
  readonly relations: readonly RelationRow[];
  readonly columns: readonly ColumnRow[];
  readonly statistics: readonly StatisticsRow[];
  readonly rangeStatistics: readonly RangeStatisticsRow[];
  readonly indexes: readonly IndexRow[];
  readonly indexKeys: readonly IndexKeyRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly extendedStatistics: readonly ExtendedStatisticsRow[];
  readonly triggers: readonly TriggerRow[];
  readonly policies: readonly PolicyRow[];
  readonly publications: readonly PublicationRow[];
  readonly inheritance: readonly InheritanceRow[];
}

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
};
const PERSISTENCE = { p: 'permanent', u: 'unlogged', t: 'temporary' } as const;
const REPLICA_IDENTITY = { d: 'default', n: 'nothing', f: 'full', i: 'index' } as const;

export function assembleRelations(rows: RelationRows): Relation[] {
  const columns = groupBy(rows.columns, (row) => row.relation);
  const indexes = groupBy(rows.indexes, (row) => row.relation);
  const indexKeys = groupBy(rows.indexKeys, (row) => row.index);
  const constraints = groupBy(rows.constraints, (row) => row.relation);
  const extended = groupBy(rows.extendedStatistics, (row) => row.relation);
  const parents = groupBy(rows.inheritance, (row) => row.child);
  const triggers = groupBy(rows.triggers, (row) => row.relation);
  const policies = groupBy(rows.policies, (row) => row.relation);
  const statistics = indexStatistics(rows.statistics, rows.rangeStatistics);
  const named = nameRelations(rows.relations, columns);
  const indexNames = new Map(rows.indexes.map(({ oid, schema, name }) => [oid, { schema, name }]));
  const constraintOfIndex = new Map(
    rows.constraints.filter(({ type }) => 'pux'.includes(type)).map(({ index_oid, name }) => [index_oid, name]),
  );

  return rows.relations.map((row): Relation => {
    const relation = named.get(row.oid)!;
    const self: ObjectName = { schema: row.schema, name: row.name };
    const ancestors = (parents.get(row.oid) ?? []).flatMap(({ parent }) => named.get(parent) ?? []);
    const ancestorNames = ancestors.map(({ schema, name }): ObjectName => ({ schema, name }));
    const ownConstraints = constraints.get(row.oid) ?? [];
    const unproven = unprovenNotNull(ownConstraints);
    const ownIndexes = indexes.get(row.oid) ?? [];
    return {
      oid: row.oid,
      ...self,
      kind: KINDS[row.kind] ?? 'table',
      persistence: PERSISTENCE[row.persistence as keyof typeof PERSISTENCE] ?? 'permanent',
      owner: row.owner,
      comment: row.comment,
      extension: row.extension,
      readable: row.readable,
      pages: row.pages,
      // Up to 13, 0 rows in 0 pages was how pg_class said "never analysed".
      tuples: rows.version < 140_000 && row.tuples === 0 && row.pages === 0 ? -1 : row.tuples,
      allVisiblePages: row.all_visible,
      sizeBytes: row.size ?? 0,
      totalBytes: (row.table_size ?? 0) + ownIndexes.reduce((sum, { size }) => sum + (size ?? 0), 0),
      options: row.options ?? [],
      tablespace: row.tablespace,
      partitionKey: row.partition_key,
      partitionOf:
        row.partition && ancestorNames[0]
          ? {
              parent: ancestorNames[0],
              bound: row.partition_bound ?? '',
              detachPending: parents.get(row.oid)?.[0]?.detach_pending ?? false,
            }
          : null,
      inherits: row.partition ? [] : ancestorNames,
      viewDefinition: row.view_definition,
      reads: sortNames(row.reads ?? []),
      readableBy: row.readable_by,
      toastOptions: row.toast_options ?? [],
      frozenXidAge: row.frozen_xid_age,
      multixactAge: row.multixact_age,
      triggers: (triggers.get(row.oid) ?? []).map(assembleTrigger),
      policies: (policies.get(row.oid) ?? []).map(assemblePolicy),
      publications: publicationsOf(row, lineageOf(row, parents), rows.publications),
      rowSecurity: { enabled: row.row_security, forced: row.row_security_forced },
      replicaIdentity: REPLICA_IDENTITY[row.replica_identity as keyof typeof REPLICA_IDENTITY] ?? 'default',
      columns: (columns.get(row.oid) ?? []).map((column) =>
        assembleColumn(unproven.has(column.number) ? { ...column, not_null: false } : column, self, statistics),
      ),
      indexes: ownIndexes.map((index) =>
        assembleIndex(index, indexKeys.get(index.oid) ?? [], {
          relation: self,
          columnName: relation.columnName,
          constraint: constraintOfIndex.get(index.oid) ?? null,
          partitionOf: indexNames.get(parents.get(index.oid)?.[0]?.parent ?? 0) ?? null,
          statistics,
        }),
      ),
      constraints: ownConstraints.map((constraint) =>
        assembleConstraint(constraint, relation, (oid) => named.get(oid)),
      ),
      extendedStatistics: (extended.get(row.oid) ?? []).map((one) => assembleExtendedStatistics(one, relation)),
      usage: row.usage && assembleUsage(row.usage, ownIndexes),
    };
  });
}

/** Its oid, and if it is a partition those of its partitioned parents. */
function lineageOf(row: RelationRow, parents: ReadonlyMap<number, readonly InheritanceRow[]>): number[] {
  const lineage = [row.oid];
  if (!row.partition) return lineage;
  for (
    let parent = parents.get(row.oid)?.[0]?.parent;
    parent !== undefined;
    parent = parents.get(parent)?.[0]?.parent
  ) {
    lineage.push(parent);
  }
  return lineage;
}

function sortNames(names: readonly ObjectName[]): ObjectName[] {
  return names
    .map(({ schema, name }) => ({ schema, name }))
    .sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function nameRelations(
  rows: readonly RelationRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
): ReadonlyMap<number, NamedRelation> {
  return new Map(
    rows.map(({ oid, schema, name }) => {
      const names = new Map((columns.get(oid) ?? []).map((column) => [column.number, column.name]));
      return [oid, { schema, name, columnName: (attnum: number) => names.get(attnum) }];
    }),
  );
}

/** Since 18, attnotnull is also true for a NOT NULL constraint that is NOT VALID: existing rows may hold NULL. */
function unprovenNotNull(constraints: readonly ConstraintRow[]): ReadonlySet<number> {
  const unproven = constraints.filter(({ type, validated }) => type === 'n' && !validated);
  return new Set(unproven.flatMap(({ columns }) => columns ?? []));
}

const STATISTICS_KINDS: Readonly<Record<string, string>> = {
  d: 'ndistinct',
  f: 'dependencies',
  m: 'mcv',
  e: 'expressions',
};

function assembleExtendedStatistics(row: ExtendedStatisticsRow, relation: NamedRelation): ExtendedStatistics {
  return {
    schema: row.schema,
    name: row.name,
    kinds: row.kinds.map((kind) => STATISTICS_KINDS[kind] ?? kind),
    columns: row.columns.flatMap((attnum) => relation.columnName(attnum) ?? []),
    definition: row.definition,
    ...(row.distinct === null ? {} : { distinct: distinctCombinations(row.distinct, relation) }),
  };
}

/** Combinations with an expression (a negative attnum) are left out. */
function distinctCombinations(text: string, relation: NamedRelation): NonNullable<ExtendedStatistics['distinct']> {
  const counts = Object.entries(JSON.parse(text) as Record<string, number>);
  return counts.flatMap(([key, distinct]) => {
    const names = key.split(', ').map((attnum) => relation.columnName(Number(attnum)));
    const columns = names.filter((name) => name !== undefined);
    return columns.length === names.length ? [{ columns, distinct }] : [];
  });
}

/** `counters` are in the order of the query; index scans are those of all the table's indexes, as pg_stat_all_tables sums them. */
function assembleUsage(counters: readonly (number | string | null)[], indexes: readonly IndexRow[]): TableUsage {
  const count = (position: number) => Number(counters[position] ?? 0);
  const countOrNull = (position: number) => ((counters[position] ?? null) === null ? null : count(position));
  const time = (position: number) => (counters[position] ?? null) as string | null;
  return {
    sequentialScans: count(0),
    sequentialTuplesRead: count(1),
    indexScans: indexes.reduce((sum, { scans }) => sum + scans, 0),
    inserted: count(2),
    updated: count(3),
    deleted: count(4),
    hotUpdated: count(5),
    liveTuples: count(6),
    deadTuples: count(7),
    modifiedSinceAnalyze: count(8),
    lastAnalyzeAt: time(9),
    lastAutoanalyzeAt: time(10),
    lastVacuumAt: time(11),
    lastAutovacuumAt: time(12),
    newPageUpdated: countOrNull(13),
    insertedSinceVacuum: countOrNull(14),
    lastSequentialScanAt: time(15),
    vacuums: count(16),
    autovacuums: count(17),
    analyzes: count(18),
    autoanalyzes: count(19),
    heapBlocksHit: count(20),
    heapBlocksRead: count(21),
    indexBlocksHit: indexes.reduce((sum, { blocks_hit }) => sum + blocks_hit, 0),
    indexBlocksRead: indexes.reduce((sum, { blocks_read }) => sum + blocks_read, 0),
  };
}
