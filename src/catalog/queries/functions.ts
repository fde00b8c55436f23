import { extensionMembers, isUserSchema, rolesWith } from './scope.ts';

export interface FunctionRow {
  [column: string]: unknown;
  schema: string;
  name: string;
  arguments: string;
  returns: string | null;
  language: string;
  volatility: string;
  definition: string | null;
  kind: string;
  owner: string;
  comment: string | null;
  security_definer: boolean;
  configuration: string[] | null;
  executable_by: string[];
  standard_body: boolean;
}

export function functionsQuery(version: number): string {
  // Bodies of the SQL standard came with 14.
  const standardBody = version >= 140_000 ? 'p.prosqlbody IS NOT NULL' : 'false';
  return `
SELECT n.nspname::text AS schema, p.proname::text AS name,
       pg_get_function_identity_arguments(p.oid) AS arguments,
       -- Procedures return nothing.
       pg_get_function_result(p.oid) AS returns,
       l.lanname::text AS language, p.provolatile::text AS volatility,
       CASE WHEN l.lanname IN ('sql', 'plpgsql') AND p.prokind = 'f' THEN pg_get_functiondef(p.oid) END AS definition,
       p.prokind::text AS kind, pg_get_userbyid(p.proowner)::text AS owner, d.description AS comment,
       p.prosecdef AS security_definer, array_to_json(p.proconfig) AS configuration,
       ${rolesWith('EXECUTE', 'p.proacl', 'f', 'p.proowner')} AS executable_by,
       ${standardBody} AS standard_body
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_language l ON l.oid = p.prolang
  LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
  LEFT JOIN ${extensionMembers('pg_proc')} e ON e.objid = p.oid
 WHERE ${isUserSchema('n.nspname')}
   AND e.objid IS NULL
   -- pg_get_functiondef refuses aggregates.
   AND p.prokind <> 'a'
 ORDER BY p.oid`;
}
