import { UserError } from '../errors.ts';
import { codeOf, messageOf } from './connection-error.ts';
import type { Session } from './model.ts';

export interface ReadOnlyOptions {
  /** Milliseconds a statement may run. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds a statement may wait for a lock. */
  readonly lockTimeoutMs?: number;
  /** Milliseconds after which the server ends the transaction when we hang. */
  readonly idleTimeoutMs?: number;
}

/**
 * Runs work in one REPEATABLE READ READ ONLY transaction, so that all its queries see the same moment, and none can write.
 * The timeouts are set in the transaction and not at connection start, where poolers (PgBouncer) refuse them.
 * @throws UserError when a timeout strikes; the transaction is rolled back on every error
 */
export async function readOnly<T>(
  session: Session,
  work: (session: Session) => Promise<T>,
  { statementTimeoutMs = 60_000, lockTimeoutMs = 2000, idleTimeoutMs = 300_000 }: ReadOnlyOptions = {},
): Promise<T> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await session.query(
      `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
              set_config('idle_in_transaction_session_timeout', $3, true)`,
      [String(statementTimeoutMs), String(lockTimeoutMs), String(idleTimeoutMs)],
    );
    const result = await work(session);
    await session.query('COMMIT');
    return result;
  } catch (error) {
    // On a lost connection there is nothing to roll back.
    await session.query('ROLLBACK').catch(() => {});
    throw explainTimeout(error, { statementTimeoutMs, lockTimeoutMs }) ?? error;
  }
}

function explainTimeout(
  error: unknown,
  limits: { readonly statementTimeoutMs: number; readonly lockTimeoutMs: number },
): UserError | null {
  const code = codeOf(error);
  if (code === '57014' && messageOf(error).includes('statement timeout')) {
    return new UserError(`a query took longer than ${limits.statementTimeoutMs / 1000} s and was stopped`, {
      hint: 'Try again when the server is less busy.',
      cause: error,
    });
  }
  if (code === '55P03') {
    return new UserError(`another session held a lock for longer than ${limits.lockTimeoutMs / 1000} s`, {
      hint: 'Try again when no ALTER TABLE or similar is running.',
      cause: error,
    });
  }
  return null;
}
