export interface ExtensionRow {
  [column: string]: unknown;
  name: string;
  version: string;
  schema: string;
  defaultVersion: string | null;
  relocatable: boolean;
}

export const EXTENSIONS = `
SELECT e.extname::text AS name, e.extversion AS version, n.nspname::text AS schema,
       a.default_version AS "defaultVersion", e.extrelocatable AS relocatable
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_available_extensions() a ON a.name = e.extname
 ORDER BY e.extname`;
