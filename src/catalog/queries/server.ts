import type { OrphanedTable, ToastIndex } from '../model.ts';
import { isoTime, isUserSchema } from './scope.ts';

export interface ServerRow {
  [column: string]: unknown;
  name: string;
  version: string;
  version_num: number;
  encoding: string;
  collate: string;
  ctype: string;
  locale_provider: string;
  icu_locale: string | null;
  stats_reset: string | null;
  started: string | null;
  in_recovery: boolean;
  owner: string;
  collation_version: string | null;
  actual_collation_version: string | null;
  frozen_xid_age: number;
  multixact_age: number;
  wal_senders: number;
  deduplicates_character: boolean;
  superusers: string[];
  bypass_row_security: string[];
  orphaned_temporary: OrphanedTable[];
  invalid_toast: ToastIndex[];
  role: string;
  superuser: boolean;
  search_path: string[];
  taken: string;
}

/** Must be asked before the session's search_path is emptied. */
export function serverQuery(version: number): string {
  // datlocprovider came with 15 (before: libc only); daticulocale of 15 and 16 became datlocale in 17.
  const provider = version >= 150_000 ? 'd.datlocprovider::text' : `'c'`;
  const locale = version >= 170_000 ? 'd.datlocale::text' : version >= 150_000 ? 'd.daticulocale::text' : 'NULL::text';
  const recorded = version >= 150_000 ? 'd.datcollversion' : 'NULL::text';
  const actual = version >= 150_000 ? 'pg_database_collation_actual_version(d.oid)' : 'NULL::text';
  // Minor releases differ: 15.18 and 18.4 say true, 15.20 false.
  const deduplicates = version >= 130_000 ? `btequalimage('bpchar'::regtype)` : 'false';
  // The number in pg_temp_N is the session's; up to 15 pg_stat_get_backend_idset counts something else.
  const orphaned =
    version >= 160_000
      ? `(SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname,
                 'frozenXidAge', age(c.relfrozenxid), 'sizeBytes', coalesce(pg_relation_size(c.oid), 0)) ORDER BY n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relpersistence = 't' AND c.relkind = 'r' AND n.nspname ~ '^pg_temp_[0-9]+$'
             AND NOT EXISTS (SELECT 1 FROM pg_stat_get_backend_idset() b WHERE n.nspname = 'pg_temp_' || b))`
      : 'NULL::json';
  return `
SELECT d.datname::text AS name,
       current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS version_num,
       pg_encoding_to_char(d.encoding)::text AS encoding,
       d.datcollate::text AS collate,
       d.datctype::text AS ctype,
       ${provider} AS locale_provider,
       ${locale} AS icu_locale,
       ${isoTime('pg_stat_get_db_stat_reset_time(d.oid)')} AS stats_reset,
       ${isoTime('pg_postmaster_start_time()')} AS started,
       pg_is_in_recovery() AS in_recovery,
       pg_get_userbyid(d.datdba)::text AS owner,
       ${recorded} AS collation_version, ${actual} AS actual_collation_version,
       age(d.datfrozenxid) AS frozen_xid_age, mxid_age(d.datminmxid) AS multixact_age,
       (SELECT count(*)::int FROM pg_stat_get_wal_senders()) AS wal_senders,
       ${deduplicates} AS deduplicates_character,
       (SELECT json_agg(rolname ORDER BY rolname) FROM pg_roles WHERE rolsuper) AS superusers,
       (SELECT coalesce(json_agg(rolname ORDER BY rolname), '[]') FROM pg_roles WHERE rolbypassrls AND NOT rolsuper) AS bypass_row_security,
       coalesce(${orphaned}, '[]') AS orphaned_temporary,
       (SELECT coalesce(json_agg(json_build_object('schema', tn.nspname, 'table', t.relname, 'name', c.relname)
                                 ORDER BY tn.nspname, t.relname, c.relname), '[]')
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_class t ON t.reltoastrelid = i.indrelid
          JOIN pg_namespace tn ON tn.oid = t.relnamespace
         WHERE NOT i.indisvalid AND t.relpersistence <> 't' AND ${isUserSchema('tn.nspname')}
           AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p
                            WHERE p.index_relid = i.indexrelid AND p.datid = d.oid)) AS invalid_toast,
       current_user::text AS role,
       current_setting('is_superuser') = 'on' AS superuser,
       array_to_json(current_schemas(false)::text[]) AS search_path,
       ${isoTime('clock_timestamp()')} AS taken
  FROM pg_database d
 WHERE d.datname = current_database()`;
}
