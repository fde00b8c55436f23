import { classify } from './events/classify.ts';
import { Crashes } from './events/crashes.ts';
import { LostClients } from './events/lost-clients.ts';
import { EventTally } from './events/tally.ts';
import { describeLosses } from './incomplete.ts';
import { once } from './lean-heap.ts';
import { RowTally } from './log/bytes/row-tally.ts';
import type { Execution, SeenPlan, Workload, WorkloadSource } from './model.ts';
import type { Observation, ObservationSink } from './observation.ts';
import { createSessionTracker } from './sessions.ts';
import { StatementIndex } from './statement-index.ts';
import { ExecutionObservation } from './execution-observation.ts';
import { OriginTable } from './tally/origins.ts';
import { mergeRecord, toRecord } from './tally/statement-record.ts';
import { hasRun, withProvenNames } from './proven-names.ts';
import type { StatementTally } from './tally/statement-tally.ts';
import { toQuery, toStatistics } from './tally/statistics.ts';
import { TallyMemory } from './tally/tally-memory.ts';
import { DOCUMENT, type LazyDocument, type WorkloadDocument } from './file/document.ts';
import { mapLazily } from './file/map-lazily.ts';

export interface WorkloadTotals {
  readonly calls: number;
  /** Distinct ones. */
  readonly statements: number;
  /** Calls of those that the parser refuses, and why it does one of them: null where that is not kept. */
  readonly unparsable: { readonly calls: number; readonly reason: string | null };
  /** As in Workload. */
  readonly incomplete: readonly string[];
}

/** Adds up what sources say: from readers of bytes by ObservationSink, from others by `add`. */
export interface WorkloadBuilder extends ObservationSink {
  /**
   * @param isFurther whether it came in one message with the execution before
   * @param valueHash that of an observation of the same execution; left out where the text tells it
   */
  add(execution: Execution, isFurther?: boolean, valueHash?: number): void;
  plan(plan: SeenPlan): void;
  /** What was read, without its end: more of its sessions may come. */
  addSource(source: WorkloadSource): void;
  /** The next source has none of the sessions so far. */
  endSessions(): void;
  /** Both. */
  endSource(source: WorkloadSource): void;
  /** One line for something that was lost outside of any source, such as a file that could not be read. */
  addIncomplete(line: string): void;
  /** Adds what another builder had, here or on another host. */
  merge(document: WorkloadDocument): void;
  build(): Workload;
  /** What of it one line tells. */
  totals(): WorkloadTotals;
  /**
   * Everything that was added: what a workload file holds. The same for the same parts, in whatever order they came.
   * @param open sources that are not yet read to their end
   */
  toDocument(open?: readonly WorkloadSource[]): WorkloadDocument;
  /** The same for who asks for its statements before anything more is added. */
  toLazyDocument(open?: readonly WorkloadSource[]): LazyDocument;
}

/**
 * Memory grows with distinct statements. The result depends on what was added, and not on the order, except for the order of
 * one session's statements. The parser must be loaded (loadParser).
 */
export function createWorkloadBuilder(): WorkloadBuilder {
  const index = new StatementIndex();
  const origins = new OriginTable();
  const memory = new TallyMemory();
  const sessions = createSessionTracker(memory);
  const rows = new RowTally(memory, sessions, (shape) => index.entry(shape).tally);
  const events = new EventTally();
  const crashes = new Crashes();
  const lostClients = new LostClients();
  const sources: WorkloadSource[] = [];
  const incomplete: string[] = [];
  /** The statements of the message at hand. */
  const message = new Set<StatementTally>();

  /** @param isRepeated whether its message has had the statement before: one round trip for both is no run */
  const take = (tally: StatementTally, observation: Observation, isRepeated = false): void => {
    const { calls, durationUs, at, tags } = observation;
    tally.add(calls, durationUs, at, observation.origin);
    if (tags.length > 0) tally.addTags(tags, calls, Math.max(0, durationUs));
    // pg_stat_statements has many calls and one duration; an SQL file's statement is a real one however often it is run.
    if (calls === 1 || (calls > 1 && durationUs < 0)) tally.samples.offer(observation);
    if (calls === 1 && !isRepeated) sessions.observe(tally, observation.session, at, durationUs, observation);
  };

  /** With all that was counted of them. */
  const tallies = (): StatementTally[] => {
    rows.settle();
    sessions.settle();
    return index.tallies();
  };

  const endSessions = (): void => {
    sessions.end();
    crashes.end();
    lostClients.end();
  };

  /** What was lost, one line each. */
  const lost = (): string[] => {
    const { listed, calls } = index.unparsable();
    const lines = [...sources.flatMap(describeLosses), ...incomplete];
    const unlisted = calls - sum(listed);
    if (unlisted > 0) lines.push(`${unlisted} calls of further statements that do not parse are not listed`);
    return lines.sort(compare);
  };

  const toLazyDocument = (open: readonly WorkloadSource[] = []): LazyDocument => {
    const all = tallies();
    return {
      ...DOCUMENT,
      sources: sortedSources([...sources, ...open]),
      incomplete: incomplete.toSorted(compare),
      statements: mapLazily(all, toRecord),
      unparsable: index.unparsable(),
      events: events.toRecords(),
    };
  };

  const build = (): Workload => {
    const all = tallies();
    const { listed } = index.unparsable();
    return {
      sources: sortedSources(sources),
      queries: all
        .filter(hasRun)
        .map(toQuery)
        .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || compare(a.fingerprint, b.fingerprint)),
      onlyFailed: all
        .filter((tally) => !hasRun(tally) && tally.failed > 0)
        .map((tally) => ({ fingerprint: tally.fingerprint, sql: withProvenNames(tally), failed: tally.failed }))
        .sort((a, b) => b.failed - a.failed || compare(a.fingerprint, b.fingerprint)),
      unparsable: listed.toSorted((a, b) => b.calls - a.calls || compare(a.sql, b.sql)),
      statistics: new Map(all.map((tally) => [tally.fingerprint, toStatistics(tally)])),
      events: events.toEvents(),
      incomplete: lost(),
    };
  };

  return {
    rows,
    shapeOf(sql) {
      const { entry, parameters } = index.find(sql);
      return { id: entry.id, parameters };
    },
    observe(shape, observation) {
      const { tally, unparsable } = index.entry(shape);
      if (tally) take(tally, observation);
      else index.addUnparsable(unparsable, observation.calls);
    },
    event(record) {
      const sighting = classify(record);
      const isError = record.severity === 'error';
      if (!sighting && !isError) return;
      const tally = index.queryOf(record.statement);
      const at = record.at ?? NaN;
      if (isError) tally?.addFailure(at);
      if (!sighting || crashes.isSame(sighting) || lostClients.isSame(sighting, record.session)) return;
      const after = sighting.kind === 'unique-violation' ? sessions.queryBefore(record.session, at) : null;
      events.add(sighting, { at, statement: tally?.fingerprint ?? null, after });
    },
    restart(session) {
      sessions.restart(session);
    },
    add(execution, isFurther = false, valueHash = undefined) {
      const { entry, parameters } = index.find(execution.sql);
      if (!isFurther) message.clear();
      if (!entry.tally) return index.addUnparsable(entry.unparsable, execution.calls);
      if (execution.rows !== null) entry.tally.addRows(execution.rows);
      const { user, database, application, host = null } = execution;
      const origin = origins.of({ user, database, application, host });
      take(entry.tally, new ExecutionObservation(execution, parameters, origin, valueHash), message.has(entry.tally));
      message.add(entry.tally);
    },
    plan({ sql, durationUs, at, text }) {
      index.queryOf(sql)?.plans.add({ durationUs, at, text });
    },
    addSource(source) {
      sources.push(source);
    },
    endSessions,
    endSource(source) {
      sources.push(source);
      endSessions();
    },
    addIncomplete(line) {
      incomplete.push(line);
    },
    merge(document) {
      sources.push(...document.sources);
      incomplete.push(...document.incomplete);
      for (const record of document.statements) mergeRecord(index.tally(record.fingerprint, record.sql), record);
      for (const { sql, reason, calls } of document.unparsable.listed) index.addUnparsable(sql, calls, reason);
      index.addUnparsable(null, document.unparsable.calls - sum(document.unparsable.listed));
      events.merge(document.events);
    },
    build: () => once(build),
    totals() {
      const asked = tallies().filter(hasRun);
      const { listed, calls } = index.unparsable();
      const [first] = listed.toSorted((a, b) => b.calls - a.calls || compare(a.sql, b.sql));
      return {
        calls: sum(asked),
        statements: asked.length,
        unparsable: { calls, reason: first?.reason ?? null },
        incomplete: lost(),
      };
    },
    toDocument: (open) => {
      const document = toLazyDocument(open);
      return { ...document, statements: [...document.statements] };
    },
    toLazyDocument,
  };
}

function sortedSources(sources: readonly WorkloadSource[]): WorkloadSource[] {
  return sources.toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

function sum(records: readonly { readonly calls: number }[]): number {
  return records.reduce((total, { calls }) => total + calls, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
