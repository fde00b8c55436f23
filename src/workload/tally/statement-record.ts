import type { ShareRecord } from './breakdown.ts';
import { Histogram } from './histogram.ts';
import { Moments } from './moments.ts';
import type { RunRecord } from './run-tally.ts';
import type { HeldSample } from './samples.ts';
import { DIMENSIONS, type Dimension, type StatementTally } from './statement-tally.ts';

/** One statement as workload files hold it. Times of executions are whole microseconds, points in time milliseconds since 1970. */
export interface StatementRecord {
  readonly fingerprint: string;
  readonly sql: string;
  readonly calls: number;
  readonly totalUs: number;
  readonly failed: number;
  readonly rows: number | null;
  readonly minUs: number | null;
  readonly maxUs: number | null;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Executions whose own duration is known: how many, their sum, and the sum of their squares in decimal digits. */
  readonly timed: { readonly count: number; readonly sum: number; readonly squares: string };
  /** Bucket and count in turn (see Histogram). */
  readonly histogram: readonly number[];
  /** Only values that were seen. */
  readonly by: Readonly<Partial<Record<Dimension, readonly ShareRecord[]>>>;
  readonly tags: readonly (readonly [key: string, values: readonly ShareRecord[]])[];
  readonly samples: { readonly slowest: readonly SampleRecord[]; readonly drawn: readonly SampleRecord[] };
  /** Left out where there are none. */
  readonly plans?: readonly PlanRecord[];
  readonly runs: RunRecord | null;
  /** Of an INSERT: the queries that came right before it, by fingerprint, with their counts. */
  readonly after: readonly ShareRecord[];
}

export type SampleRecord = readonly [
  durationUs: number,
  draw: number,
  sql: string,
  parameters: readonly (string | null)[],
];

export type PlanRecord = readonly [durationUs: number, at: number | null, text: string];

export function toRecord(tally: StatementTally): StatementRecord {
  const by = DIMENSIONS.map((name) => [name, tally.dimension(name).toRecords()] as const);
  const { slowest, drawn } = tally.samples.held();
  const plans = tally.plans.held().map(({ durationUs, at, text }): PlanRecord => [durationUs, at, text]);
  return {
    fingerprint: tally.fingerprint,
    sql: tally.sql,
    calls: tally.calls,
    totalUs: tally.totalUs,
    failed: tally.failed,
    rows: tally.rows,
    minUs: finite(tally.minUs),
    maxUs: tally.maxUs < 0 ? null : tally.maxUs,
    firstAt: finite(tally.firstAt),
    lastAt: finite(tally.lastAt),
    timed: { count: tally.timed.count, sum: tally.timed.sum, squares: String(tally.timed.squares) },
    histogram: tally.durations.toList(),
    by: Object.fromEntries(by.filter(([, shares]) => shares.length > 0)),
    tags: [...tally.tags].map(([key, values]) => [key, values.toRecords()] as const),
    samples: { slowest: slowest.map(toSampleRecord), drawn: drawn.map(toSampleRecord) },
    ...(plans.length > 0 && { plans }),
    runs: tally.runs.toRecord(),
    after: tally.runs.after.toRecords(),
  };
}

export function mergeRecord(tally: StatementTally, record: StatementRecord): void {
  tally.offerText(record.sql);
  tally.addCounts({
    calls: record.calls,
    totalUs: record.totalUs,
    minUs: record.minUs ?? Infinity,
    maxUs: record.maxUs ?? -1,
    firstAt: record.firstAt ?? Infinity,
    lastAt: record.lastAt ?? -Infinity,
    timed: Moments.from(record.timed.count, record.timed.sum, BigInt(record.timed.squares)),
    durations: Histogram.fromList(record.histogram),
  });
  tally.failed += record.failed;
  if (record.rows !== null) tally.addRows(record.rows);
  for (const name of DIMENSIONS) tally.dimension(name).merge(record.by[name] ?? []);
  for (const [key, values] of record.tags) tally.tags.at(key)?.merge(values);
  const { slowest, drawn } = record.samples;
  tally.samples.merge({ slowest: slowest.map(toHeldSample), drawn: drawn.map(toHeldSample) });
  for (const [durationUs, at, text] of record.plans ?? []) tally.plans.add({ durationUs, at, text });
  if (record.runs) tally.runs.merge(record.runs);
  tally.runs.after.merge(record.after);
}

function toSampleRecord({ durationUs, draw, sql, parameters }: HeldSample): SampleRecord {
  return [durationUs, draw, sql, parameters];
}

function toHeldSample([durationUs, draw, sql, parameters]: SampleRecord): HeldSample {
  return { durationUs, draw, sql, parameters };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
