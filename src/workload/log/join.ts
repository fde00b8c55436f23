import { SKIPPED, type SkipTally } from '../skipped.ts';
import { isBorder } from './borders.ts';
import { noteCursors, withCursor } from './cursors.ts';
import { closeUnnamed, dropPortals, lastExecution, noteTimed, notePortals, takeDuePlan } from './due-plans.ts';
import { JoinedSessions, leave, textOf } from './joined-session.ts';
import type { ExecutedText, JoinedSession, PendingStatement } from './joined-session.ts';
import type { Joiner } from './joiner.ts';
import { askedText, executionsOf, isLoggedByAll, isSame, plansOf, withoutFailed } from './logged-texts.ts';
import type { LoggedPlan, LoggedStatement } from './logged-statement.ts';
import { createMessageReader, isPlan } from './message.ts';
import { OpenSessions } from './open-sessions.ts';
import { readPlanMessage } from './plan-text.ts';
import { planText } from './prepared.ts';
import { notePrepared, withPrepared, withPreparedQuery } from './prepared-names.ts';
import { isEndOfWorker, isPassedOn } from './parallel-workers.ts';
import { isRaised } from './raised.ts';
import type { LogRecord } from './record.ts';
import { recordInEnglish } from './translations/in-english.ts';

/** log_duration has one for parse and one for bind. */
const STEPS = 2;
/** A client may parse several statements before it executes the first. */
const MOST_BARE = 16;

/** What ends a session whether or not a statement runs in it. */
const IDLE = /^terminating connection due to /;

/**
 * Makes executions of a log's records: joins the statement (log_statement) with the duration (log_duration) that follows it in its
 * session, counts an execution of the extended protocol once, and drops the plans of statements that were logged anyway.
 * @param emitEvent gets records with their message in English
 */
export function createJoiner(
  emit: (statement: LoggedStatement) => void,
  skipped: SkipTally,
  emitEvent: (record: LogRecord) => void = () => {},
  emitPlan: (plan: LoggedPlan) => void = () => {},
  sessions = new JoinedSessions(),
  endSession: (name: string) => void = () => {},
): Joiner {
  const read = createMessageReader();
  const open = new OpenSessions(sessions, (session) => flush(session));
  let steps = 0;

  const flushLate = (session: JoinedSession): void => {
    if (session.late?.untimed) emit(session.late.untimed);
    session.late = null;
  };
  const flushPlans = (session: JoinedSession): void => {
    for (const plan of executionsOf(session.plans)) emit(plan);
    session.plans = [];
  };
  const loseBare = (session: JoinedSession): void => {
    for (const offset of session.bare) skipped.add(SKIPPED.bareDuration, 1, offset);
    session.bare = [];
  };
  const countSteps = (session: JoinedSession, most: number): void => {
    const { length } = session.bare;
    const own = session.bare.splice(session.hasAll ? 0 : Math.max(0, length - most));
    skipped.add(SKIPPED.step, own.length);
  };
  const flush = (session: JoinedSession): void => {
    loseBare(session);
    flushLate(session);
    flushPlans(session);
    if (session.pending) emit(session.pending);
    session.pending = null;
  };
  const passedBy = (executed: ExecutedText): JoinedSession => {
    if (!executed.joined || executed.joined.isOver) executed.joined = open.of(executed.name);
    return executed.joined;
  };

  const statement = (
    record: LogRecord,
    sql: string,
    durationUs: number | null,
    calls: 0 | 1,
    portal: string | null = null,
    own = 0,
  ): void => {
    // log_statement tells of every execution: what had no statement before it was no other one.
    const isStep = portal !== null && durationUs === null;
    const session = open.of(record.session ?? '');
    leave(session);
    if (session.pending) notePrepared(session, session.pending);
    const told: PendingStatement = { sql, detail: record.detail, durationUs, calls, record, portal };
    const logged = withPrepared(session, told);
    const asked = askedText(logged);
    const planned = plansOf(session.plans, logged, asked);
    skipped.add(SKIPPED.planDuplicate, planned.length);
    session.plans = session.plans.filter((plan) => !planned.includes(plan));
    session.hasAll = durationUs === null && (session.hasAll || isLoggedByAll(sql));
    if (isStep) countSteps(session, STEPS - own);
    const before = lastExecution(session);
    const isBegun = portal === null && durationUs === null;
    if (isBegun && before?.untimed) session.pending = null;
    flush(session);
    if (isBegun) session.late = before;
    notePortals(session, logged, before);
    noteCursors(session, logged);
    session.executed = null;
    if (durationUs === null) session.pending = logged;
    else {
      emit(withCursor(session, logged));
      notePrepared(session, logged);
      // Whose plan has come is not followed by another one.
      session.executed = planned.length === 0 ? asked : null;
    }
  };

  const plan = (record: LogRecord, text: string, durationUs: number): void => {
    if (record.context !== null) return skipped.add(SKIPPED.nestedPlan);
    const message = readPlanMessage(text);
    if (message === null) return skipped.add(SKIPPED.malformed, 1, record.offset);
    const { parameters } = message;
    const sql = planText(message.sql);
    emitPlan({ sql, durationUs, text: message.plan, record });
    const session = open.of(record.session ?? '');
    leave(session);
    if (takeDuePlan(session, sql, durationUs, emit)) return skipped.add(SKIPPED.planDuplicate);
    if (session.plans.some((other) => !isSame(other.sql, sql)) || session.plans.length > 100) flushPlans(session);
    session.plans.push({ sql, detail: parameters, durationUs, calls: 1, record });
  };

  const duration = (record: LogRecord, durationUs: number): void => {
    const session = open.of(record.session ?? '');
    const { pending } = session;
    leave(session);
    if (!pending) {
      if (session.hasAll) return skipped.add(SKIPPED.step);
      session.bare.push(record.offset);
      if (session.bare.length > MOST_BARE) skipped.add(SKIPPED.bareDuration, 1, session.bare.shift());
      return;
    }
    flushLate(session);
    noteTimed(session, pending);
    notePrepared(session, pending);
    session.pending = null;
    emit(withCursor(session, { ...pending, durationUs }));
    // Whose plan has come is not followed by another one.
    session.executed = pending.durationUs === null ? askedText(pending) : null;
  };

  const fastPath = (record: LogRecord, durationUs: number | null): void => {
    const session = open.of(record.session ?? '');
    leave(session);
    flush(session);
    session.executed = null;
    // Only log_statement = all tells of one that has not ended.
    if (durationUs === null) session.hasAll = true;
    skipped.add(SKIPPED.fastPath);
  };

  /** Whether an error is of the statement that was told of last, and may be over. */
  const isOf = (record: LogRecord, pending: LoggedStatement): boolean => {
    if (record.statement !== null) return isSame(record.statement, pending.sql);
    return !sessions.errorsTellStatements && pending.durationUs === null && !IDLE.test(record.message);
  };

  const dropFailedPlans = (session: JoinedSession, failed: string): void => {
    const plans = withoutFailed(session.plans, failed);
    skipped.add(SKIPPED.planDuplicate, session.plans.length - plans.length);
    session.plans = [...plans];
  };

  /** Whether it is of the statement that is pending, which is none any more. */
  const endPending = (session: JoinedSession, record: LogRecord): boolean => {
    const { pending } = session;
    const hasFailed = pending !== null && isOf(record, pending);
    flushLate(session);
    if (pending && !hasFailed) {
      emit(pending);
      notePrepared(session, pending);
    }
    if (hasFailed) dropPortals(session, pending);
    session.pending = null;
    if (record.statement !== null) dropFailedPlans(session, record.statement);
    return hasFailed;
  };

  const error = (logged: LogRecord): void => {
    // The statement fails once, however many processes say so.
    if (isEndOfWorker(logged)) return;
    const record = recordInEnglish(logged);
    if (!record.isFatal) sessions.errorsTellStatements ||= record.statement !== null;
    const session = open.find(record.session ?? '');
    const hasFailed = session !== undefined && endPending(session, record);
    if (isPassedOn(record)) return;
    // A csvlog does not tell an empty one, whose parameters did not fit, from none.
    if (hasFailed || record.statement) skipped.add(SKIPPED.failed);
    emitEvent(withPreparedQuery(session, record));
  };

  const log = (record: LogRecord, own: number): void => {
    const step = read(record.message);
    if (step === null) {
      // What a function says is no event, however much it looks like one of the server's.
      if (isRaised(record.context)) return;
      const told = recordInEnglish(record);
      emitEvent(withPreparedQuery(open.find(record.session ?? ''), told));
      if (told.statement === null && isBorder(told.message)) end(told.session);
      return;
    }
    // RAISE LOG can say anything; what the server itself says of a statement has neither context nor statement.
    if (record.statement !== null || (record.context !== null && step.kind !== 'plan'))
      return skipped.add(SKIPPED.raised);
    steps++;
    switch (step.kind) {
      case 'statement':
        return statement(record, step.sql, step.durationUs, 1);
      case 'execute':
        return statement(record, step.sql, step.durationUs, step.fetch ? 0 : 1, step.portal, own);
      case 'parse-or-bind':
        return skipped.add(SKIPPED.step);
      case 'fast-path':
        return fastPath(record, step.durationUs);
      case 'duration':
        return duration(record, step.durationUs);
      case 'plan':
        return plan(record, step.text, step.durationUs);
      case 'foreign':
        return skipped.add(SKIPPED.language, 1, record.offset);
      case 'malformed':
        return skipped.add(SKIPPED.malformed, 1, record.offset);
    }
  };

  const end = (name: string | null): void => {
    if (name === null) return;
    open.end(name);
    endSession(name);
  };

  return {
    take(record, own = 0) {
      if (record.severity === 'log' || (record.severity === 'other' && isPlan(record.message))) log(record, own);
      else if (record.severity === 'error') error(record);
      else return;
      open.measure(record.session ?? '');
    },
    pass(executed, forgets) {
      const session = passedBy(executed);
      if (session.pending || session.plans.length > 0 || (forgets && session.prepared.size > 0)) return false;
      session.late = null;
      if (session.portals.length > 0) closeUnnamed(session);
      if (session.bare.length > 0) loseBare(session);
      session.hasAll = false;
      session.executed = session.passing = executed;
      return true;
    },
    passBegun(executed, { isTimed, isByAll, forgets, steps: own }) {
      const session = passedBy(executed);
      if (session.pending) notePrepared(session, session.pending);
      if (session.plans.length > 0 || (forgets && session.prepared.size > 0)) return false;
      session.hasAll ||= isByAll;
      if (own !== null) {
        countSteps(session, STEPS - own);
        closeUnnamed(session);
      }
      flush(session);
      session.executed = isTimed ? executed : null;
      session.passing = executed;
      return true;
    },
    endSession: end,
    addSteps(count) {
      steps += count;
    },
    end(goesOn = false) {
      if (!goesOn) {
        for (const session of sessions.values()) flush(session);
        return sessions.clear();
      }
      for (const session of sessions.values()) {
        session.passing = null;
        // What it promises is of this file.
        session.executed = textOf(session.executed);
        if (session.late) session.late = { ...session.late, text: textOf(session.late.text) ?? '' };
      }
    },
    get steps() {
      return steps;
    },
  };
}
