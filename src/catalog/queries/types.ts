import { extensionMembers, isUserSchema } from './scope.ts';

export interface TypeRow {
  [column: string]: unknown;
  schema: string;
  name: string;
  /** pg_type.typtype. */
  type: string;
  labels: string[] | null;
  base_type: string | null;
  not_null: boolean;
  default: string | null;
  checks: string[] | null;
  attributes: { name: string; type: string }[] | null;
  subtype: string | null;
}

export const TYPES = `
SELECT n.nspname::text AS schema, t.typname::text AS name, t.typtype::text AS type,
       (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid) AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base_type,
       t.typnotnull AS not_null, t.typdefault AS default,
       -- Since 17 a domain's NOT NULL has a row in pg_constraint too (contype 'n'): it is in not_null already.
       (SELECT json_agg(pg_get_constraintdef(c.oid) ORDER BY c.conname) FROM pg_constraint c
         WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
       (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) AS subtype
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  LEFT JOIN ${extensionMembers('pg_type')} e ON e.objid = t.oid
 WHERE ${isUserSchema('n.nspname')}
   AND e.objid IS NULL
   -- Every table has a row type; only CREATE TYPE … AS makes a type of its own.
   AND (t.typtype <> 'c' OR c.relkind = 'c')
   -- Since 14 every range type brings its multirange.
   AND t.typtype <> 'm'
   -- Every type brings its array type.
   AND NOT EXISTS (SELECT 1 FROM pg_type element WHERE element.typarray = t.oid)
 ORDER BY t.oid`;
