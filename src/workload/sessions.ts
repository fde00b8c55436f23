import { ownText } from './own-text.ts';
import { PAIRS, takePairs } from './tally/pair-tally.ts';
import { TallyMemory, type TrackedStatement } from './tally/tally-memory.ts';

export type { TrackedStatement };

/** The values of an execution. */
export interface Values {
  /** Any number that differs where the values do; NaN where they are unknown. */
  valueHash(): number;
}

export interface SessionTracker {
  /** The session of that name, a new one where it is unknown, by its address in the tally's memory. */
  open(name: string): number;
  /**
   * Takes the executions of a source in their order within each session.
   * @param session null where the log does not tell: nothing can be said of those
   * @param at milliseconds since 1970 when it ended; NaN where unknown: likewise
   * @param values asked for only where the same statement comes again, at most ten times a run
   */
  observe(statement: TrackedStatement, session: string | null, at: number, durationUs: number, values: Values): void;
  /** The query that the session asked within the last second, by fingerprint; null where it did not. */
  queryBefore(session: string | null, at: number): string | null;
  /** It is another client's from now on, or another session has its name: a pooler has reset it, or it has ended. */
  restart(session: string | null): void;
  /** Adds what has been found since to the statements' tallies, but for the runs that are still open. */
  settle(): void;
  /** The end of a source: counts the runs that are still open. */
  end(): void;
}

/**
 * Finds runs: one statement many times in a row in a session, with other values each time (scanner/tally/runs.ts). What it finds goes into
 * the statements' tallies; the memory holds only the last statements of the last 10,000 sessions.
 */
export function createSessionTracker(memory = new TallyMemory()): SessionTracker {
  const sessions = new Map<string, number>();
  const names = new Map<number, string>();

  const open = (name: string): number => {
    const known = sessions.get(name);
    if (known !== undefined) return known;
    const session = memory.exports.openSession();
    const forgotten = names.get(session);
    if (forgotten !== undefined) sessions.delete(forgotten);
    const kept = ownText(name);
    sessions.set(kept, session);
    names.set(session, kept);
    return session;
  };

  const settle = (): void => {
    if (sessions.size === 0) return;
    takePairs(memory, PAIRS.query, (insert, query, count) =>
      memory.statementAt(insert).runs.after.add(memory.statement(query).fingerprint, count, 0),
    );
  };

  return {
    open,
    settle,
    observe(statement, name, at, durationUs, values) {
      if (name === null || Number.isNaN(at)) return;
      const run = memory.exports.observe(open(name), memory.addressOf(statement), at, Math.max(0, durationUs));
      if (run !== 0) memory.exports.addValue(run, values.valueHash());
    },
    queryBefore(name, at) {
      const session = sessions.get(name ?? '');
      const query = session === undefined ? -1 : memory.exports.queryBefore(session, at);
      return query < 0 ? null : memory.statement(query).fingerprint;
    },
    restart(name) {
      const session = sessions.get(name ?? '');
      if (session !== undefined) memory.exports.restart(session);
    },
    end() {
      if (sessions.size === 0) return;
      memory.exports.endSessions();
      settle();
      sessions.clear();
      names.clear();
    },
  };
}
