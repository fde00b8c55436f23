import { isUserSchema } from './scope.ts';

export interface TriggerRow {
  [column: string]: unknown;
  relation: number;
  name: string;
  function_schema: string;
  function: string;
  /** pg_trigger.tgenabled. */
  enabled: string;
  internal: boolean;
  constraint: string | null;
  inherited: boolean;
}

/** $1: oids (of tables) to leave out. */
export function triggersQuery(version: number): string {
  // Up to 14 a partition's copy is marked internal; tgparentid came with 13.
  const inherited = version >= 130_000 ? 't.tgparentid <> 0' : '(t.tgisinternal AND t.tgconstraint = 0)';
  const internal = version >= 150_000 ? 't.tgisinternal' : `(t.tgisinternal AND con.contype IN ('f', 'p', 'u', 'x'))`;
  return `
SELECT t.tgrelid::int8 AS relation, t.tgname::text AS name,
       fn.nspname::text AS function_schema, f.proname::text AS function, t.tgenabled::text AS enabled,
       coalesce(${internal}, false) AS internal, con.conname::text AS constraint, ${inherited} AS inherited
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc f ON f.oid = t.tgfoid
  JOIN pg_namespace fn ON fn.oid = f.pronamespace
  LEFT JOIN pg_constraint con ON con.oid = t.tgconstraint
 WHERE ${isUserSchema('n.nspname')} AND c.relpersistence <> 't' AND c.oid <> ALL ($1::oid[])
   -- Every foreign key has four of the system's: only what somebody changed is news.
   AND NOT (t.tgisinternal AND t.tgconstraint <> 0 AND t.tgenabled = 'O')
 ORDER BY t.tgrelid, t.tgname`;
}
