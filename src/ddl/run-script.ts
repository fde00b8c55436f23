import { quoteIdentifier } from '../sql/quote.ts';
import type { ScriptStatement } from './script.ts';

export interface FailedStatement extends ScriptStatement {
  readonly reason: string;
}

interface Executor {
  exec(sql: string): Promise<unknown>;
}

/** Statements sent at once; they share a transaction. */
const BATCH = 100;
/** Roles that one statement may name. */
const MOST_ROLES = 20;

/**
 * Runs every statement, in order, and returns those that failed: none stops the others. A role that is missing is made, as a
 * dump of one database names roles of the whole server.
 */
export async function runStatements(db: Executor, statements: readonly ScriptStatement[]): Promise<FailedStatement[]> {
  const failed: FailedStatement[] = [];
  for (let start = 0; start < statements.length; start += BATCH) {
    const batch = statements.slice(start, start + BATCH);
    if ((await attempt(db, batch.map(({ sql }) => sql).join(';\n'))) === null) continue;
    for (const one of batch) {
      const reason = await attemptWithRoles(db, one.sql);
      if (reason !== null) failed.push({ ...one, reason });
    }
  }
  return failed;
}

async function attemptWithRoles(db: Executor, sql: string): Promise<string | null> {
  let reason = await attempt(db, sql);
  for (let made = 0; reason !== null && made < MOST_ROLES; made++) {
    const role = /^role "(.+)" does not exist$/.exec(reason)?.[1];
    if (role === undefined || (await attempt(db, `CREATE ROLE ${quoteIdentifier(role)}`)) !== null) return reason;
    reason = await attempt(db, sql);
  }
  return reason;
}

/** The server's message, or null when all is well. */
async function attempt(db: Executor, sql: string): Promise<string | null> {
  try {
    await db.exec(sql);
    return null;
  } catch (error) {
    // What a batch began, or a failed statement left open.
    await db.exec('ROLLBACK').catch(() => undefined);
    return error instanceof Error ? error.message : String(error);
  }
}
