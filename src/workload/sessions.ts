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
  /** Null where the run has ended, and its place may be taken. */
  statement: TrackedStatement | null;
  /** The query that came right before the first execution. */
  parent: TrackedStatement | null;
  executions: number;
  totalUs: number;
  lastAt: number;
  lastStep: number;
  readonly values: number[];
}

interface Session {
  step: number;
  last: TrackedStatement | null;
  lastAt: number;
  readonly runs: Run[];
  /** Of the run that is the next to be given up. */
  turn: number;
}

/** The values of an execution. */
export interface Values {
  /** Any number that differs where the values do; NaN where they are unknown. */
  valueHash(): number;
}

export interface SessionTracker {
  /**
   * Takes the executions of a source in their order within each session.
   * @param session null where the log does not tell: nothing can be said of those
   * @param at milliseconds since 1970 when it ended; NaN where unknown: likewise
   * @param values asked for only where the same statement comes again, at most ten times a run
   */
  observe(statement: TrackedStatement, session: string | null, at: number, durationUs: number, values: Values): void;
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
    const session: Session = { step: 0, last: null, lastAt: NaN, runs: [], turn: 0 };
    sessions.set(key, session);
    return session;
  };

  return {
    observe(statement, key, at, durationUs, values) {
      if (key === null || Number.isNaN(at)) return;
      const session = sessionOf(key);
      const us = Math.max(0, durationUs);
      const before = at - us / 1000 - session.lastAt <= LONGEST_GAP_MS ? session.last : null;
      session.step++;
      if (before !== null && statement.verb === 'insert' && before.verb === 'select') {
        statement.runs.after.add(before.fingerprint, 1, 0);
      }
      extendRun(session, statement, at, us, before, values);
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

/** Once for every execution of a log: it makes no object but where a run begins. */
function extendRun(
  session: Session,
  statement: TrackedStatement,
  at: number,
  durationUs: number,
  before: TrackedStatement | null,
  values: Values,
): void {
  const { step, runs } = session;
  let run: Run | null = null;
  let isParent = false;
  for (let i = 0; i < runs.length; i++) {
    const each = runs[i]!;
    if (each.statement === statement) run = each;
    else if (each.parent === statement) isParent = true;
  }
  const gapMs = run ? at - durationUs / 1000 - run.lastAt : Infinity;
  const goesOn = run !== null && gapMs <= LONGEST_GAP_MS && step - run.lastStep <= MOST_BETWEEN;
  if (isParent) leaveParent(session, statement, goesOn ? run : null);
  if (run && goesOn) {
    run.executions++;
    run.totalUs += durationUs;
    run.lastAt = at;
    run.lastStep = step;
    if (run.values.length < SHORTEST_RUN) {
      const hash = values.valueHash();
      if (!Number.isNaN(hash) && !run.values.includes(hash)) run.values.push(hash);
    }
    return;
  }
  const parent = parentOf(session, before, statement);
  const place = run ?? freePlace(session);
  end(place);
  place.statement = statement;
  place.parent = parent;
  place.executions = 1;
  place.totalUs = durationUs;
  place.lastAt = at;
  place.lastStep = step;
}

/** As long as there is room a new one, then the oldest in turn. */
function freePlace(session: Session): Run {
  const { runs } = session;
  if (runs.length < MOST_RUNS) {
    const run: Run = { statement: null, parent: null, executions: 0, totalUs: 0, lastAt: 0, lastStep: 0, values: [] };
    runs.push(run);
    return run;
  }
  session.turn = (session.turn + 1) % MOST_RUNS;
  return runs[session.turn]!;
}

/** In P A B A B the first A was no parent of B, but its sibling; where P itself comes again, the loop begins anew. */
function leaveParent(session: Session, parent: TrackedStatement, sibling: Run | null): void {
  for (const each of session.runs) {
    if (each.parent !== parent) continue;
    if (sibling) each.parent = sibling.parent;
    else end(each);
  }
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

/** Counts a run where it was one. */
function end(run: Run): void {
  const { statement, parent, executions, totalUs, values } = run;
  if (statement && executions >= SHORTEST_RUN && values.length >= FEWEST_VALUES) {
    statement.runs.add(executions, totalUs, parent?.fingerprint ?? null);
  }
  run.statement = null;
  run.parent = null;
  run.executions = 0;
  if (values.length > 0) values.length = 0;
}

function closeAll(session: Session): void {
  for (const run of session.runs) end(run);
}
