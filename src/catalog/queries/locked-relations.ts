import { isUserSchema } from './scope.ts';

export interface LockedRelationRow {
  [column: string]: unknown;
  oid: number;
  schema: string;
  name: string;
}

/**
 * Relations that another session holds, or waits for, with ACCESS EXCLUSIVE (ALTER TABLE, TRUNCATE, VACUUM FULL), tables
 * of which an index is so locked, and views that read them. Sizes (try_relation_open) and everything that deparses an
 * expression (pg_get_expr, pg_get_indexdef, pg_get_viewdef: set_relation_column_names) take an ACCESS SHARE lock, and
 * would queue behind it until our lock_timeout.
 */
export const LOCKED_RELATIONS = `
WITH RECURSIVE locked (oid) AS (
  SELECT coalesce(i.indrelid, l.relation)
    FROM pg_locks l
    LEFT JOIN pg_index i ON i.indexrelid = l.relation
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.pid <> pg_backend_pid()
  UNION
  SELECT r.ev_class
    FROM locked
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = locked.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid
)
SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS name
  FROM locked JOIN pg_class c ON c.oid = locked.oid JOIN pg_namespace n ON n.oid = c.relnamespace
 -- Every view depends on its own rules, and is found here only when what it reads is locked.
 WHERE ${isUserSchema('n.nspname')} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY 2, 3`;
