import type { ColumnStatistics } from './column.ts';
import type { ObjectName } from './names.ts';

/** One key column of an index. Exactly one of column and expression is set. */
export interface IndexKey {
  readonly column: string | null;
  /** pg_get_indexdef of the key when it is an expression, without outer parentheses added. */
  readonly expression: string | null;
  /** Schema-qualified only outside pg_catalog, such as `public.gin_trgm_ops`; null for the type's default operator class. */
  readonly operatorClass: string | null;
  /** The collation's name where it is not the column's own; null otherwise. */
  readonly collation: ObjectName | null;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

/** What an index is, apart from its name and state: enough to write its CREATE INDEX, and to compare two. */
export interface IndexDefinition {
  readonly relation: ObjectName;
  /** Access method: `btree`, `gin`, `gist`, `brin`, `hash`, … */
  readonly method: string;
  readonly keys: readonly IndexKey[];
  /** Included (non-key) columns. */
  readonly include: readonly string[];
  /** pg_get_expr of the predicate, null for a full index. */
  readonly predicate: string | null;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
}

export interface Index extends IndexDefinition {
  readonly oid: number;
  readonly name: string;
  /** pg_get_indexdef. */
  readonly definition: string;
  readonly primary: boolean;
  readonly exclusion: boolean;
  /** indimmediate: false for a deferrable constraint's index. */
  readonly immediate: boolean;
  readonly valid: boolean;
  readonly ready: boolean;
  readonly live: boolean;
  readonly replicaIdentity: boolean;
  readonly clustered: boolean;
  /** Whether pg_stat_progress_create_index shows it being built now. */
  readonly inBuild: boolean;
  /** The constraint of this table that the index implements, or null. */
  readonly constraint: string | null;
  /** For an index of a partition attached to one of the parent. */
  readonly partitionOf: ObjectName | null;
  readonly options: readonly string[];
  readonly tablespace: string | null;
  readonly comment: string | null;
  readonly pages: number;
  readonly tuples: number;
  readonly sizeBytes: number;
  readonly usage: IndexUsage | null;
  /** Statistics of expression keys, by position in keys; null where the key is a column or was never analysed. */
  readonly expressionStatistics: readonly (ColumnStatistics | null)[];
  /**
   * format_type of expression keys, by position in keys; null where the key is a column. For gin and gist it may be the
   * operator class's storage type. Absent where nobody asked.
   */
  readonly expressionTypes?: readonly (string | null)[];
}

/** pg_stat_user_indexes and pg_statio_user_indexes: counts since the last reset. */
export interface IndexUsage {
  readonly scans: number;
  /** Since 16; null before, and when never. */
  readonly lastScanAt: string | null;
  /** idx_tup_read: entries returned by scans. */
  readonly entriesRead?: number;
  /** Blocks (8 kB) found in shared_buffers. */
  readonly blocksHit?: number;
  /** Blocks asked of the operating system, which may have had them cached. */
  readonly blocksRead?: number;
}
