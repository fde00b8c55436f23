import type { RunTally } from './tally/run-tally.ts';

/** What the tracker must know of a statement. */
export interface TrackedStatement {
  readonly fingerprint: string;
  readonly verb: 'select' | 'insert' | 'other';
  readonly runs: RunTally;
}

/** Sessions that are remembered at a time, and statements that may repeat in one: bounds of the memory. */
const MOST_SESSIONS = 10_000;
const MOST_RUNS = 8;
/** rules.md 4.1: ten executions, within a second from one to the next, make a run. */
const SHORTEST_RUN = 10;
const LONGEST_GAP_MS = 1_000;
/** Distinct values that a run must have: two rows of a list may well name the same parent. */
const FEWEST_VALUES = 8;
/** A loop asks a few statements a turn; where more stand between, it is the traffic of a pooled session. */
const MOST_BETWEEN = 4;

interface Run {
  readonly statement: TrackedStatement;
  /** The query that came right before the first execution. */
  parent: TrackedStatement | null;
  executions: number;
  totalUs: number;
  lastAt: number;
  lastStep: number;
  readonly values: number[];
  isOver: boolean;
}

interface Session {
  step: number;
  last: TrackedStatement | null;
  lastAt: number;
  runs: Run[];
}

export interface SessionTracker {
  /**
   * Takes the executions of a source in their order within each session.
   * @param session null where the log does not tell: nothing can be said of those
   * @param at milliseconds since 1970 when it ended; NaN where unknown: likewise
   * @param valueHash asked for only where the same statement comes again, at most ten times a run; NaN where the values are unknown
   */
  observe(
    statement: TrackedStatement,
    session: string | null,
    at: number,
    durationUs: number,
    valueHash: () => number,
  ): void;
  /** The query that the session asked within the last second, by fingerprint; null where it did not. */
  queryBefore(session: string | null, at: number): string | null;
  /** The end of a source: counts the runs that are still open. */
  end(): void;
}

/**
 * Finds runs: one statement many times in a row in a session, with other values each time. What it finds goes into the
 * statements' tallies; here only the last statements of the last 10,000 sessions are held.
 */
export function createSessionTracker(): SessionTracker {
  const sessions = new Map<string, Session>();

  const sessionOf = (key: string): Session => {
    const known = sessions.get(key);
    if (known) return known;
    if (sessions.size >= MOST_SESSIONS) {
      const [oldest, forgotten] = sessions.entries().next().value!;
      closeAll(forgotten);
      sessions.delete(oldest);
    }
    const session: Session = { step: 0, last: null, lastAt: NaN, runs: [] };
    sessions.set(key, session);
    return session;
  };

  return {
    observe(statement, key, at, durationUs, valueHash) {
      if (key === null || Number.isNaN(at)) return;
      const session = sessionOf(key);
      const startedAt = at - Math.max(0, durationUs) / 1000;
      const isNear = startedAt - session.lastAt <= LONGEST_GAP_MS;
      const before = isNear ? session.last : null;
      session.step++;
      if (statement.verb === 'insert' && before?.verb === 'select') statement.runs.after.add(before.fingerprint, 1, 0);
      extendRun(session, statement, { at, startedAt, durationUs, before }, valueHash);
      session.last = statement;
      session.lastAt = at;
    },
    queryBefore(key, at) {
      const session = sessions.get(key ?? '');
      if (!session || session.last?.verb !== 'select') return null;
      return at - session.lastAt <= LONGEST_GAP_MS ? session.last.fingerprint : null;
    },
    end() {
      for (const session of sessions.values()) closeAll(session);
      sessions.clear();
    },
  };
}

interface Moment {
  readonly at: number;
  readonly startedAt: number;
  readonly durationUs: number;
  readonly before: TrackedStatement | null;
}

function extendRun(session: Session, statement: TrackedStatement, moment: Moment, valueHash: () => number): void {
  const { step } = session;
  const run = session.runs.find((each) => each.statement === statement);
  const goesOn =
    run !== undefined && moment.startedAt - run.lastAt <= LONGEST_GAP_MS && step - run.lastStep <= MOST_BETWEEN;
  for (const other of session.runs) {
    if (other.parent !== statement) continue;
    // In P A B A B the first A was no parent of B, but its sibling; where P itself comes again, the loop begins anew.
    if (goesOn) other.parent = run.parent;
    else other.isOver = true;
  }
  if (goesOn) {
    run.executions++;
    run.totalUs += Math.max(0, moment.durationUs);
    run.lastAt = moment.at;
    run.lastStep = step;
    if (run.values.length < SHORTEST_RUN) {
      const hash = valueHash();
      if (!Number.isNaN(hash) && !run.values.includes(hash)) run.values.push(hash);
    }
  } else if (run) run.isOver = true;
  if (session.runs.some(({ isOver }) => isOver)) closeEnded(session);
  if (goesOn) return;
  if (session.runs.length >= MOST_RUNS) close(session.runs.shift()!);
  session.runs.push({
    statement,
    parent: parentOf(session, moment.before, statement),
    executions: 1,
    totalUs: Math.max(0, moment.durationUs),
    lastAt: moment.at,
    lastStep: step,
    values: [],
    isOver: false,
  });
}

/** The second statement of a loop comes after the first: both have the parent of the first. */
function parentOf(
  session: Session,
  before: TrackedStatement | null,
  statement: TrackedStatement,
): TrackedStatement | null {
  if (!before || before === statement) return null;
  const sibling = session.runs.find((run) => run.statement === before && run.executions > 1);
  const parent = sibling ? sibling.parent : before;
  return parent?.verb === 'select' && parent !== statement ? parent : null;
}

function closeEnded(session: Session): void {
  for (const run of session.runs) if (run.isOver) close(run);
  session.runs = session.runs.filter(({ isOver }) => !isOver);
}

function closeAll(session: Session): void {
  for (const run of session.runs) close(run);
  session.runs = [];
}

function close({ statement, parent, executions, totalUs, values }: Run): void {
  if (executions < SHORTEST_RUN || values.length < FEWEST_VALUES) return;
  statement.runs.add(executions, totalUs, parent?.fingerprint ?? null);
}
