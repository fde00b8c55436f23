import type { Session } from '../connection/model.ts';
import { searchPathSetting } from '../sql/quote.ts';
import type { VerifyOptions } from './model.ts';

/** A session that may be able to cancel what it runs, and then close: a native server's. */
export type CancellableSession = Session & { readonly cancel?: () => Promise<void> };

/**
 * Runs work in a transaction that is always rolled back: after success, an error or an abort. Where the session can
 * cancel, an abort does not wait for the running statement.
 */
export async function rolledBack<T>(
  session: CancellableSession,
  access: 'READ ONLY' | 'READ WRITE',
  options: VerifyOptions,
  signal: AbortSignal | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const abortable: Session = {
    async query(sql, parameters) {
      signal?.throwIfAborted();
      return session.query(sql, parameters);
    },
    close: () => session.close(),
  };
  let cancelled: Promise<void> | undefined;
  const onAbort = () => {
    cancelled = session.cancel?.().catch(() => {});
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    // Explicit, as the database may default to read-only.
    await session.query(`BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED ${access}`);
    for (const setting of settings(options)) await abortable.query(`SET LOCAL ${setting}`);
    await attempt(abortable, () => abortable.query(NOTICE_LOSS));
    return await work(abortable);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (cancelled) await cancelled;
    // A session that was cancelled or lost is closed, and its transaction gone with it.
    else await session.query('ROLLBACK').catch(() => {});
  }
}

function settings({ statementTimeoutMs, lockTimeoutMs, searchPath }: VerifyOptions): readonly string[] {
  return [
    `statement_timeout = ${Math.round(statementTimeoutMs)}`,
    `lock_timeout = ${Math.round(lockTimeoutMs)}`,
    // Should this process be stopped or the laptop sleep, the server must not keep the locks.
    "idle_in_transaction_session_timeout = '60s'",
    // The statements were vetted as read with this setting; with it off, a backslash could end a literal elsewhere.
    'standard_conforming_strings = on',
    'plan_cache_mode = force_custom_plan',
    ...(searchPath ? [searchPathSetting(searchPath)] : []),
  ];
}

/**
 * Should this process be killed, the server is to stop what it runs and free its locks, and not first build an index to its
 * end. PostgreSQL 14 has the setting, and refuses it where the operating system cannot tell.
 */
const NOTICE_LOSS = `SELECT set_config(name, '1s', true) FROM pg_settings WHERE name = 'client_connection_check_interval'`;

/** Runs work after a savepoint; an error undoes what it did and is handed back, and the transaction goes on. */
export async function attempt<T>(session: Session, work: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  await session.query('SAVEPOINT idx_advisor_attempt');
  try {
    const value = await work();
    await session.query('RELEASE SAVEPOINT idx_advisor_attempt');
    return { value };
  } catch (error) {
    await session.query('ROLLBACK TO SAVEPOINT idx_advisor_attempt');
    return { error };
  }
}
