import { BORDERS } from './borders.ts';
import type { LogRecord } from './record.ts';

/** The application_name of our own connections. */
export const OWN_APPLICATION = 'idx-advisor';

const REPLICATION = `replication ${BORDERS.authorized}`;
const OWN = / application_name=idx-advisor(?: (?:SSL|GSS)|$)/;

/**
 * Tells which records are of the beginning and the end of our own connections. The prefix has no application yet when a connection is authorized, which its
 * message names, and may have none at its end: then the session tells, so that as many connections as sessions are left out.
 */
export class OwnConnections {
  readonly #sessions = new Set<string>();

  /** Whether the end of one may come. */
  get isOpen(): boolean {
    return this.#sessions.size > 0;
  }

  isOf({ message, session, application, severity }: LogRecord): boolean {
    if (session === null || severity !== 'log') return false;
    if (message.startsWith(BORDERS.authorized) || message.startsWith(REPLICATION)) {
      const isOwn = application === OWN_APPLICATION || OWN.test(message);
      // Process ids come again.
      if (isOwn) this.#sessions.add(session);
      else this.#sessions.delete(session);
      return isOwn;
    }
    return message.startsWith(BORDERS.ended) && this.#sessions.delete(session);
  }
}
