import { extensionMembers, isUserSchema } from './scope.ts';

export interface SequenceRow {
  [column: string]: unknown;
  schema: string;
  name: string;
  type: string;
  start_value: string;
  min_value: string;
  max_value: string;
  increment: string;
  cycle: boolean;
  last_value: string | null;
  visible: boolean;
  table_schema: string | null;
  table_name: string | null;
  column_name: string | null;
  owner: string;
  persistence: string;
  extension: string | null;
  cache: string;
  identity: boolean;
  used_by: { schema: string; table: string; column: string }[] | null;
}

export const SEQUENCES = `
SELECT n.nspname::text AS schema, c.relname::text AS name, format_type(s.seqtypid, NULL) AS type,
       s.seqstart::text AS start_value, s.seqmin::text AS min_value, s.seqmax::text AS max_value,
       s.seqincrement::text AS increment, s.seqcycle AS cycle,
       -- The function raises an error without the privilege, and for an unlogged sequence (15) on a standby.
       CASE WHEN has_sequence_privilege(c.oid, 'SELECT, USAGE') AND NOT (c.relpersistence <> 'p' AND pg_is_in_recovery())
            THEN pg_sequence_last_value(c.oid)::text END AS last_value,
       has_sequence_privilege(c.oid, 'SELECT, USAGE') AS visible,
       tn.nspname::text AS table_schema, t.relname::text AS table_name, a.attname::text AS column_name,
       pg_get_userbyid(c.relowner)::text AS owner, c.relpersistence::text AS persistence, e.extname::text AS extension,
       s.seqcache::text AS cache, coalesce(d.deptype = 'i', false) AS identity,
       -- A default that calls nextval('…'::regclass) depends on the sequence; with a text argument nothing is known.
       (SELECT json_agg(json_build_object('schema', un.nspname, 'table', u.relname, 'column', ua.attname)
                        ORDER BY un.nspname, u.relname, ua.attnum)
          FROM pg_depend ud
          JOIN pg_attrdef f ON f.oid = ud.objid
          JOIN pg_class u ON u.oid = f.adrelid
          JOIN pg_namespace un ON un.oid = u.relnamespace
          JOIN pg_attribute ua ON ua.attrelid = f.adrelid AND ua.attnum = f.adnum
         WHERE ud.refclassid = 'pg_class'::regclass AND ud.refobjid = c.oid
           AND ud.classid = 'pg_attrdef'::regclass AND u.relpersistence <> 't') AS used_by
  FROM pg_sequence s
  JOIN pg_class c ON c.oid = s.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  -- OWNED BY is an auto dependency ('a'), an identity column an internal one ('i').
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class t ON t.oid = d.refobjid
  LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  LEFT JOIN ${extensionMembers('pg_class')} e ON e.objid = c.oid
 WHERE ${isUserSchema('n.nspname')} AND c.relpersistence <> 't'
 ORDER BY n.nspname, c.relname`;
