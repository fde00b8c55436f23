/**
 * What a database is: the value that introspection returns, that a snapshot file holds and that every later stage
 * reads. Plain JSON: a Catalog survives JSON.parse(JSON.stringify(catalog)) unchanged.
 */

export interface ObjectName {
  readonly schema: string;
  readonly name: string;
}

export interface Catalog {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly database: Database;
  /** The role that looked, and whether it is a superuser. */
  readonly role: { readonly name: string; readonly superuser: boolean };
  /** current_schemas(false): where unqualified names of the workload are looked up, in order. */
  readonly searchPath: readonly string[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly extensions: readonly Extension[];
  readonly schemas: readonly Schema[];
  readonly types: readonly UserType[];
  readonly functions: readonly UserFunction[];
  readonly collations: readonly UserCollation[];
  readonly sequences: readonly Sequence[];
  readonly relations: readonly Relation[];
  /**
   * Collations that some column or index uses and whose library sorts otherwise than when they were created
   * (pg_collation_actual_version), in whatever schema. The database's own is in `database`.
   */
  readonly outdatedCollations: readonly OutdatedCollation[];
  /** Temporary tables whose session is gone (a crash leaves them): known since 16, empty before. */
  readonly orphanedTemporaryTables: readonly OrphanedTable[];
  /** Names of the roles that are superusers. */
  readonly superusers: readonly string[];
  /** One line for each thing that could not be seen, and why. */
  readonly incomplete: readonly string[];
  /** Whether the values in the statistics are stand-ins: then no literal of a query means anything to them. */
  readonly redacted?: boolean;
}

export interface Database {
  readonly name: string;
  /** `server_version`, such as `18.4` or `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly serverVersion: string;
  /** `server_version_num`, such as 180004. */
  readonly serverVersionNum: number;
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** `c` (libc), `i` (ICU), `b` (builtin, PostgreSQL 17). */
  readonly localeProvider: string;
  readonly icuLocale: string | null;
  /** When the usage counters of this database were last reset: ISO 8601, or null when never. */
  readonly statsResetAt: string | null;
  /** pg_postmaster_start_time(), ISO 8601. */
  readonly startedAt: string | null;
  readonly inRecovery: boolean;
  readonly owner: string;
  /** pg_database.datcollversion as recorded (15 and later), null before and where the provider has no version. */
  readonly collationVersion: string | null;
  /** pg_database_collation_actual_version: what the library on this server says now. */
  readonly actualCollationVersion: string | null;
  /** age(datfrozenxid): transactions. */
  readonly frozenXidAge: number;
  /** mxid_age(datminmxid): multixacts. */
  readonly multixactAge: number;
  /** Standbys, subscribers and backups that stream from this server now: their reads are in no counter of this one. */
  readonly walSenders: number;
}

export interface OutdatedCollation extends ObjectName {
  readonly recordedVersion: string;
  readonly actualVersion: string;
}

export interface OrphanedTable extends ObjectName {
  /** age(relfrozenxid): transactions. */
  readonly frozenXidAge: number;
  readonly sizeBytes: number;
}

export interface Setting {
  readonly value: string;
  /** `8kB`, `ms`, … or null. */
  readonly unit: string | null;
  /** pg_settings.source: `default`, `configuration file`, `database`, … */
  readonly source: string;
}

export interface Extension {
  readonly name: string;
  readonly version: string;
  readonly schema: string;
  /** pg_available_extensions.default_version: what `ALTER EXTENSION … UPDATE` would install; null where its files are gone. */
  readonly defaultVersion?: string | null;
  /** Whether ALTER EXTENSION … SET SCHEMA can move it. */
  readonly relocatable?: boolean;
}

export interface Schema {
  readonly name: string;
  readonly owner: string;
  readonly comment: string | null;
  /** Whether the role may use it; objects in others are listed but cannot be read. */
  readonly usable: boolean;
  /** The extension it belongs to, or null. */
  readonly extension: string | null;
  /** Whether PUBLIC, that is every role, may create objects in it. */
  readonly publicCreate: boolean;
  readonly publicUsage: boolean;
  /** Whether its owner has default privileges (ALTER DEFAULT PRIVILEGES) for it, or for all schemas. */
  readonly defaultPrivileges: boolean;
}

/** A type that a user defined, enough to create it again. Array, row and extension types are left out. */
export type UserType =
  | { readonly schema: string; readonly name: string; readonly kind: 'enum'; readonly labels: readonly string[] }
  | {
      readonly schema: string;
      readonly name: string;
      readonly kind: 'domain';
      readonly baseType: string;
      readonly notNull: boolean;
      readonly default: string | null;
      /** Constraint definitions as pg_get_constraintdef gives them: `CHECK (…)`. */
      readonly checks: readonly string[];
    }
  | {
      readonly schema: string;
      readonly name: string;
      readonly kind: 'composite';
      readonly attributes: readonly { readonly name: string; readonly type: string }[];
    }
  | { readonly schema: string; readonly name: string; readonly kind: 'range'; readonly subtype: string }
  | { readonly schema: string; readonly name: string; readonly kind: 'other' };

/** A function that a user defined (no extension members, no aggregates). */
export interface UserFunction {
  readonly schema: string;
  readonly name: string;
  /** pg_get_function_identity_arguments: `a integer, b text`. */
  readonly arguments: string;
  readonly returns: string;
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** pg_get_functiondef, for SQL and PL/pgSQL; null for other languages, procedures included. */
  readonly definition: string | null;
  readonly kind: 'function' | 'procedure' | 'window';
  readonly owner: string;
  readonly comment: string | null;
  readonly securityDefiner: boolean;
  /** pg_proc.proconfig: its SET clauses, each `name=value`, such as `search_path=""`. */
  readonly configuration: readonly string[];
  /** Roles that may execute it, the owner included and sorted; `public` is every role. */
  readonly executableBy: readonly string[];
  /** BEGIN ATOMIC or RETURN (14): names in such a body were resolved once, whatever search_path is now. */
  readonly standardBody: boolean;
}

export interface UserCollation {
  readonly schema: string;
  readonly name: string;
  readonly provider: string;
  readonly locale: string | null;
  readonly deterministic: boolean;
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly startValue: string;
  readonly minValue: string;
  readonly maxValue: string;
  readonly increment: string;
  readonly cycle: boolean;
  /** null: never used, or no privilege to see it. */
  readonly lastValue: string | null;
  readonly ownedBy: ColumnName | null;
  readonly owner: string;
  readonly persistence: 'permanent' | 'unlogged';
  /** The extension that it is a member of, or null. */
  readonly extension: string | null;
  /** Whether the role may see lastValue (SELECT or USAGE): without, lastValue is null and says nothing. */
  readonly lastValueVisible: boolean;
  readonly cache: string;
  /** Whether ownedBy is an identity column, which no other default may use, or a serial or OWNED BY. */
  readonly identity: boolean;
  /** Columns whose default calls nextval on it; not identity columns, which have no default. */
  readonly usedBy: readonly ColumnName[];
}

export interface ColumnName {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

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

export interface Column {
  /** pg_attribute.attnum. */
  readonly number: number;
  readonly name: string;
  /** format_type: `numeric(15,2)`, `character varying(50)`, `public.mood[]`. */
  readonly type: string;
  /** format_type of the type under all domains, without typmod. */
  readonly baseType: string;
  /** pg_type.typlen: bytes, or -1 (varlena) or -2 (cstring). */
  readonly typeLength: number;
  /** pg_type.typalign: `c` 1, `s` 2, `i` 4, `d` 8 bytes. */
  readonly typeAlignment: 'c' | 's' | 'i' | 'd';
  readonly storage: 'plain' | 'external' | 'extended' | 'main';
  readonly notNull: boolean;
  /** pg_get_expr of the default, null without one; null too for generated columns, whose expression is in `generated`. */
  readonly default: string | null;
  readonly identity: 'always' | 'by-default' | null;
  readonly generated: { readonly kind: 'stored' | 'virtual'; readonly expression: string } | null;
  /** Only where it is not the type's default: the collation's name. */
  readonly collation: ObjectName | null;
  readonly comment: string | null;
  /** pg_attribute.attstattarget, null for the default. */
  readonly statisticsTarget: number | null;
  readonly statistics: ColumnStatistics | null;
  /** The statistics over inheritance children (pg_stats.inherited), for partitioned tables and inheritance parents. */
  readonly inheritedStatistics: ColumnStatistics | null;
}

/** One row of pg_stats; array columns hold PostgreSQL's text form (`{a,b}`), which is the same for every version. */
export interface ColumnStatistics {
  readonly nullFraction: number;
  /** Bytes. */
  readonly averageWidth: number;
  /** n_distinct: a count when positive, minus the fraction of rows when negative. */
  readonly distinct: number;
  readonly mostCommonValues: string | null;
  readonly mostCommonFrequencies: readonly number[] | null;
  readonly histogramBounds: string | null;
  readonly correlation: number | null;
  readonly mostCommonElements: string | null;
  readonly mostCommonElementFrequencies: readonly number[] | null;
  readonly elementCountHistogram: readonly number[] | null;
}

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
