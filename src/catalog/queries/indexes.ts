import { isoTime, isUserSchema } from './scope.ts';

export interface IndexRow {
  [column: string]: unknown;
  oid: number;
  relation: number;
  schema: string;
  name: string;
  method: string;
  definition: string;
  predicate: string | null;
  key_count: number;
  unique: boolean;
  nulls_not_distinct: boolean;
  primary: boolean;
  exclusion: boolean;
  immediate: boolean;
  valid: boolean;
  ready: boolean;
  live: boolean;
  replica_identity: boolean;
  clustered: boolean;
  in_build: boolean;
  options: string[] | null;
  tablespace: string | null;
  comment: string | null;
  pages: number;
  tuples: number;
  size: number | null;
  scans: number;
  last_scan: string | null;
  entries_read: number;
  blocks_hit: number;
  blocks_read: number;
}

/** $1: oids (of tables) to leave out. */
export function indexesQuery(version: number): string {
  // NULLS NOT DISTINCT came with 15, last_idx_scan with 16.
  const nullsNotDistinct = version >= 150_000 ? 'i.indnullsnotdistinct' : 'false';
  const lastScan = version >= 160_000 ? isoTime('pg_stat_get_lastscan(c.oid)') : 'NULL::text';
  return `
-- Which index another role's session builds is NULL without pg_read_all_stats; but all see its process, and the table
-- that this holds the lock of CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY on.
WITH unnamed_builds AS (
  SELECT l.relation
    FROM pg_stat_progress_create_index b
    JOIN pg_locks l ON l.pid = b.pid AND l.database = b.datid
   WHERE b.datname = current_database() AND b.relid IS NULL
     AND l.locktype = 'relation' AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
)
SELECT c.oid::int8 AS oid, i.indrelid::int8 AS relation, n.nspname::text AS schema, c.relname::text AS name,
       am.amname::text AS method, pg_get_indexdef(c.oid) AS definition,
       pg_get_expr(i.indpred, i.indrelid) AS predicate,
       i.indnkeyatts::int AS key_count, i.indisunique AS unique, ${nullsNotDistinct} AS nulls_not_distinct,
       i.indisprimary AS primary, i.indisexclusion AS exclusion, i.indimmediate AS immediate,
       i.indisvalid AS valid, i.indisready AS ready, i.indislive AS live,
       i.indisreplident AS replica_identity, i.indisclustered AS clustered,
       building.index_relid IS NOT NULL OR NOT i.indisvalid AND i.indrelid IN (SELECT relation FROM unnamed_builds) AS in_build,
       array_to_json(c.reloptions) AS options, s.spcname::text AS tablespace, d.description AS comment,
       c.relpages AS pages, c.reltuples::float8 AS tuples,
       -- A partitioned index ('I') stores nothing. NULL when dropped since our snapshot.
       CASE WHEN c.relkind = 'i' THEN pg_relation_size(c.oid) END AS size,
       pg_stat_get_numscans(c.oid) AS scans, ${lastScan} AS last_scan,
       pg_stat_get_tuples_returned(c.oid) AS entries_read, pg_stat_get_blocks_hit(c.oid) AS blocks_hit,
       pg_stat_get_blocks_fetched(c.oid) - pg_stat_get_blocks_hit(c.oid) AS blocks_read
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_am am ON am.oid = c.relam
  LEFT JOIN (SELECT DISTINCT index_relid FROM pg_stat_progress_create_index WHERE datname = current_database()) building
         ON building.index_relid = c.oid
  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
 WHERE ${isUserSchema('n.nspname')}
   -- Indexes of TOAST tables live in pg_toast; 't' is a temporary table's.
   AND t.relkind IN ('r', 'p', 'm') AND t.relpersistence <> 't' AND t.oid <> ALL ($1::oid[])
 ORDER BY i.indrelid, c.relname`;
}
