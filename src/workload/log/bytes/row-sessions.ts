import type { ObservationSink } from '../../observation.ts';
import { RecentSizes } from '../../recent-sizes.ts';
import { ByteTable } from './byte-table.ts';
import { COLUMN, WIDTH, type RowTable } from './row-table.ts';
import { SessionText, type SessionReader } from './session-text.ts';

/** Of the last statements of all sessions: enough for one of 3 kB of each of 10,000. Only the plan of such a one is not told from a statement of its own. */
const MOST_KEPT_BYTES = 32 * 1024 * 1024;

/** The sessions of a log's rows: which of them the sink's tally counts by itself, and where the last statement of each is. */
export class RowSessions {
  readonly #rows: ObservationSink['rows'];
  readonly #reader: SessionReader;
  readonly #sessions = new ByteTable<SessionText>();
  /** By what the tally knows them by. */
  readonly #counted = new Map<number, SessionText>();
  readonly #kept = new RecentSizes<SessionText>(MOST_KEPT_BYTES, (session) => session.forget());
  #touched: SessionText[] = [];
  /** Touches those whose rows, of those at hand, the tally has counted. */
  #noteCounted: () => void = () => {};

  /** @param textOf the statement that a record's bytes log; null where it cannot be found in them */
  constructor(rows: ObservationSink['rows'], textOf: SessionReader['textOf']) {
    this.#rows = rows;
    // One for all: a log may have as many sessions as statements.
    this.#reader = {
      textOf,
      noteCounted: () => this.#noteCounted(),
      leaveCounted: (counted) => rows?.forgetSession(counted),
      noteKept: (session, bytes) => this.#kept.set(session, bytes),
    };
  }

  /** Rows are at hand. */
  begin(bytes: Buffer, { ints }: RowTable): void {
    this.#noteCounted = () =>
      this.#rows?.takeSessions((counted, row) => this.touch(this.#counted.get(counted)!, bytes, ints, row * WIDTH));
  }

  /** Other rows will be at hand. */
  end(): void {
    this.#noteCounted();
  }

  /** The bytes will be written over. */
  leave(): void {
    for (const session of this.#touched) session.keep();
    this.#touched = [];
  }

  /** @param at the row's place in `ints` */
  of(bytes: Buffer, ints: Int32Array, at: number): SessionText {
    const first = ints[at + COLUMN.session]!;
    const second = ints[at + COLUMN.session + 1]!;
    const known = this.#sessions.get(first, second);
    if (known) return known;
    const name = bytes.toString('latin1', ints[at + COLUMN.sessionStart], ints[at + COLUMN.sessionEnd]);
    const session = new SessionText(name, this.#reader);
    this.#sessions.add(first, second, session);
    return session;
  }

  /** The row's statement is the session's last one. */
  touch(session: SessionText, bytes: Buffer, ints: Int32Array, at: number): void {
    if (session.touch(bytes, ints[at + COLUMN.start]!, ints[at + COLUMN.end]!)) this.#touched.push(session);
  }

  /** Lets the tally count the rows of a session that has been passed: those that were joined (JOINED or UNTIMED), or the others (0). */
  count(session: SessionText, row: number, joining: number): void {
    if (!this.#rows) return;
    session.counted = this.#rows.knowSession(row, session.name, joining);
    const other = this.#counted.get(session.counted);
    // Where there are too many, an old one gives way to it.
    if (other && other !== session) this.#noteCounted();
    this.#counted.set(session.counted, session);
  }
}
