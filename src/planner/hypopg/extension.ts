import type { Session } from '../../connection/model.ts';
import { UserError } from '../../errors.ts';
import { quoteIdentifier } from '../../sql/quote.ts';

export interface HypopgExtension {
  readonly version: string;
  /** Quoted. */
  readonly schema: string;
  /** hypopg_hide_index() came with 1.4. */
  readonly canHide: boolean;
}

/** @throws UserError when the database lacks it: what is installed there is not ours to change. */
export async function findHypopg(session: Session): Promise<HypopgExtension> {
  const [found] = await session.query<{ schema: string; version: string; can_hide: boolean }>(
    `SELECT n.nspname AS schema, e.extversion AS version,
            EXISTS (SELECT FROM pg_proc WHERE pronamespace = e.extnamespace AND proname = 'hypopg_hide_index') AS can_hide
     FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname = 'hypopg'`,
  );
  if (!found) {
    throw new UserError('--planner hypopg needs the extension hypopg, and this database does not have it', {
      hint: 'run `CREATE EXTENSION hypopg` there (the server needs its package), or leave --planner out',
    });
  }
  return { version: found.version, schema: quoteIdentifier(found.schema), canHide: found.can_hide };
}
