import type { Column } from './column.ts';
import type { Index } from './indexes.ts';
import type { ObjectName } from './names.ts';

export type RelationKind = 'table' | 'partitioned-table' | 'view' | 'materialized-view' | 'foreign-table';

export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly owner: string;
  readonly comment: string | null;
  /** The extension that this relation is a member of, or null. */
  readonly extension: string | null;
  /** has_table_privilege(…, 'SELECT'): without it pg_stats shows no statistics. */
  readonly readable: boolean;
  /** pg_class.relpages: 8 kB pages as of the last VACUUM or ANALYZE. */
  readonly pages: number;
  /** pg_class.reltuples: rows; -1 when never analysed. */
  readonly tuples: number;
  readonly allVisiblePages: number;
  /** pg_relation_size: bytes of the heap now; 0 for kinds that store nothing. */
  readonly sizeBytes: number;
  /** pg_total_relation_size: heap, indexes and TOAST, in bytes. */
  readonly totalBytes: number;
  /** pg_class.reloptions, each `name=value`. */
  readonly options: readonly string[];
  readonly tablespace: string | null;
  readonly partitionKey: string | null;
  readonly partitionOf: {
    readonly parent: ObjectName;
    readonly bound: string;
    /** DETACH … CONCURRENTLY began and did not end (14). */ readonly detachPending?: boolean;
  } | null;
  /** Parents by classic inheritance, in order; empty for partitions. */
  readonly inherits: readonly ObjectName[];
  /** pg_get_viewdef for views and materialized views. */
  readonly viewDefinition: string | null;
  /** The relations that a view reads, sorted by name; empty for other kinds. */
  readonly reads: readonly ObjectName[];
  /** Roles that may SELECT from the whole relation, the owner included and sorted; `public` is every role. */
  readonly readableBy: readonly string[];
  /** pg_class.reloptions of the TOAST table, each `name=value`, such as `autovacuum_enabled=false`. */
  readonly toastOptions: readonly string[];
  /** The greater of age(relfrozenxid) of the table and of its TOAST table; null for kinds without rows. */
  readonly frozenXidAge: number | null;
  /** The greater of mxid_age(relminmxid) of the table and of its TOAST table; null for kinds without rows. */
  readonly multixactAge: number | null;
  /** By name. Of the system's (foreign keys, deferrable keys) only those that are not enabled as they should be. */
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  /** The publications that send its changes, also by way of its schema, its partitioned parents or FOR ALL TABLES. */
  readonly publications: readonly TablePublication[];
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean };
  readonly replicaIdentity: 'default' | 'nothing' | 'full' | 'index';
  /** In attnum order, dropped ones left out. */
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly constraints: readonly Constraint[];
  readonly extendedStatistics: readonly ExtendedStatistics[];
  readonly usage: TableUsage | null;
}

export interface Trigger {
  readonly name: string;
  readonly function: ObjectName;
  /** tgenabled: `origin` is the usual state; `replica` fires only with session_replication_role = replica. */
  readonly enabled: 'origin' | 'disabled' | 'replica' | 'always';
  /** Made by the system for a constraint. */
  readonly internal: boolean;
  /** The constraint that it enforces (its own, for CREATE CONSTRAINT TRIGGER), or null. */
  readonly constraint: string | null;
  /** A partition's copy of its parent's. */
  readonly inherited: boolean;
}

export interface Policy {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  readonly permissive: boolean;
  /** Sorted; `public` is every role. */
  readonly roles: readonly string[];
  /** pg_get_expr of USING, or null. */
  readonly using: string | null;
  /** pg_get_expr of WITH CHECK, or null. */
  readonly check: string | null;
}

export interface TablePublication {
  readonly name: string;
  readonly publishesUpdates: boolean;
  readonly publishesDeletes: boolean;
  /** publish_via_partition_root: changes of partitions are sent as the parent's, with the parent's replica identity. */
  readonly viaPartitionRoot: boolean;
}

export type ForeignKeyAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface Constraint {
  readonly name: string;
  readonly kind: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclusion' | 'not-null' | 'trigger';
  /** In constraint order; empty for a check over no single column. */
  readonly columns: readonly string[];
  /** pg_get_constraintdef. */
  readonly definition: string;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** The index behind it (for a foreign key: the index of the referenced table), or null. */
  readonly index: string | null;
  readonly references: {
    readonly relation: ObjectName;
    readonly columns: readonly string[];
    readonly onDelete: ForeignKeyAction;
    readonly onUpdate: ForeignKeyAction;
    readonly match: 'simple' | 'full' | 'partial';
  } | null;
  /** Whether it was inherited from a partitioned parent's constraint (conparentid <> 0). */
  readonly inherited: boolean;
  readonly comment: string | null;
  /** A temporal key (18): WITHOUT OVERLAPS or PERIOD on the last column. */
  readonly period?: boolean;
}

export interface ExtendedStatistics {
  readonly schema: string;
  readonly name: string;
  /** `ndistinct`, `dependencies`, `mcv`, `expressions`. */
  readonly kinds: readonly string[];
  readonly columns: readonly string[];
  readonly definition: string;
  /** pg_stats_ext.n_distinct: different combinations, a count or minus a fraction of the rows. Without expressions. */
  readonly distinct?: readonly { readonly columns: readonly string[]; readonly distinct: number }[];
}

/** pg_stat_user_tables: counts since the last reset. */
export interface TableUsage {
  readonly sequentialScans: number;
  readonly sequentialTuplesRead: number;
  readonly indexScans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly hotUpdated: number;
  readonly liveTuples: number;
  readonly deadTuples: number;
  readonly modifiedSinceAnalyze: number;
  readonly lastAnalyzeAt: string | null;
  readonly lastAutoanalyzeAt: string | null;
  readonly lastVacuumAt: string | null;
  readonly lastAutovacuumAt: string | null;
  /** n_tup_newpage_upd (16): updates whose new version went to another page; null before. */
  readonly newPageUpdated?: number | null;
  /** n_ins_since_vacuum (13); null before. */
  readonly insertedSinceVacuum?: number | null;
  /** last_seq_scan (16); null before, and when never. */
  readonly lastSequentialScanAt?: string | null;
  readonly vacuums?: number;
  readonly autovacuums?: number;
  readonly analyzes?: number;
  readonly autoanalyzes?: number;
  /** pg_statio_user_tables: 8 kB blocks of the heap found in shared_buffers, and asked of the operating system. */
  readonly heapBlocksHit?: number;
  readonly heapBlocksRead?: number;
  readonly indexBlocksHit?: number;
  readonly indexBlocksRead?: number;
}
