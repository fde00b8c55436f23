import type { Sighting } from './model.ts';

/** What is said of one client comes within moments. */
const MOST_SESSIONS = 32;

/**
 * Tells the clients that went away from what is said of them twice: "could not send data to client" and then "connection to client lost",
 * "could not receive data from client" and then "unexpected EOF on client connection with an open transaction".
 */
export class LostClients {
  /** Those that lost theirs last. */
  readonly #sessions: string[] = [];

  /** Whether a sighting is of the client before it in its session. */
  isSame({ kind }: Sighting, session: string | null): boolean {
    if (session === null) return false;
    const known = this.#sessions.indexOf(session);
    // The process of a later session may have the same id.
    if (kind === 'connection' && known >= 0) this.#sessions.splice(known, 1);
    if (kind !== 'client-aborted') return false;
    if (known < 0) this.#sessions.push(session);
    if (this.#sessions.length > MOST_SESSIONS) this.#sessions.shift();
    return known >= 0;
  }

  /** The next record is of another log. */
  end(): void {
    this.#sessions.length = 0;
  }
}
