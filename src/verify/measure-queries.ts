import { randomBytes } from 'node:crypto';
import type { Session } from '../connection/model.ts';
import type { QuerySample, WorkloadQuery } from '../workload/model.ts';
import { UnsafeStatementError } from './inspect.ts';
import { measure, type Measurement, type RunnableQuery } from './measure.ts';
import type { VerifyOptions } from './model.ts';
import { reasonOf } from './reason.ts';
import { attempt, rolledBack, type CancellableSession } from './transaction.ts';
import { vet } from './vet.ts';

/** What became of each query, by fingerprint. */
export interface QueryMeasurements {
  readonly runnable: readonly RunnableQuery[];
  readonly measured: ReadonlyMap<string, Measurement>;
  /** Why the others have no measurement. */
  readonly reasons: ReadonlyMap<string, string>;
}

export interface MeasureRequest {
  readonly session: CancellableSession;
  readonly queries: readonly WorkloadQuery[];
  readonly options: VerifyOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Measures the queries that may be run, on the database as it is, in a read-only transaction. The parser must be loaded. */
export async function measureQueries(request: MeasureRequest): Promise<QueryMeasurements> {
  const { session, queries, options, signal, onProgress = () => {} } = request;
  return rolledBack(session, 'READ ONLY', options, signal, async (inside) => {
    const runnable: RunnableQuery[] = [];
    const refused = new Map<string, string>();
    for (const query of queries) {
      const found = await findRunnable(inside, query, options);
      if (typeof found === 'string') refused.set(query.fingerprint, found);
      else runnable.push(found);
    }
    const { measured, reasons } = await measureInside(inside, runnable, options, onProgress);
    return { runnable, measured, reasons: new Map([...refused, ...reasons]) };
  });
}

/** Measures queries that were found runnable, in the transaction that is open. An error of one leaves the others be. */
export async function measureInside(
  session: Session,
  runnable: readonly RunnableQuery[],
  options: VerifyOptions,
  onProgress: (done: number, total: number) => void,
): Promise<Pick<QueryMeasurements, 'measured' | 'reasons'>> {
  const measured = new Map<string, Measurement>();
  const reasons = new Map<string, string>();
  const name = `idx_advisor_measure_${randomBytes(4).toString('hex')}`;
  for (const [done, query] of runnable.entries()) {
    onProgress(done, runnable.length);
    const outcome = await attempt(session, () => measure(session, query, name, options));
    // It outlives the transaction, and its savepoint too.
    if (query.parameters.length > 0) await attempt(session, () => session.query(`DEALLOCATE ${name}`));
    if ('value' in outcome) measured.set(query.fingerprint, outcome.value);
    else reasons.set(query.fingerprint, reasonOf(outcome.error, options));
  }
  return { measured, reasons };
}

/** The first sample that may be executed, or the reason why none may. */
async function findRunnable(
  session: Session,
  query: WorkloadQuery,
  options: VerifyOptions,
): Promise<RunnableQuery | string> {
  let reason = 'no source had the values that it was run with';
  for (const sample of query.samples) {
    const vetted = await attempt(session, () => vetSample(session, sample));
    if ('value' in vetted) return { ...sample, fingerprint: query.fingerprint };
    reason = reasonOf(vetted.error, options);
  }
  return reason;
}

async function vetSample(session: Session, { sql, parameters }: QuerySample): Promise<void> {
  const needed = await vet(session, sql);
  if (needed !== parameters.length) {
    throw new UnsafeStatementError(`it takes ${needed} parameters, and the values of ${parameters.length} are known`);
  }
}
