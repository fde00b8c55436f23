import type { Session } from '../connection/model.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { inspect, UnsafeStatementError, type Inspection } from './inspect.ts';

/**
 * Whether a statement that came from a log may be executed, in a read-only transaction that is rolled back. What
 * read-only does not stop (pg_sleep, pg_terminate_backend, dblink_exec, set_config, advisory locks, …) are volatile
 * functions: none may be called, neither by name nor as an operator, nor by a view. Functions of other roles may not
 * either, as a stable one may call volatile ones with the rights of who runs it; a superuser's are trusted.
 * @returns the number of parameters that it takes
 * @throws UnsafeStatementError
 */
export async function vet(session: Session, sql: string): Promise<number> {
  const inspection = inspect(sql);
  await vetDeep(session, inspection, new Set());
  return inspection.parameters;
}

async function vetDeep(session: Session, inspection: Inspection, seen: Set<string>): Promise<void> {
  for (const name of inspection.functions) await vetFunction(session, name, seen);
  await vetOperators(session, inspection.operators);
  await vetFields(session, inspection.fields);
  for (const name of inspection.relations) await vetRelation(session, name, seen);
}

const TRUSTED = `(p.provolatile <> 'v' AND (r.rolsuper OR r.rolname = current_user))`;

async function vetFunction(session: Session, path: readonly string[], seen: Set<string>): Promise<void> {
  const shown = path.map(quoteIdentifier).join('.');
  if (seen.has(`${shown}()`)) return;
  seen.add(`${shown}()`);
  const schema = path.length > 1 ? path.at(-2) : null;
  const rows = await session.query<{ volatile: boolean; trusted: boolean }>(
    `SELECT p.provolatile = 'v' AS volatile, ${TRUSTED} AS trusted
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
     WHERE p.proname = $1 AND CASE WHEN $2::text IS NULL THEN pg_function_is_visible(p.oid) ELSE n.nspname = $2 END`,
    [path.at(-1), schema],
  );
  if (rows.length === 0) throw new UnsafeStatementError(`it calls ${shown}(), which this database does not have`);
  if (rows.some((row) => row.volatile)) throw new UnsafeStatementError(`it calls ${shown}(), which is volatile`);
  if (rows.some((row) => !row.trusted)) {
    throw new UnsafeStatementError(`it calls ${shown}(), which another role owns`);
  }
}

async function vetOperators(session: Session, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const [unsafe] = await session.query<{ name: string }>(
    `SELECT o.oprname::text AS name
     FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode JOIN pg_roles r ON r.oid = p.proowner
     WHERE o.oprname::text IN (SELECT json_array_elements_text($1::text::json)) AND NOT ${TRUSTED} LIMIT 1`,
    [JSON.stringify(names)],
  );
  if (unsafe) throw new UnsafeStatementError(`operator ${unsafe.name} is volatile, or another role's, in some schema`);
}

/** `a.b` calls b(a) where a has no column b and a function b takes a's row type. */
async function vetFields(session: Session, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const [unsafe] = await session.query<{ name: string }>(
    `SELECT p.proname::text AS name
     FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_type t ON t.oid = p.proargtypes[0]
     WHERE p.pronargs = 1 AND (t.typtype = 'c' OR t.oid = 'record'::regtype) AND NOT ${TRUSTED}
       AND p.proname::text IN (SELECT json_array_elements_text($1::text::json)) LIMIT 1`,
    [JSON.stringify(names)],
  );
  if (unsafe) throw new UnsafeStatementError(`it may call ${quoteIdentifier(unsafe.name)}() by field notation`);
}

async function vetRelation(session: Session, path: readonly string[], seen: Set<string>): Promise<void> {
  const name = path.map(quoteIdentifier).join('.');
  if (seen.has(name)) return;
  seen.add(name);
  const [relation] = await session.query<{ kind: string; definition: string | null }>(
    `SELECT relkind::text AS kind, CASE WHEN relkind = 'v' THEN pg_get_viewdef(oid) END AS definition
     FROM pg_class WHERE oid = to_regclass($1)`,
    [name],
  );
  // Of a name that is no relation, the server will tell; most are WITH queries.
  if (relation?.kind === 'f') throw new UnsafeStatementError(`it reads ${name}, a foreign table`);
  if (relation?.definition) await vetDeep(session, inspect(relation.definition), seen);
}
