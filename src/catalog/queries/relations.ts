import type { ObjectName } from '../model.ts';
import { extensionMembers, isoTime, isUserSchema, rolesWith } from './scope.ts';

export interface RelationRow {
  [column: string]: unknown;
  oid: number;
  schema: string;
  name: string;
  kind: string;
  persistence: string;
  owner: string;
  comment: string | null;
  extension: string | null;
  readable: boolean;
  rls_hides: boolean;
  pages: number;
  tuples: number;
  all_visible: number;
  size: number | null;
  /** Heap and TOAST; the indexes' sizes are added, for pg_total_relation_size would ask the file system for them again. */
  table_size: number | null;
  options: string[] | null;
  tablespace: string | null;
  partition_key: string | null;
  partition: boolean;
  partition_bound: string | null;
  view_definition: string | null;
  row_security: boolean;
  row_security_forced: boolean;
  replica_identity: string;
  reads: ObjectName[] | null;
  readable_by: string[];
  toast_options: string[] | null;
  frozen_xid_age: number | null;
  multixact_age: number | null;
  /** The counters of pg_stat_all_tables, in the order of TableUsage; index scans are summed from the indexes. */
  usage: (number | string | null)[] | null;
}

/**
 * $1: oids to leave out, as LOCKED_RELATIONS gives them.
 * The counters come from the functions under pg_stat_all_tables: the view would join and group all indexes for it.
 */
export function relationsQuery(version: number): string {
  // last_seq_scan and n_tup_newpage_upd came with 16, n_ins_since_vacuum with 13.
  const newer = version >= 160_000;
  const lastScan = newer ? isoTime('pg_stat_get_lastscan(c.oid)') : 'NULL';
  const newPage = newer ? 'pg_stat_get_tuples_newpage_updated(c.oid)' : 'NULL';
  const insertedSince = version >= 130_000 ? 'pg_stat_get_ins_since_vacuum(c.oid)' : 'NULL';
  return `
SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       c.relpersistence::text AS persistence, pg_get_userbyid(c.relowner)::text AS owner,
       d.description AS comment, e.extname::text AS extension,
       has_table_privilege(c.oid, 'SELECT') AS readable,
       -- pg_stats shows nothing of a table whose row security applies to the role.
       CASE WHEN c.relrowsecurity THEN row_security_active(c.oid) ELSE false END AS rls_hides,
       c.relpages AS pages, c.reltuples::float8 AS tuples, c.relallvisible AS all_visible,
       -- Only these kinds have storage. NULL for a relation that was dropped since our snapshot.
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) END AS size,
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_table_size(c.oid) END AS table_size,
       array_to_json(c.reloptions) AS options, s.spcname::text AS tablespace,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       c.relispartition AS partition,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS view_definition,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS row_security_forced,
       c.relreplident::text AS replica_identity,
       CASE WHEN c.relkind IN ('v', 'm') THEN (
         SELECT json_agg(DISTINCT jsonb_build_object('schema', rn.nspname, 'name', rc.relname))
           FROM pg_rewrite w
           JOIN pg_depend wd ON wd.classid = 'pg_rewrite'::regclass AND wd.objid = w.oid
                AND wd.refclassid = 'pg_class'::regclass AND wd.refobjid <> c.oid
           JOIN pg_class rc ON rc.oid = wd.refobjid
           JOIN pg_namespace rn ON rn.oid = rc.relnamespace
          WHERE w.ev_class = c.oid) END AS reads,
       ${rolesWith('SELECT', 'c.relacl', 'r', 'c.relowner')} AS readable_by,
       array_to_json(toast.reloptions) AS toast_options,
       -- Kinds without rows have no frozen transaction (0). greatest() steps over NULL.
       greatest(CASE WHEN c.relfrozenxid <> '0' THEN age(c.relfrozenxid) END,
                CASE WHEN toast.relfrozenxid <> '0' THEN age(toast.relfrozenxid) END) AS frozen_xid_age,
       greatest(CASE WHEN c.relminmxid <> '0' THEN mxid_age(c.relminmxid) END,
                CASE WHEN toast.relminmxid <> '0' THEN mxid_age(toast.relminmxid) END) AS multixact_age,
       CASE WHEN c.relkind IN ('r', 'm', 'p') THEN json_build_array(
         pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),
         pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid),
         pg_stat_get_tuples_hot_updated(c.oid), pg_stat_get_live_tuples(c.oid), pg_stat_get_dead_tuples(c.oid),
         pg_stat_get_mod_since_analyze(c.oid),
         ${isoTime('pg_stat_get_last_analyze_time(c.oid)')}, ${isoTime('pg_stat_get_last_autoanalyze_time(c.oid)')},
         ${isoTime('pg_stat_get_last_vacuum_time(c.oid)')}, ${isoTime('pg_stat_get_last_autovacuum_time(c.oid)')},
         ${newPage}, ${insertedSince}, ${lastScan},
         pg_stat_get_vacuum_count(c.oid), pg_stat_get_autovacuum_count(c.oid),
         pg_stat_get_analyze_count(c.oid), pg_stat_get_autoanalyze_count(c.oid),
         pg_stat_get_blocks_hit(c.oid), pg_stat_get_blocks_fetched(c.oid) - pg_stat_get_blocks_hit(c.oid)) END AS usage
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
  LEFT JOIN ${extensionMembers('pg_class')} e ON e.objid = c.oid
  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
 WHERE ${isUserSchema('n.nspname')}
   -- Tables, partitioned tables, views, materialized views, foreign tables; not sequences, TOAST, composite types, indexes.
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND c.relpersistence <> 't'
   AND c.oid <> ALL ($1::oid[])
 ORDER BY n.nspname, c.relname`;
}
