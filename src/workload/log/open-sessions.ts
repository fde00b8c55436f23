import { RecentSizes } from '../recent-sizes.ts';
import { heldBy, leave, newSession, type JoinedSession, type JoinedSessions } from './joined-session.ts';
import { oldestFirst } from './oldest-first.ts';

/** Sessions that are remembered at a time: those of a prefix without an end, or of a log without disconnections, must not pile up. */
const MOST_SESSIONS = 10_000;
/** Code units of what is open in all of them together, and of the last statements. */
const MOST_HELD = 48 * 1024 * 1024;

/** Bounds the sessions of a log in which something is open, and what they hold. */
export class OpenSessions {
  readonly #sessions: JoinedSessions;
  readonly #settle: (session: JoinedSession) => void;
  readonly #oldest: () => string | undefined;
  readonly #held = new RecentSizes<string>(MOST_HELD, (name) => this.end(name));

  /** @param settle is told of a session that is forgotten */
  constructor(sessions: JoinedSessions, settle: (session: JoinedSession) => void) {
    this.#sessions = sessions;
    this.#settle = settle;
    this.#oldest = oldestFirst(sessions);
  }

  find(name: string): JoinedSession | undefined {
    return this.#sessions.get(name);
  }

  /** A new one where there is none of that name. */
  of(name: string): JoinedSession {
    let session = this.#sessions.get(name);
    if (session) return session;
    if (this.#sessions.size >= MOST_SESSIONS) this.end(this.#oldest()!);
    session = newSession();
    this.#sessions.set(name, session);
    return session;
  }

  /** What is open in it may be more or less than before. */
  measure(name: string): void {
    const session = this.#sessions.get(name);
    if (session) this.#held.set(name, heldBy(session));
  }

  end(name: string): void {
    const session = this.#sessions.get(name);
    if (!session) return;
    leave(session);
    this.#settle(session);
    if (typeof session.executed === 'object') session.executed?.forget();
    this.#held.set(name, 0);
    session.isOver = true;
    this.#sessions.delete(name);
  }
}
