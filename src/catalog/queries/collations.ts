import { extensionMembers, isUserSchema } from './scope.ts';

export interface CollationRow {
  [column: string]: unknown;
  schema: string;
  name: string;
  provider: string;
  locale: string | null;
  deterministic: boolean;
  version: string | null;
  actual_version: string | null;
  /** Whether a user made it. */
  own: boolean;
  /** Whether a column or an index has it. */
  used: boolean;
}

export function collationsQuery(version: number): string {
  // ICU's locale stood in collcollate up to 14, in colliculocale in 15 and 16, and stands in colllocale since 17.
  const icu = version >= 170_000 ? 'c.colllocale' : version >= 150_000 ? 'c.colliculocale' : 'NULL';
  return `
WITH used AS (
  SELECT DISTINCT a.attcollation AS oid
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   -- The default collation (100) is the database's, whose version is with the database.
   WHERE a.attcollation NOT IN (0, 100) AND a.attnum > 0 AND ${isUserSchema('n.nspname')}
)
SELECT n.nspname::text AS schema, c.collname::text AS name, c.collprovider::text AS provider,
       coalesce(${icu}::text, c.collcollate::text) AS locale,
       c.collisdeterministic AS deterministic,
       c.collversion AS version,
       CASE WHEN used.oid IS NOT NULL THEN pg_collation_actual_version(c.oid) END AS actual_version,
       ${isUserSchema('n.nspname')} AND e.objid IS NULL AS own,
       used.oid IS NOT NULL AS used
  FROM pg_collation c
  JOIN pg_namespace n ON n.oid = c.collnamespace
  LEFT JOIN ${extensionMembers('pg_collation')} e ON e.objid = c.oid
  LEFT JOIN used ON used.oid = c.oid
 WHERE (${isUserSchema('n.nspname')} AND e.objid IS NULL) OR used.oid IS NOT NULL
 ORDER BY n.nspname, c.collname`;
}
