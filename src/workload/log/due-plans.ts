import type { LoggedStatement } from './logged-statement.ts';
import { textOf, type JoinedSession, type LateExecution, type PendingStatement } from './joined-session.ts';
import { askedText, isSame } from './logged-texts.ts';
import { cursorsIn, openPortal, withoutUnnamed, type OpenPortal } from './open-portals.ts';

/** What a session has executed last, if its plan may come after the line of the next one. */
export function lastExecution({ pending, executed }: JoinedSession): LateExecution | null {
  if (!pending) return executed === null ? null : { text: executed, untimed: null };
  // A simple query's plan comes before its duration; of an INSERT that of the extended protocol does, too.
  const isDue = pending.portal !== null && pending.durationUs === null;
  return isDue ? { text: askedText(pending), untimed: pending } : null;
}

/** Notes what a statement has opened and closed. */
export function notePortals(session: JoinedSession, logged: PendingStatement, before: LateExecution | null): void {
  const { sql, durationUs, calls, portal } = logged;
  const untimed = durationUs === null ? logged : null;
  // One that has begun may tell of the unnamed portal's plan yet.
  if (session.portals.length > 0 && (portal === '' || (portal === null && durationUs !== null))) closeUnnamed(session);
  if (portal) {
    if (before) keepUnnamed(session, before);
    const isKnown = calls === 0 && session.portals.some(({ name }) => name === portal);
    if (isKnown && untimed === null) noteTimed(session, logged);
    if (!isKnown) session.portals = openPortal(session.portals, { name: portal, sql, untimed });
  }
  for (let cursors = cursorsIn(sql); cursors > 0; cursors--)
    session.portals = openPortal(session.portals, { name: null, sql, untimed });
}

export function closeUnnamed(session: JoinedSession): void {
  session.portals = withoutUnnamed(session.portals);
}

/** The unnamed portal stays open while named ones are executed. */
function keepUnnamed(session: JoinedSession, { text, untimed }: LateExecution): void {
  const sql = textOf(text);
  if (sql === null || session.portals.some((open) => isSame(open.sql, sql))) return;
  session.portals = openPortal(session.portals, { name: '', sql, untimed });
}

/** A duration was logged of a statement that opened a portal, or of more rows of one: that tells its time. */
export function noteTimed({ portals }: JoinedSession, logged: PendingStatement): void {
  for (const open of portals)
    if (isOpenedBy(open, logged) || (logged.portal && open.name === logged.portal)) open.untimed = null;
}

/** A statement that has failed opened none. */
export function dropPortals(session: JoinedSession, failed: PendingStatement): void {
  session.portals = session.portals.filter((open) => !isOpenedBy(open, failed));
}

/** The record is the same also where a plan has told of some of its time. */
function isOpenedBy({ untimed }: OpenPortal, { record }: LoggedStatement): boolean {
  return untimed?.record === record;
}

/**
 * Whether a plan is of an execution that another line has told of. Where no duration line did, the plan tells its time: in the execution
 * itself, or, if that was told of already, as more time of it.
 */
export function takeDuePlan(
  session: JoinedSession,
  sql: string,
  durationUs: number,
  emit: (logged: LoggedStatement) => void,
): boolean {
  const { late, pending, executed } = session;
  const same = (other: string | null) => other !== null && isSame(other, sql);
  if (late?.untimed && same(textOf(late.text))) {
    session.late = null;
    emit({ ...late.untimed, durationUs });
    closePortal(session, same);
    return true;
  }
  if (pending && same(askedText(pending))) {
    // Where no duration line follows, no other one is told; a text of several statements has a plan of each.
    session.pending = { ...pending, durationUs: (pending.durationUs ?? 0) + durationUs };
    if (pending.portal) closePortal(session, same);
    return true;
  }
  if (late && same(textOf(late.text))) {
    session.late = null;
    closePortal(session, same);
    return true;
  }
  if (same(textOf(executed))) {
    session.executed = null;
    closePortal(session, same);
    return true;
  }
  const open = closePortal(session, same);
  if (open?.untimed) emit({ ...open.untimed, calls: 0, durationUs });
  return open !== null;
}

function closePortal(session: JoinedSession, isIt: (sql: string) => boolean): OpenPortal | null {
  const at = session.portals.findIndex(({ sql }) => isIt(sql));
  const open = session.portals[at] ?? null;
  if (open) session.portals = session.portals.toSpliced(at, 1);
  return open;
}
