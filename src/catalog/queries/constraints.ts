import { isUserSchema } from './scope.ts';

export interface ConstraintRow {
  [column: string]: unknown;
  relation: number;
  name: string;
  type: string;
  /** attnums; null for a check over no column. */
  columns: number[] | null;
  definition: string;
  validated: boolean;
  enforced: boolean;
  deferrable: boolean;
  deferred: boolean;
  index: string | null;
  index_oid: number;
  referenced: number;
  referenced_columns: number[] | null;
  on_delete: string;
  on_update: string;
  match: string;
  inherited: boolean;
  comment: string | null;
  period: boolean;
}

/** $1: oids (of tables) to leave out. */
export function constraintsQuery(version: number): string {
  // NOT ENFORCED came with 18.
  const enforced = version >= 180_000 ? 'con.conenforced' : 'true';
  // Temporal keys came with 18 too.
  const period = version >= 180_000 ? 'con.conperiod' : 'false';
  return `
SELECT con.conrelid::int8 AS relation, con.conname::text AS name, con.contype::text AS type,
       array_to_json(con.conkey) AS columns, pg_get_constraintdef(con.oid) AS definition,
       con.convalidated AS validated, ${enforced} AS enforced,
       con.condeferrable AS deferrable, con.condeferred AS deferred,
       ix.relname::text AS index, con.conindid::int8 AS index_oid,
       con.confrelid::int8 AS referenced, array_to_json(con.confkey) AS referenced_columns,
       con.confdeltype::text AS on_delete, con.confupdtype::text AS on_update, con.confmatchtype::text AS match,
       con.conparentid <> 0 AS inherited, d.description AS comment, ${period} AS period
  FROM pg_constraint con
  JOIN pg_class c ON c.oid = con.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class ix ON ix.oid = con.conindid
  LEFT JOIN pg_description d ON d.objoid = con.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
 WHERE ${isUserSchema('n.nspname')}
   -- Constraints of domains have conrelid 0, and are with their types.
   AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND c.oid <> ALL ($1::oid[])
   -- A foreign key to a partitioned table has one more row for each partition of the referenced table, on the same
   -- referencing table (12 to 17: with a generated name): children of the one that was declared.
   AND NOT (con.contype = 'f' AND con.conparentid <> 0 AND EXISTS (
     SELECT 1 FROM pg_constraint parent WHERE parent.oid = con.conparentid AND parent.conrelid = con.conrelid))
 ORDER BY con.conrelid, con.conname`;
}
