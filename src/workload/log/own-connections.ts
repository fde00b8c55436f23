import type { LogRecord } from './record.ts';

/** The application_name of our own connections. */
export const OWN_APPLICATION = 'idx-advisor';

const AUTHORIZED = /^(?:replication )?connection authorized: /;
const OWN = / application_name=idx-advisor(?: (?:SSL|GSS)|$)/;
const DISCONNECTION = 'disconnection: ';

/**
 * Tells which records are of the beginning and the end of our own connections. The prefix has no application yet when a connection is authorized, which its
 * message names, and may have none at its end: then the session tells, so that as many connections as sessions are left out.
 */
export function createOwnConnections(): (record: LogRecord) => boolean {
  const sessions = new Set<string>();
  return ({ message, session, application, severity }) => {
    if (session === null || severity !== 'log') return false;
    if (AUTHORIZED.test(message)) {
      const isOwn = application === OWN_APPLICATION || OWN.test(message);
      // Process ids come again.
      if (isOwn) sessions.add(session);
      else sessions.delete(session);
      return isOwn;
    }
    return message.startsWith(DISCONNECTION) && sessions.delete(session);
  };
}
