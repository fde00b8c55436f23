/**
 * What a database is: the value that introspection returns, that a snapshot file holds and that every later stage
 * reads. Plain JSON: a Catalog survives JSON.parse(JSON.stringify(catalog)) unchanged.
 */
import type { ObjectName } from './model/names.ts';
import type { Sequence, UserCollation, UserFunction, UserType } from './model/objects.ts';
import type { Relation } from './model/relation.ts';

export type * from './model/names.ts';
export type * from './model/objects.ts';
export type * from './model/column.ts';
export type * from './model/indexes.ts';
export type * from './model/relation.ts';

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
  /** Invalid indexes of TOAST tables that are not being built: what a REINDEX CONCURRENTLY of their table left. */
  readonly invalidToastIndexes: readonly ToastIndex[];
  /** Names of the roles that are superusers. */
  readonly superusers: readonly string[];
  /** Names of the roles with BYPASSRLS that are none. Left out in snapshots of before it was read. */
  readonly bypassRowSecurity?: readonly string[];
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
  /**
   * Whether B-trees merge equal keys of type character(n), since PostgreSQL 13; some minor releases do not (15.20 is one). Left out in
   * snapshots of before it was read.
   */
  readonly deduplicatesCharacter?: boolean;
}

export interface ToastIndex {
  /** The table whose long values it finds, and that table's schema. */
  readonly schema: string;
  readonly table: string;
  /** In the schema pg_toast. */
  readonly name: string;
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
