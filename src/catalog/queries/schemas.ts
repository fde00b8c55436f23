import { extensionMembers, isUserSchema } from './scope.ts';

export interface SchemaRow {
  [column: string]: unknown;
  name: string;
  owner: string;
  comment: string | null;
  usable: boolean;
  extension: string | null;
  public_create: boolean;
  public_usage: boolean;
  default_privileges: boolean;
}

export const SCHEMAS = `
SELECT n.nspname::text AS name, pg_get_userbyid(n.nspowner)::text AS owner,
       d.description AS comment,
       has_schema_privilege(n.oid, 'USAGE') AS usable,
       e.extname::text AS extension,
       acl.creates AS public_create, acl.uses AS public_usage,
       EXISTS (SELECT 1 FROM pg_default_acl a
                WHERE a.defaclrole = n.nspowner AND a.defaclnamespace IN (0, n.oid)) AS default_privileges
  FROM pg_namespace n
  LEFT JOIN pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
  LEFT JOIN ${extensionMembers('pg_namespace')} e ON e.objid = n.oid
  CROSS JOIN LATERAL (
    -- Grantee 0 is PUBLIC. Without grants the list is NULL, and acldefault says what that means.
    SELECT coalesce(bool_or(g.privilege_type = 'CREATE'), false) AS creates,
           coalesce(bool_or(g.privilege_type = 'USAGE'), false) AS uses
      FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g WHERE g.grantee = 0) acl
 WHERE ${isUserSchema('n.nspname')}
 ORDER BY n.nspname`;
