import { firstWord, tokenize } from '../../sql/tokens.ts';
import { ownText } from '../own-text.ts';
import { splitLogged } from '../split-logged.ts';
import { isSessionReset } from '../statement-kind.ts';
import type { JoinedSession, PendingStatement } from './joined-session.ts';
import type { LoggedStatement } from './logged-statement.ts';
import { executedName, nameOf, preparedQuery } from './prepared.ts';
import type { LogRecord } from './record.ts';

/** Of a session: each has its text. */
const MOST_NAMES = 32;

type Prepared = JoinedSession['prepared'];

/** Notes what a statement that has ended well prepared under which name, and forgets what it deallocated. */
export function notePrepared({ prepared }: JoinedSession, { sql, record }: LoggedStatement): void {
  // Of a log that does not tell sessions apart one name may be that of several texts.
  if (record.session !== null) noteStatements(prepared, sql);
}

/**
 * The statement with the DETAIL that names what its EXECUTE runs, where the log has none: log_error_verbosity = terse leaves that out, and the
 * server writes it of the simple protocol alone (JDBC asks by the other).
 */
export function withPrepared({ prepared }: JoinedSession, logged: PendingStatement): PendingStatement {
  const { sql, detail } = logged;
  if (detail !== null || logged.record.session === null || !/\bexecute\b/i.test(sql)) return logged;
  const known = new Map(prepared);
  for (const statement of splitLogged(sql)) {
    const text = known.get(executedName(statement) ?? '');
    if (text !== undefined) return { ...logged, detail: `prepare: ${text}` };
    noteStatements(known, statement);
  }
  return logged;
}

/** An error with the query that an EXECUTE alone ran, which is what has failed. */
export function withPreparedQuery(session: JoinedSession | undefined, error: LogRecord): LogRecord {
  if (error.statement === null || error.session === null || !session) return error;
  const text = session.prepared.get(executedName(error.statement) ?? '');
  return text === undefined || splitLogged(error.statement).length > 1
    ? error
    : { ...error, statement: preparedQuery(text) };
}

function noteStatements(prepared: Prepared, sql: string): void {
  if (!/\b(?:prepare|deallocate|discard)\b/i.test(sql)) return;
  for (const statement of splitLogged(sql)) {
    const word = firstWord(statement);
    if (word === 'prepare') notePrepare(prepared, statement);
    else if (word === 'deallocate') deallocate(prepared, statement);
    else if (isSessionReset(statement)) prepared.clear();
  }
}

function notePrepare(prepared: Prepared, statement: string): void {
  const name = nameOf(tokenize(statement, 0)[1]);
  // Not PREPARE TRANSACTION.
  if (name === null || preparedQuery(statement) === null) return;
  prepared.delete(name);
  prepared.set(ownText(name), ownText(statement));
  if (prepared.size > MOST_NAMES) prepared.delete(prepared.keys().next().value!);
}

function deallocate(prepared: Prepared, statement: string): void {
  const token = tokenize(statement).at(-1);
  if (token?.kind === 'word' && token.text.toLowerCase() === 'all') prepared.clear();
  else prepared.delete(nameOf(token) ?? '');
}
