import { isUserSchema } from './scope.ts';

export interface PolicyRow {
  [column: string]: unknown;
  relation: number;
  name: string;
  /** pg_policy.polcmd: `*` is all. */
  command: string;
  permissive: boolean;
  roles: string[];
  using: string | null;
  check: string | null;
}

/** $1: oids (of tables) to leave out. */
export const POLICIES = `
SELECT p.polrelid::int8 AS relation, p.polname::text AS name, p.polcmd::text AS command, p.polpermissive AS permissive,
       -- Role 0 is PUBLIC.
       (SELECT json_agg(DISTINCT CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END) FROM unnest(p.polroles) r) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
  FROM pg_policy p
  JOIN pg_class c ON c.oid = p.polrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE ${isUserSchema('n.nspname')} AND c.relpersistence <> 't' AND c.oid <> ALL ($1::oid[])
 ORDER BY p.polrelid, p.polname`;
