import { NO_EVENTS } from '../workload/model.ts';
import type { EventKind, StatementStatistics, WorkloadEvents } from '../workload/model.ts';
import type { AnalyzedQuery, ObservedEvents, ObservedLog } from './contract.ts';

const HOUR_MS = 3_600_000;
/** Any moment will do. */
const BEGIN = Date.UTC(2026, 0, 1);

const NO_STATISTICS: StatementStatistics = {
  failed: 0,
  timedCalls: 0,
  meanMs: null,
  standardDeviationMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  firstAt: null,
  lastAt: null,
  users: [],
  databases: [],
  applications: [],
  hosts: [],
  tags: [],
  runs: null,
  after: [],
};

/** The queries of an example with what a log would tell of their sessions. */
export function withRuns(queries: readonly AnalyzedQuery[], { runs = [] }: ObservedLog): readonly AnalyzedQuery[] {
  return queries.map((query, position) => {
    const own = runs.find(({ of }) => of === position);
    if (!own) return query;
    const { occurrences, executions } = own;
    const parent = own.after === undefined ? undefined : queries[own.after];
    const parents = parent ? [{ fingerprint: parent.fingerprint, occurrences, executions }] : [];
    const longest = Math.ceil(executions / occurrences);
    const calls = Math.max(query.calls, executions);
    return {
      ...query,
      calls,
      statistics: { ...NO_STATISTICS, runs: { occurrences, executions, longest, totalMs: executions, parents } },
    };
  });
}

/** The events of an example, all of them in its one hour unless it says otherwise. */
export function eventsOf(queries: readonly AnalyzedQuery[], { events = [] }: ObservedLog): WorkloadEvents {
  const kinds = [...new Set(events.map(({ kind }) => kind))].sort();
  const fingerprint = (position: number | undefined) =>
    position === undefined ? null : (queries[position]?.fingerprint ?? null);
  return {
    ...NO_EVENTS,
    totals: kinds.map((kind) =>
      totalsOf(
        kind,
        events.filter((each) => each.kind === kind),
      ),
    ),
    groups: events.map(({ after, ...event }) => ({
      ...valuesOf(event),
      kind: event.kind,
      subject: event.subject ?? null,
      statement: fingerprint(event.in),
      after: after === undefined ? [] : [{ statement: fingerprint(after) ?? '', count: event.count }],
    })),
  };
}

function totalsOf(kind: EventKind, events: readonly ObservedEvents[]) {
  const [first] = events;
  const count = events.reduce((sum, each) => sum + each.count, 0);
  return {
    ...valuesOf({ ...first!, count }),
    kind,
    median: first?.median ?? first?.largest ?? null,
    busiestHour: count,
  };
}

function valuesOf({ count, total, largest, hours = 1 }: ObservedEvents) {
  const firstAt = BEGIN;
  return { count, total: total ?? null, largest: largest ?? null, firstAt, lastAt: firstAt + hours * HOUR_MS };
}
