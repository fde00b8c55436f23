import { ByteTable } from './byte-table.ts';
import { COLUMN, IS_EXTENDED, JOINED, MOST_ROWS, ROW, UNTIMED, WIDTH, type RowTable } from './row-table.ts';

const NONE = -1;
/** What the scanner has for the session where the prefix tells none (scanner/row-layout.ts). */
const NO_SESSION = 1;

/** What the rows at hand have told of a session. */
interface Session {
  /** Of which rows: all is to be forgotten where they are others. */
  rows: number;
  /** The row of a statement that has begun and not ended. */
  begun: number;
  /** The row of one of the extended protocol before a simple query: its plan may come after that has begun, and tells its time. */
  late: number;
  /** Whether the statement before is over: only then is a duration none of that. */
  isSettled: boolean;
  /** The rows of the last two durations after that: of parse and bind, if a statement of the extended protocol begins next. */
  parse: number;
  bind: number;
}

/**
 * Joins rows of statements that were logged when they began (log_statement) with those of their durations (log_duration) where both are
 * among the rows at hand and nothing else that is told of their session lies between. They become executions, like those that were logged
 * with their duration; so do those that another one follows instead. All others are left to the joiner of records.
 */
export class RowPairs {
  readonly #sessions = new ByteTable<Session>();
  /** By the row of an execution: the row of its duration, and how many rows became its steps. */
  readonly #durations = new Int16Array(MOST_ROWS);
  readonly #steps = new Uint8Array(MOST_ROWS);
  #rows = 0;

  join(rows: RowTable): void {
    if (!hasBegun(rows)) return;
    const { ints } = rows;
    this.#rows++;
    for (let row = rows.first; row < rows.count; row++) {
      const at = row * WIDTH;
      const kind = ints[at]!;
      // Of which session they are is not known.
      if (kind === ROW.lines) this.#rows++;
      if (kind === ROW.lines || kind === ROW.step) continue;
      const session = this.#sessionOf(ints, at);
      if (session === null) continue;
      if (kind === ROW.begun) this.#begin(session, rows, row);
      else if (kind === ROW.duration) this.#end(session, rows, row);
      else {
        forget(session);
        session.isSettled = kind !== ROW.record;
      }
    }
  }

  /** How many rows became steps of an execution that was joined. */
  stepsOf(row: number): number {
    return this.#steps[row]!;
  }

  /**
   * Makes of an execution that was joined what it was before. Its steps stay some.
   * @returns the row that is a duration again, -1 where it had none; null where nothing was joined
   */
  part({ ints }: RowTable, row: number): number | null {
    const at = row * WIDTH;
    const flags = ints[at + COLUMN.flags]!;
    if ((flags & (JOINED | UNTIMED)) === 0) return null;
    ints[at] = ROW.begun;
    ints[at + COLUMN.flags] = flags & ~(JOINED | UNTIMED);
    const duration = this.#durations[row]!;
    if (duration !== NONE) ints[duration * WIDTH] = ROW.duration;
    return duration;
  }

  #begin(session: Session, rows: RowTable, row: number): void {
    const { ints } = rows;
    const isExtended = (flagsOf(ints, row) & IS_EXTENDED) !== 0;
    const before = session.begun;
    const isLate = before !== NONE && !isExtended && (flagsOf(ints, before) & IS_EXTENDED) !== 0;
    this.#completeLate(session, rows);
    if (isLate) session.late = before;
    else if (before !== NONE) this.#complete(session, rows, before, NONE);
    else if (!isExtended) session.parse = session.bind = NONE;
    session.begun = row;
    session.isSettled = false;
  }

  #end(session: Session, rows: RowTable, row: number): void {
    if (session.begun !== NONE) {
      this.#completeLate(session, rows);
      if (isOfOneClient(rows.ints, session.begun, row)) this.#complete(session, rows, session.begun, row);
      forget(session);
      session.isSettled = true;
    } else if (session.isSettled) {
      session.parse = session.bind;
      session.bind = row;
    }
  }

  #completeLate(session: Session, rows: RowTable): void {
    if (session.late !== NONE) this.#complete(session, rows, session.late, NONE);
    session.late = NONE;
  }

  /** @param duration its row; NONE without one */
  #complete(session: Session, { ints, times }: RowTable, row: number, duration: number): void {
    const at = row * WIDTH;
    ints[at] = ROW.execution;
    ints[at + COLUMN.flags]! |= duration === NONE ? UNTIMED : JOINED;
    times[row * 2] = duration === NONE ? -1 : times[duration * 2]!;
    if (duration !== NONE) ints[duration * WIDTH] = ROW.ended;
    this.#durations[row] = duration;
    this.#steps[row] = becomeStep(ints, session.parse) + becomeStep(ints, session.bind);
    session.parse = session.bind = NONE;
  }

  #sessionOf(ints: Int32Array, at: number): Session | null {
    const first = ints[at + COLUMN.session]!;
    const second = ints[at + COLUMN.session + 1]!;
    if (first === NO_SESSION && second === 0) return null;
    let session = this.#sessions.get(first, second);
    if (!session) {
      session = { rows: 0, begun: NONE, late: NONE, isSettled: false, parse: NONE, bind: NONE };
      this.#sessions.add(first, second, session);
    }
    if (session.rows !== this.#rows) {
      session.rows = this.#rows;
      forget(session);
      session.isSettled = false;
    }
    return session;
  }
}

function forget(session: Session): void {
  session.begun = session.late = session.parse = session.bind = NONE;
}

function hasBegun({ ints, first, count }: RowTable): boolean {
  for (let row = first; row < count; row++) if (ints[row * WIDTH] === ROW.begun) return true;
  return false;
}

function flagsOf(ints: Int32Array, row: number): number {
  return ints[row * WIDTH + COLUMN.flags]!;
}

function isOfOneClient(ints: Int32Array, one: number, other: number): boolean {
  const first = one * WIDTH + COLUMN.origin;
  const second = other * WIDTH + COLUMN.origin;
  return ints[first] === ints[second] && ints[first + 1] === ints[second + 1];
}

/** Returns how many steps came of it. */
function becomeStep(ints: Int32Array, row: number): number {
  if (row === NONE) return 0;
  ints[row * WIDTH] = ROW.step;
  ints[row * WIDTH + COLUMN.key] = 1;
  return 1;
}
