import type { Row, Session } from '../../connection/model.ts';
import { searchPathSetting } from '../../sql/quote.ts';
import { UnplannableError } from '../engine.ts';

export interface PlanningLimits {
  /** Milliseconds that planning one statement may take. */
  readonly statementTimeoutMs: number;
  /** Milliseconds that it may wait for a lock. */
  readonly lockTimeoutMs: number;
}

/**
 * One read-only transaction that all plans are made in: poolers keep a session together no longer than that, and HypoPG's
 * indexes live in the session. READ COMMITTED, so that no snapshot is held between plans; the locks that planning takes
 * are let go of after each by going back to the savepoint.
 */
export class PlanningTransaction {
  readonly #session: Session;
  readonly #limits: PlanningLimits;

  private constructor(session: Session, limits: PlanningLimits) {
    this.#session = session;
    this.#limits = limits;
  }

  static async begin(
    session: Session,
    limits: PlanningLimits,
    searchPath: readonly string[],
  ): Promise<PlanningTransaction> {
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY');
    for (const setting of [...settings(limits), searchPathSetting(searchPath)])
      await session.query(`SET LOCAL ${setting}`);
    await session.query('SAVEPOINT idx_advisor_plan');
    return new PlanningTransaction(session, limits);
  }

  /** @throws UnplannableError with the server's message; what breaks the connection is thrown as it is. */
  async query<R extends Row = Row>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    try {
      return await this.#session.query<R>(sql, parameters);
    } catch (error) {
      const reason = this.#reasonOf(error);
      if (reason === null) throw error;
      await this.releaseLocks();
      throw new UnplannableError(reason, { cause: error });
    }
  }

  async releaseLocks(): Promise<void> {
    await this.#session.query('ROLLBACK TO SAVEPOINT idx_advisor_plan');
  }

  async end(): Promise<void> {
    await this.#session.query('ROLLBACK');
  }

  #reasonOf(error: unknown): string | null {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
    if (!/^[0-9A-Z]{5}$/.test(error.code) || ('severity' in error && error.severity !== 'ERROR')) return null;
    // QUERY_CANCELED is also what Ctrl-C does; the next statement then finds the connection closed.
    if (error.code === '57014') return `planning it took longer than ${this.#limits.statementTimeoutMs / 1000} s`;
    if (error.code === '55P03') return 'another session holds a lock on its tables';
    return error.message.replaceAll(/\s+/g, ' ').trim();
  }
}

function settings({ statementTimeoutMs, lockTimeoutMs }: PlanningLimits): readonly string[] {
  return [
    `statement_timeout = ${Math.round(statementTimeoutMs)}`,
    `lock_timeout = ${Math.round(lockTimeoutMs)}`,
    "idle_in_transaction_session_timeout = '300s'",
    // The statements were parsed as read with this setting; with it off, a backslash could end a literal elsewhere.
    'standard_conforming_strings = on',
    // A parallel plan's cost is that of one of its workers: plans with and without workers do not compare.
    'max_parallel_workers_per_gather = 0',
    // Before 16 there is no GENERIC_PLAN, and a prepared statement stands in for it.
    'plan_cache_mode = force_generic_plan',
  ];
}
