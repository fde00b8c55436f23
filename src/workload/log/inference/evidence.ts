import { findTag } from '../severity-tag.ts';
import { VERBOSE_STATE } from '../stderr.ts';
import { inEnglish } from '../translations/in-english.ts';

/** What a message tells of the session that logged it, by the escapes of log_line_prefix; null where it tells that there is none yet. */
export interface Evidence {
  readonly u?: string | undefined;
  readonly d?: string | undefined;
  readonly h?: string | undefined;
  readonly p?: string | undefined;
  /** Set by the client right after its connection was authorized. */
  readonly a?: string | undefined;
}

const FORMS: readonly RegExp[] = [
  /^connection authorized: user=(?<u>.+?)(?: database=(?<d>.+?))?(?: application_name=(?<a>.*?))?(?: (?:SSL|GSS) .*)?$/,
  /^replication connection authorized: user=(?<u>.+?)(?: application_name=(?<a>.*?))?(?: (?:SSL|GSS) .*)?$/,
  /^disconnection: session time: \S+ user=(?<u>.+?) database=(?<d>.*?) host=(?<h>.+?)(?: port=\d+)?$/,
  /^connection received: host=(?<h>.+?)(?: port=\d+)?$/,
  /^no pg_hba\.conf entry for (?:replication connection from )?host "(?<h>[^"]+)", user "(?<u>[^"]+)"(?:, database "(?<d>[^"]+)")?/,
  /^(?:password|SCRAM|Peer|Ident|PAM|LDAP|GSSAPI|certificate|RADIUS)\S* authentication failed for user "(?<u>[^"]+)"/,
  /^process (?<p>\d+) (?:still waiting for|acquired|detected deadlock)/,
];
const VACUUMED = /^automatic (?:aggressive )?(?:vacuum|analyze)[^"]{0,60} of table "([^".]+)\./;

/** The message that a line has after its tag, as English has it. */
export function messageAfter(line: string, tagEnd: number): string {
  return inEnglish(line.slice(tagEnd).replace(VERBOSE_STATE, ''));
}

/** What a message tells of its own line's prefix; null where it tells nothing. */
export function evidenceIn(message: string): Evidence | null {
  for (const form of FORMS) {
    const groups = form.exec(message)?.groups;
    if (groups) return groups;
  }
  return null;
}

/** The database that the message of a background process names. */
export function databaseIn(message: string): string | null {
  return VACUUMED.exec(message)?.[1] ?? null;
}

/** A line's client; null for one of no client. */
type Client = { readonly user: string | null; readonly database: string | null } | null;

/** Whether databases that background processes tell of stand where users do, and no such one where databases do. */
export function isSwapped(clients: readonly Client[], databases: ReadonlySet<string>): boolean {
  if (databases.size === 0) return false;
  const isOnly = (one: 'user' | 'database', other: 'user' | 'database') => (client: Client) =>
    databases.has(client?.[one] ?? '') && !databases.has(client?.[other] ?? '');
  return clients.some(isOnly('user', 'database')) && !clients.some(isOnly('database', 'user'));
}

/** The names of users, databases and applications that the messages of lines tell of. */
export function namesToldIn(starts: readonly string[]): ReadonlySet<string> {
  const messages = starts.map((line) => messageAfter(line, findTag(line)?.end ?? 0));
  return new Set(
    messages.flatMap((message) => {
      const { u, d, a } = evidenceIn(message) ?? {};
      return [u, d, a, databaseIn(message)].filter((name) => typeof name === 'string');
    }),
  );
}

/** Whether it is the first message of a session; a process id may be one that another session had. */
export function isConnection(message: string): boolean {
  return message.startsWith('connection received: ');
}

/** Whether it is the last message of a session. */
export function isDisconnection(message: string): boolean {
  return message.startsWith('disconnection: ');
}

/** Whether a line comes after the user and the database are known, and before the application is. */
export function isAuthorization(message: string): boolean {
  return /^(?:replication )?connection authorized: /.test(message);
}

/** Whether a message is of a process that has no user and no database, or of a connection that has none yet. */
export function isWithoutUser(message: string): boolean {
  return /^(?:connection received|checkpoint |restartpoint |automatic |database system |received SIG|parameter "|starting PostgreSQL|listening on|autovacuum launcher)/.test(
    message,
  );
}

const MAY_TELL = /connection|authentication failed|no pg_hba|still waiting|: {1,3}process \d|automatic /;

/** Whether a line may be one of those that tell something, in whatever language: a look that costs little. */
export function mayTell(line: string): boolean {
  if (MAY_TELL.test(line)) return true;
  const end = findTag(line)?.end ?? line.length;
  const english = messageAfter(line, end);
  return english !== line.slice(end) && (evidenceIn(english) ?? databaseIn(english)) !== null;
}
