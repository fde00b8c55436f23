import type {
  EventTotals,
  FailedStatement,
  Share,
  StatementStatistics,
  Workload,
  WorkloadQuery,
  WorkloadSource,
} from '../workload/model.ts';
import { changeWithin } from './visible.ts';

/** What `idx-advisor workload` tells of logs, version 1. Fields may be added. */
export interface WorkloadSummary {
  readonly version: 1;
  readonly sources: readonly WorkloadSource[];
  readonly calls: number;
  readonly totalMs: number;
  readonly failed: number;
  /** Milliseconds since 1970; null where no log told. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** By total time. */
  readonly statements: readonly SummaryStatement[];
  /** Of which no execution ended well, those that failed most first. */
  readonly onlyFailed: readonly (FailedStatement & Partial<StatementStatistics>)[];
  /** Over all statements, most time first. */
  readonly users: readonly Share[];
  readonly databases: readonly Share[];
  readonly applications: readonly Share[];
  readonly hosts: readonly Share[];
  readonly tags: readonly { readonly key: string; readonly values: readonly Share[] }[];
  readonly events: readonly EventTotals[];
  readonly unparsable: number;
  readonly incomplete: readonly string[];
}

/** No literal of a statement is among it: normalised text, names, numbers, and what the tags of its comments say. */
export interface SummaryStatement extends Omit<WorkloadQuery, 'samples'>, Partial<Omit<StatementStatistics, 'meanMs'>> {
  /** Share of the total time, 0 to 1; null where no durations are known. */
  readonly share: number | null;
  /** Of the calls whose own duration is known (`timedCalls`), where there are some. */
  readonly meanMs: number | null;
}

export function summarize(workload: Workload): WorkloadSummary {
  const { queries, onlyFailed = [], sources, incomplete } = workload;
  const { statistics = new Map<string, StatementStatistics>() } = workload;
  const totalMs = queries.reduce((sum, query) => sum + query.totalMs, 0);
  const all = [...statistics.values()];
  const times = (pick: (each: StatementStatistics) => number | null) => all.map(pick).filter((at) => at !== null);
  const overall = (name: 'users' | 'databases' | 'applications' | 'hosts') => addUp(all.map((each) => each[name]));
  const keys = [...new Set(all.flatMap(({ tags }) => tags.map(({ key }) => key)))].sort();
  return roundTimes({
    version: 1,
    sources,
    calls: queries.reduce((sum, { calls }) => sum + calls, 0),
    totalMs,
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    firstAt: least(times(({ firstAt }) => firstAt)),
    lastAt: most(times(({ lastAt }) => lastAt)),
    statements: queries.map((query) => summaryOf(query, statistics.get(query.fingerprint), totalMs)),
    onlyFailed: onlyFailed.map((statement) => ({ ...statement, ...statistics.get(statement.fingerprint) })),
    users: overall('users'),
    databases: overall('databases'),
    applications: overall('applications'),
    hosts: overall('hosts'),
    tags: keys.map((key) => ({
      key,
      values: addUp(all.map(({ tags }) => tags.find((tag) => tag.key === key)?.values ?? [])),
    })),
    events: workload.events?.totals ?? [],
    unparsable: workload.unparsable.reduce((sum, { calls }) => sum + calls, 0),
    incomplete,
  });
}

/** Durations are whole microseconds: what their sums and means have beyond is noise. */
function roundTimes<T>(value: T, name = ''): T {
  if (typeof value === 'number') return (name.endsWith('Ms') ? Math.round(value * 1000) / 1000 : value) as T;
  return changeWithin(value, roundTimes);
}

function summaryOf(
  { samples: _, ...query }: WorkloadQuery,
  statistics: StatementStatistics | undefined,
  totalMs: number,
): SummaryStatement {
  return {
    ...query,
    share: totalMs > 0 ? query.totalMs / totalMs : null,
    ...statistics,
    meanMs: statistics?.meanMs ?? (query.calls > 0 && query.totalMs > 0 ? query.totalMs / query.calls : null),
  };
}

/** By value, most time first; of those that never take any, most calls. */
function addUp(lists: readonly (readonly Share[])[]): readonly Share[] {
  const sums = new Map<string, { calls: number; totalMs: number }>();
  for (const { value, calls, totalMs } of lists.flat()) {
    const sum = sums.get(value) ?? { calls: 0, totalMs: 0 };
    sums.set(value, { calls: sum.calls + calls, totalMs: sum.totalMs + totalMs });
  }
  return [...sums]
    .map(([value, sum]) => ({ value, ...sum }))
    .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || (a.value < b.value ? -1 : 1));
}

function least(list: readonly number[]): number | null {
  return list.reduce<number | null>((a, b) => (a === null || b < a ? b : a), null);
}

function most(list: readonly number[]): number | null {
  return list.reduce<number | null>((a, b) => (a === null || b > a ? b : a), null);
}
