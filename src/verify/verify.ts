import { randomBytes } from 'node:crypto';
import type { Session } from '../connection/model.ts';
import { quoteQualified } from '../sql/quote.ts';
import type { WorkloadQuery } from '../workload/model.ts';
import { buildIndex, type BuiltIndex } from './build.ts';
import { measureInside, measureQueries } from './measure-queries.ts';
import type { Measurement } from './measure.ts';
import type { QueryInVerification, Verification, VerifyOptions, VerifyProgress, VerifyTarget } from './model.ts';
import { preflight } from './preflight.ts';
import { rolledBack, type CancellableSession } from './transaction.ts';

export const DEFAULT_VERIFY_OPTIONS: VerifyOptions = {
  runs: 5,
  warmups: 1,
  statementTimeoutMs: 60_000,
  lockTimeoutMs: 5_000,
};

export interface VerifyRequest {
  /** With nothing open on it. After an abort a native server's session is closed. */
  readonly session: CancellableSession;
  readonly targets: readonly VerifyTarget[];
  /** With samples; queries that no target names are left out. */
  readonly queries: readonly WorkloadQuery[];
  readonly options?: Partial<VerifyOptions>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Measures each query before and after on the database itself: it is run with none of the indexes, then all are built in
 * one transaction, it is run again, and the transaction is rolled back. Until then the tables take no writes, so the
 * user must have allowed this. The parser must be loaded.
 * @throws UserError when no index can be built here
 */
export async function verify(request: VerifyRequest): Promise<Verification> {
  const { session, targets, signal, onProgress = () => {} } = request;
  const options = { ...DEFAULT_VERIFY_OPTIONS, ...request.options };
  await preflight(session, targets);

  const queries = queriesOf(request);
  const report = (phase: VerifyProgress['phase']) => (done: number, total: number) =>
    onProgress({ phase, done, total });
  const before = await measureQueries({
    session,
    queries: queries.map(({ query }) => query),
    options,
    signal,
    onProgress: report('before'),
  });
  const reasons = new Map(before.reasons);
  const runnable = before.runnable.filter(({ fingerprint }) => before.measured.has(fingerprint));
  let after: ReadonlyMap<string, Measurement> = new Map();
  let indexes: readonly BuiltIndex[] = [];
  if (runnable.length > 0) {
    await rolledBack(session, 'READ WRITE', options, signal, async (inside) => {
      indexes = await buildAll(inside, targets, options, report('build'));
      // No statement of a log gets to run where it could write.
      await inside.query('SET LOCAL transaction_read_only = on');
      const usable = new Set(indexes.filter(isUsable).flatMap(({ target }) => target.fingerprints));
      const useless = runnable.filter(({ fingerprint }) => !usable.has(fingerprint));
      for (const { fingerprint } of useless) reasons.set(fingerprint, 'none of its indexes could be built and used');
      const useful = runnable.filter(({ fingerprint }) => usable.has(fingerprint));
      const outcome = await measureInside(inside, useful, options, report('after'));
      after = outcome.measured;
      for (const [fingerprint, reason] of outcome.reasons) reasons.set(fingerprint, reason);
    });
  }

  return {
    options,
    indexes: targets.map((target) => indexes.find((built) => built.target === target)?.verified ?? notBuilt(target)),
    queries: queries.map(({ query, table }) => {
      const common: QueryInVerification = { fingerprint: query.fingerprint, sql: query.sql, table };
      const [was, is] = [before.measured.get(query.fingerprint), after.get(query.fingerprint)];
      if (!was || !is) return { ...common, skipped: reasons.get(query.fingerprint) ?? 'it was not measured' };
      return { ...common, skipped: null, ...compare(was, is, indexes) };
    }),
  };
}

const isUsable = ({ verified }: BuiltIndex) => verified.problem === null;

/** The queries that targets name, each once, with the table of the first target. */
function queriesOf({ targets, queries }: VerifyRequest) {
  const byFingerprint = new Map(queries.map((query) => [query.fingerprint, query]));
  const named = new Map<string, { query: WorkloadQuery; table: string }>();
  for (const { definition, fingerprints } of targets) {
    for (const fingerprint of fingerprints) {
      const query = byFingerprint.get(fingerprint);
      if (query && !named.has(fingerprint))
        named.set(fingerprint, { query, table: quoteQualified(definition.relation) });
    }
  }
  return [...named.values()];
}

async function buildAll(
  session: Session,
  targets: readonly VerifyTarget[],
  options: VerifyOptions,
  onProgress: (done: number, total: number) => void,
): Promise<readonly BuiltIndex[]> {
  const prefix = `idx_advisor_verify_${randomBytes(4).toString('hex')}`;
  const built: BuiltIndex[] = [];
  for (const [done, target] of targets.entries()) {
    onProgress(done, targets.length);
    built.push(await buildIndex(session, target, `${prefix}_${done}`, options));
  }
  return built;
}

function compare(before: Measurement, after: Measurement, indexes: readonly BuiltIndex[]) {
  return {
    beforeMs: before.executionMs,
    afterMs: after.executionMs,
    ratio: after.executionMs > 0 ? before.executionMs / after.executionMs : null,
    beforeBuffers: before.buffers,
    afterBuffers: after.buffers,
    usedIndexes: indexes
      .filter(({ names }) => [...names].some((name) => after.indexes.has(name)))
      .map(({ target }) => target.name),
    runs: Math.min(before.runs, after.runs),
    parallel: { before: before.parallel, after: after.parallel },
  };
}

function notBuilt(target: VerifyTarget) {
  return {
    name: target.name,
    table: quoteQualified(target.definition.relation),
    buildMs: null,
    sizeBytes: null,
    estimatedSizeBytes: target.estimatedSizeBytes,
    problem: 'it was not built, as none of its queries could be run',
  };
}
