/** What the catalog leaves out everywhere, as SQL conditions. */

/**
 * A schema that users fill. pg_toast* and pg_temp_* / pg_toast_temp_* are the system's: their objects follow tables that are
 * listed, or vanish with a session (temporary tables, which autovacuum never analyses either). `pg_` is reserved since
 * PostgreSQL 7.3, so no user's schema is lost. information_schema is the one system schema without the prefix.
 */
export function isUserSchema(schema: string): string {
  return `${schema} !~ '^pg_' AND ${schema} <> 'information_schema'`;
}

/** ISO 8601 in UTC, to the millisecond; `infinity` would be null. */
export function isoTime(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Members of extensions (pg_depend.deptype 'e'), one row for each object of a system catalog. */
export function extensionMembers(catalog: string): string {
  return `(SELECT member.objid, extension.extname
             FROM pg_depend member JOIN pg_extension extension ON extension.oid = member.refobjid
            WHERE member.classid = '${catalog}'::regclass AND member.objsubid = 0
              AND member.refclassid = 'pg_extension'::regclass AND member.deptype = 'e')`;
}

/**
 * Names of the roles to whom an object's access list gives a privilege, as JSON, sorted, PUBLIC as `public` (a name that no
 * role can have). Members of those roles, and superusers, have it too and are not listed.
 * @param objectType as acldefault() takes it, for objects without a list: `r` relation, `f` function
 */
export function rolesWith(privilege: string, acl: string, objectType: string, owner: string): string {
  return `(SELECT coalesce(json_agg(DISTINCT CASE WHEN g.grantee = 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END), '[]')
             FROM aclexplode(coalesce(${acl}, acldefault('${objectType}', ${owner}))) g
            WHERE g.privilege_type = '${privilege}')`;
}
