import { splitStatements } from '../sql/split.ts';
import { classify } from './events/classify.ts';
import { EventTally } from './events/tally.ts';
import { describeLosses } from './incomplete.ts';
import type { Execution, Workload, WorkloadSource } from './model.ts';
import type { Observation, ObservationSink } from './observation.ts';
import { createSessionTracker } from './sessions.ts';
import { StatementIndex } from './statement-index.ts';
import { innerQuery, reasonToSkip } from './statement-kind.ts';
import { isPlace, readTags, type Tag } from './tags.ts';
import { hashNumbers, hashText } from './tally/hash.ts';
import { OriginTable } from './tally/origins.ts';
import type { Sample } from './tally/samples.ts';
import { mergeRecord, toRecord } from './tally/statement-record.ts';
import type { Origin, StatementTally } from './tally/statement-tally.ts';
import { toQuery, toStatistics } from './tally/statistics.ts';
import { DOCUMENT, type WorkloadDocument } from './file/document.ts';

/** Adds up what sources say: from readers of bytes by ObservationSink, from others by `add`. */
export interface WorkloadBuilder extends ObservationSink {
  add(execution: Execution): void;
  endSource(source: WorkloadSource): void;
  /** One line for something that was lost outside of any source, such as a file that could not be read. */
  addIncomplete(line: string): void;
  /** Adds what another builder had, here or on another host. */
  merge(document: WorkloadDocument): void;
  build(): Workload;
  /** Everything that was added: what a workload file holds. The same for the same parts, in whatever order they came. */
  toDocument(): WorkloadDocument;
}

/** One execution, whoever tells of it. */
interface Seen extends Omit<Observation, 'sample' | 'shape' | 'comment' | 'hasValues'> {
  readonly rows: number | null;
}

/**
 * Memory grows with distinct statements. The result depends on what was added, and not on the order, except for the order of
 * one session's statements. The parser must be loaded (loadParser).
 */
export function createWorkloadBuilder(): WorkloadBuilder {
  const index = new StatementIndex();
  const origins = new OriginTable();
  const sessions = createSessionTracker();
  const events = new EventTally();
  const sources: WorkloadSource[] = [];
  const incomplete: string[] = [];

  const take = (tally: StatementTally, seen: Seen, tags: readonly Tag[], sampleOf: () => Sample | null): void => {
    const { calls, rows } = seen;
    const durationUs = seen.durationUs ?? -1;
    const at = seen.at ?? NaN;
    tally.add(calls, durationUs, at, isKnown(seen) ? origins.of(seen) : null);
    if (rows !== null) tally.addRows(rows);
    for (const [key, value] of tags) if (isPlace(key)) tally.tags.at(key)?.add(value, calls, Math.max(0, durationUs));
    // pg_stat_statements has many calls and one duration; an SQL file's statement is a real one however often it is run.
    if (calls === 1 || (calls > 1 && durationUs < 0)) offerSample(tally, sampleOf, durationUs, at);
    if (calls === 1) {
      const valueHash = () => {
        const sample = sampleOf();
        return sample ? hashOfSample(sample) : NaN;
      };
      sessions.observe(tally, seen.session, at, durationUs, valueHash);
    }
  };

  /** The one query of a text that an event came with. */
  const queryOf = (text: string | null): StatementTally | null => {
    const [only, ...others] = text === null ? [] : splitStatements(text);
    if (only === undefined || others.length > 0) return null;
    const sql = innerQuery(only);
    return reasonToSkip(sql) === null ? index.find(sql).entry.tally : null;
  };

  return {
    shapeOf: (sql) => index.find(sql).entry.id,
    observe(observation) {
      const { tally, unparsable } = index.entry(observation.shape);
      if (!tally) return index.addUnparsable(unparsable, observation.calls);
      const { comment } = observation;
      const tags = comment === null ? [] : readTags(comment);
      take(tally, { ...observation, rows: null }, tags, () => (observation.hasValues ? observation.sample() : null));
    },
    event(record) {
      const sighting = classify(record);
      const isError = record.severity === 'error';
      if (!sighting && !isError) return;
      const tally = queryOf(record.statement);
      const at = record.at ?? NaN;
      if (isError) tally?.addFailure(at);
      if (!sighting) return;
      const after = sighting.kind === 'unique-violation' ? sessions.queryBefore(record.session, at) : null;
      events.add(sighting, { at, statement: tally?.fingerprint ?? null, after });
    },
    add(execution) {
      const { entry, parameters } = index.find(execution.sql);
      if (!entry.tally) return index.addUnparsable(entry.unparsable, execution.calls);
      const { durationMs } = execution;
      const seen = {
        ...execution,
        durationUs: durationMs === null ? null : Math.round(durationMs * 1000),
        host: execution.host ?? null,
        transaction: null,
      };
      const hasValues = execution.parameters.length >= parameters;
      take(entry.tally, seen, readTags(execution.sql), () => (hasValues ? execution : null));
    },
    endSource(source) {
      sources.push(source);
      sessions.end();
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
    build() {
      const tallies = index.tallies().filter(({ calls, totalUs }) => calls > 0 || totalUs > 0);
      const { listed, calls } = index.unparsable();
      const lines = [...sources.flatMap(describeLosses), ...incomplete];
      const unlisted = calls - sum(listed);
      if (unlisted > 0) lines.push(`${unlisted} calls of further statements that do not parse are not listed`);
      return {
        sources: sortedSources(sources),
        queries: tallies
          .map(toQuery)
          .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || compare(a.fingerprint, b.fingerprint)),
        unparsable: listed.toSorted((a, b) => b.calls - a.calls || compare(a.sql, b.sql)),
        statistics: new Map(index.tallies().map((tally) => [tally.fingerprint, toStatistics(tally)])),
        events: events.toEvents(),
        incomplete: lines.sort(compare),
      };
    },
    toDocument: () => ({
      ...DOCUMENT,
      sources: sortedSources(sources),
      incomplete: incomplete.toSorted(compare),
      statements: index.tallies().map(toRecord),
      unparsable: index.unparsable(),
      events: events.toRecords(),
    }),
  };
}

/** The sample, which may have to be made, is asked for last. */
function offerSample(tally: StatementTally, sampleOf: () => Sample | null, durationUs: number, at: number): void {
  // Where neither is known all would be drawn alike: then the text decides.
  const bare = durationUs < 0 && Number.isNaN(at) ? sampleOf() : null;
  const draw = bare ? hashOfSample(bare) : hashNumbers(Math.max(0, durationUs), Number.isNaN(at) ? 0 : at);
  if (!tally.samples.wants(durationUs, draw)) return;
  const sample = bare ?? sampleOf();
  if (sample) tally.samples.add(sample, durationUs, draw);
}

function hashOfSample({ sql, parameters }: Sample): number {
  return hashText(parameters.length === 0 ? sql : `${sql}\0${JSON.stringify(parameters)}`);
}

function isKnown({ user, database, application, host }: Origin): boolean {
  return user !== null || database !== null || application !== null || host !== null;
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
