import { isUserSchema } from './scope.ts';

export interface ColumnRow {
  [column: string]: unknown;
  relation: number;
  number: number;
  name: string;
  type: string;
  base_type: string;
  type_length: number;
  type_alignment: string;
  storage: string;
  not_null: boolean;
  default: string | null;
  identity: string;
  generated: string;
  collation_schema: string | null;
  collation: string | null;
  comment: string | null;
  statistics_target: number | null;
}

/** $1: oids to leave out. */
export const COLUMNS = `
WITH RECURSIVE base (oid, base, typmod) AS (
  SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
  UNION ALL
  -- Domains over domains.
  SELECT base.oid, t.typbasetype, t.typtypmod FROM base JOIN pg_type t ON t.oid = base.base WHERE t.typtype = 'd'
), bottom AS (
  SELECT base.oid, base.base FROM base JOIN pg_type t ON t.oid = base.base WHERE t.typtype <> 'd'
)
SELECT a.attrelid::int8 AS relation, a.attnum::int AS number, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       format_type(coalesce(b.base, a.atttypid), NULL) AS base_type,
       a.attlen::int AS type_length, a.attalign::text AS type_alignment, a.attstorage::text AS storage,
       a.attnotnull AS not_null,
       pg_get_expr(f.adbin, f.adrelid) AS default,
       a.attidentity::text AS identity, a.attgenerated::text AS generated,
       cn.nspname::text AS collation_schema, co.collname::text AS collation,
       d.description AS comment,
       -- Up to 16 the default is -1, since 17 NULL.
       nullif(a.attstattarget, -1)::int AS statistics_target
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN bottom b ON b.oid = a.atttypid
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
  LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
 WHERE ${isUserSchema('n.nspname')}
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND c.oid <> ALL ($1::oid[])
   -- System columns are below 0; a dropped column keeps its row, with no type (the join on pg_type would lose it too).
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum`;
