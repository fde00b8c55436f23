import type { Share, StatementStatistics, WorkloadQuery } from '../model.ts';
import { planAccesses } from '../plan-accesses.ts';
import { redactPlan } from '../redact-plan.ts';
import type { Breakdown } from './breakdown.ts';
import type { StatementTally } from './statement-tally.ts';

/** A tally as the rest of the program reads it. */
export function toQuery(tally: StatementTally): WorkloadQuery {
  const isTold = tally.maxUs >= 0 && !isFetched(tally);
  return {
    fingerprint: tally.fingerprint,
    sql: tally.sql,
    calls: tally.calls,
    totalMs: tally.totalUs / 1000,
    minMs: isTold ? tally.minUs / 1000 : null,
    maxMs: isTold ? tally.maxUs / 1000 : null,
    rows: tally.rows,
    samples: tally.samples.toSamples(),
  };
}

/**
 * Whether most of the time was taken by what read its cursors, FETCH and MOVE: then the durations are those of DECLARE, which takes next to none, and no
 * call's whole time is known. So it is of portals that are mostly read in later parts.
 */
function isFetched({ calls, totalUs, timed }: StatementTally): boolean {
  return timed.count === calls && totalUs > 2 * timed.sum;
}

export function toStatistics(tally: StatementTally): StatementStatistics {
  const isTold = !isFetched(tally);
  const [p50Ms = null, p95Ms = null, p99Ms = null] = (isTold ? tally.durations.percentiles([0.5, 0.95, 0.99]) : [])
    // The middle of a bucket may lie beyond what was ever seen.
    .map((us) => (us === null ? null : Math.min(Math.max(us, tally.minUs), tally.maxUs) / 1000));
  const ms = (us: number | null) => (us === null ? null : us / 1000);
  const { occurrences, executions, longest, totalUs, parents } = tally.runs;
  return {
    failed: tally.failed,
    timedCalls: tally.timed.count,
    meanMs: isTold ? ms(tally.timed.mean) : null,
    standardDeviationMs: isTold ? ms(tally.timed.standardDeviation) : null,
    p50Ms,
    p95Ms,
    p99Ms,
    firstAt: Number.isFinite(tally.firstAt) ? tally.firstAt : null,
    lastAt: Number.isFinite(tally.lastAt) ? tally.lastAt : null,
    users: sharesOf(tally.dimension('user')),
    databases: sharesOf(tally.dimension('database')),
    applications: sharesOf(tally.dimension('application')),
    hosts: sharesOf(tally.dimension('host')),
    tags: [...tally.tags].map(([key, values]) => ({ key, values: sharesOf(values) })),
    runs:
      occurrences === 0
        ? null
        : {
            occurrences,
            executions,
            longest,
            totalMs: totalUs / 1000,
            parents: parents
              .toRecords()
              .map(([fingerprint, count, inThem]) => ({ fingerprint, occurrences: count, executions: inThem }))
              .sort((a, b) => b.occurrences - a.occurrences),
          },
    plans: tally.plans.held().map(({ durationUs, at, text }) => {
      const redacted = redactPlan(text);
      return { durationMs: durationUs / 1000, at, text: redacted, accesses: planAccesses(redacted) };
    }),
    after: tally.runs.after
      .toRecords()
      .map(([fingerprint, occurrences]) => ({ fingerprint, occurrences }))
      .sort((a, b) => b.occurrences - a.occurrences),
  };
}

/** Most calls first. */
export function sharesOf(breakdown: Breakdown): Share[] {
  return breakdown
    .toRecords()
    .map(([value, calls, totalUs]) => ({ value, calls, totalMs: totalUs / 1000 }))
    .sort((a, b) => b.calls - a.calls);
}
