import type { StatisticsIndex } from './assemble-columns.ts';
import type { Index, IndexKey, ObjectName } from './model.ts';
import type { IndexKeyRow } from './queries/index-keys.ts';
import type { IndexRow } from './queries/indexes.ts';

const DESCENDING = 1;
const NULLS_FIRST = 2;

export interface IndexSurroundings {
  readonly relation: ObjectName;
  readonly columnName: (attnum: number) => string | undefined;
  readonly constraint: string | null;
  readonly partitionOf: ObjectName | null;
  readonly statistics: StatisticsIndex;
}

export function assembleIndex(row: IndexRow, keyRows: readonly IndexKeyRow[], around: IndexSurroundings): Index {
  const keys = keyRows.filter(({ position }) => position <= row.key_count);
  const included = keyRows.filter(({ position }) => position > row.key_count);
  return {
    oid: row.oid,
    relation: around.relation,
    name: row.name,
    method: row.method,
    definition: row.definition,
    keys: keys.map((key) => assembleKey(key, around)),
    include: included.map(({ column }) => around.columnName(column) ?? ''),
    predicate: row.predicate,
    unique: row.unique,
    nullsNotDistinct: row.nulls_not_distinct,
    primary: row.primary,
    exclusion: row.exclusion,
    immediate: row.immediate,
    valid: row.valid,
    ready: row.ready,
    live: row.live,
    replicaIdentity: row.replica_identity,
    clustered: row.clustered,
    inBuild: row.in_build,
    constraint: around.constraint,
    partitionOf: around.partitionOf,
    options: row.options ?? [],
    tablespace: row.tablespace,
    comment: row.comment,
    pages: row.pages,
    tuples: row.tuples,
    sizeBytes: row.size ?? 0,
    usage: {
      scans: row.scans,
      lastScanAt: row.last_scan,
      entriesRead: row.entries_read,
      blocksHit: row.blocks_hit,
      blocksRead: row.blocks_read,
    },
    expressionStatistics: keys.map((key) =>
      key.column === 0 ? around.statistics(around.relation.schema, row.name, key.attribute, false) : null,
    ),
    expressionTypes: keys.map(({ type }) => type),
  };
}

function assembleKey(row: IndexKeyRow, { columnName }: IndexSurroundings): IndexKey {
  return {
    column: row.column === 0 ? null : (columnName(row.column) ?? null),
    expression: row.column === 0 ? (row.expression ?? '') : null,
    operatorClass: row.operator_class,
    collation:
      row.collation !== null && row.collation_schema !== null
        ? { schema: row.collation_schema, name: row.collation }
        : null,
    direction: row.option & DESCENDING ? 'desc' : 'asc',
    // Access methods without order (hash, gin, …) have no options: their keys read as the defaults of btree.
    nulls: row.option & NULLS_FIRST ? 'first' : 'last',
  };
}
