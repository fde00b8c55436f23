import { firstWord, tokenize } from '../../sql/tokens.ts';
import { ownText } from '../own-text.ts';
import { splitLogged } from '../split-logged.ts';
import { isSessionReset } from '../statement-kind.ts';
import type { JoinedSession, PendingStatement } from './joined-session.ts';
import type { LoggedStatement } from './logged-statement.ts';
import { executedName, nameOf, preparedName, preparedQuery } from './prepared.ts';
import { readPreparedText } from './prepared-texts.ts';
import type { LogRecord } from './record.ts';

/** Of a session: each has its text. */
const MOST_NAMES = 32;

type Prepared = JoinedSession['prepared'];

/** Notes what a statement that has ended well prepared under which name, and forgets what it deallocated. */
export function notePrepared({ prepared }: JoinedSession, { sql, record }: LoggedStatement): void {
  // Of a log that does not tell sessions apart one name may be that of several texts.
  if (record.session === null || !mayPrepare(sql)) return;
  const text = ownText(sql);
  for (const statement of splitLogged(sql)) noteStatement(prepared, statement, text);
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
    noteStatement(known, statement, sql);
  }
  return logged;
}

/** What is told of an EXECUTE alone, such as its error, a temporary file or a lock, as told of the query that it runs. */
export function withPreparedQuery(session: JoinedSession | undefined, record: LogRecord): LogRecord {
  const { statement } = record;
  const query = statement === null ? null : runBy(statement, session);
  return query === null || splitLogged(statement!).length > 1 ? record : { ...record, statement: query };
}

function runBy(statement: string, session: JoinedSession | undefined): string | null {
  const name = executedName(statement);
  // Parallel workers have for their statement what was prepared.
  if (name === null) return preparedQuery(statement);
  const text = session?.prepared.get(name);
  return text === undefined ? null : (readPreparedText(text).queries.get(name) ?? null);
}

function mayPrepare(sql: string): boolean {
  return /\b(?:prepare|deallocate|discard)\b/i.test(sql);
}

function noteStatement(prepared: Prepared, statement: string, text: string): void {
  const word = firstWord(statement);
  if (word === 'prepare') notePrepare(prepared, statement, text);
  else if (word === 'deallocate') deallocate(prepared, statement);
  else if (isSessionReset(statement)) prepared.clear();
}

function notePrepare(prepared: Prepared, statement: string, text: string): void {
  const name = preparedName(statement);
  if (name === null) return;
  prepared.delete(name);
  prepared.set(ownText(name), text);
  if (prepared.size > MOST_NAMES) prepared.delete(prepared.keys().next().value!);
}

function deallocate(prepared: Prepared, statement: string): void {
  const token = tokenize(statement).at(-1);
  if (token?.kind === 'word' && token.text.toLowerCase() === 'all') prepared.clear();
  else prepared.delete(nameOf(token) ?? '');
}
