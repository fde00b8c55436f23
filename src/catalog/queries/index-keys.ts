import { isUserSchema } from './scope.ts';

export interface IndexKeyRow {
  [column: string]: unknown;
  index: number;
  /** From 1; beyond the index's key count: included columns. */
  position: number;
  /** Of the index's own attribute: what pg_stats calls an expression. */
  attribute: string;
  /** attnum of the table's column, 0 for an expression. */
  column: number;
  expression: string | null;
  /** Of the index's attribute, for an expression. */
  type: string | null;
  operator_class: string | null;
  collation_schema: string | null;
  collation: string | null;
  /** indoption: 1 is DESC, 2 is NULLS FIRST. */
  option: number;
}

/** $1: oids (of tables) to leave out. */
export function indexKeysQuery(version: number): string {
  // Operator class parameters came with 13, in the attoptions of the index's attribute; such a class is always named.
  const options =
    version >= 130_000
      ? `(SELECT string_agg(quote_ident(split_part(o, '=', 1)) || '=' || quote_literal(substr(o, strpos(o, '=') + 1)), ', ' ORDER BY k)
            FROM unnest(a.attoptions) WITH ORDINALITY u (o, k))`
      : 'NULL::text';
  return `
SELECT i.indexrelid::int8 AS index, a.attnum::int AS position, a.attname::text AS attribute,
       i.indkey[a.attnum - 1]::int AS column,
       CASE WHEN i.indkey[a.attnum - 1] = 0 THEN pg_get_indexdef(i.indexrelid, a.attnum, false) END AS expression,
       CASE WHEN i.indkey[a.attnum - 1] = 0 THEN format_type(a.atttypid, a.atttypmod) END AS type,
       CASE WHEN opc.oid IS NULL THEN NULL
            WHEN opc.opcdefault AND a.attoptions IS NULL AND better.oid IS NULL THEN NULL
            ELSE CASE WHEN opn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(opn.nspname) || '.' END
                 || quote_ident(opc.opcname) || coalesce(' (' || ${options} || ')', '') END AS operator_class,
       cn.nspname::text AS collation_schema, co.collname::text AS collation,
       i.indoption[a.attnum - 1]::int AS option
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum > 0
  -- The column's own type: an index's attribute may have its operator class's storage type (gin, gist).
  LEFT JOIN pg_attribute ta ON ta.attrelid = i.indrelid AND ta.attnum = i.indkey[a.attnum - 1] AND ta.attnum <> 0
  JOIN pg_type ty ON ty.oid = coalesce(ta.atttypid, a.atttypid)
  -- Included columns have neither operator class nor collation: beyond the vectors' ends, NULL.
  LEFT JOIN pg_opclass opc ON opc.oid = i.indclass[a.attnum - 1] AND a.attnum <= i.indnkeyatts
  LEFT JOIN pg_namespace opn ON opn.oid = opc.opcnamespace
  -- A class may be the default of a binary-compatible type, and not of this one (oid_ops on an int4 column).
  LEFT JOIN pg_opclass better ON better.opcmethod = c.relam AND better.opcdefault
        AND better.opcintype = ty.oid AND better.oid <> opc.oid AND opc.opcintype <> ty.oid
  LEFT JOIN pg_collation co ON a.attnum <= i.indnkeyatts AND co.oid = i.indcollation[a.attnum - 1]
        AND co.oid <> coalesce(ta.attcollation, ty.typcollation)
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
 WHERE ${isUserSchema('n.nspname')}
   AND t.relkind IN ('r', 'p', 'm') AND t.relpersistence <> 't' AND t.oid <> ALL ($1::oid[])
 ORDER BY i.indexrelid, a.attnum`;
}
