import type { Session } from '../connection/model.ts';
import { UserError } from '../errors.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';
import type { VerifyTarget } from './model.ts';

/**
 * What would make every build fail is told before anything is run.
 * @throws UserError on a standby, and where the role may not create an index
 */
export async function preflight(session: Session, targets: readonly VerifyTarget[]): Promise<void> {
  const [server] = await session.query<{ standby: boolean; role: string }>(
    'SELECT pg_is_in_recovery() AS standby, current_user::text AS role',
  );
  if (server?.standby) {
    throw new UserError('this server is a standby, on which no index can be built', {
      hint: 'Run verify against the primary, or a copy that can be written to',
    });
  }
  const tables = new Map(targets.map(({ definition }) => [quoteQualified(definition.relation), definition.relation]));
  for (const [table, { schema }] of tables) {
    const [found] = await session.query<{ owner: string; isowner: boolean; maycreate: boolean }>(
      `SELECT pg_get_userbyid(relowner)::text AS owner, pg_has_role(relowner, 'USAGE') AS isowner,
         has_schema_privilege(relnamespace, 'CREATE') AS maycreate
       FROM pg_class WHERE oid = to_regclass($1)`,
      [table],
    );
    const role = quoteIdentifier(server?.role ?? '');
    if (!found) throw new UserError(`${table} does not exist in this database, or role ${role} may not see it`);
    if (!found.isowner) {
      throw new UserError(`role ${role} does not own ${table}, so it cannot build an index on it`, {
        hint: `Connect as ${quoteIdentifier(found.owner)}, or as a member of it`,
      });
    }
    if (!found.maycreate) {
      throw new UserError(`role ${role} may not create anything in schema ${quoteIdentifier(schema)}`, {
        hint: `GRANT CREATE ON SCHEMA ${quoteIdentifier(schema)} TO ${role}`,
      });
    }
  }
}
