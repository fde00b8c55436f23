import { firstWord } from '../../sql/tokens.ts';
import type { Execution } from '../model.ts';
import { SKIPPED, type SkipTally } from '../skipped.ts';
import { splitLogged } from '../split-logged.ts';
import { innerQuery, reasonToSkip } from '../statement-kind.ts';
import type { DeclaredCursor } from './cursors.ts';
import type { LoggedStatement } from './logged-statement.ts';
import { parseParameters } from './parameters.ts';
import { executedName } from './prepared.ts';
import { preparedExecution, type PreparedExecution } from './prepared-execution.ts';

/**
 * The queries of one logged statement. EXECUTE becomes the statement that was prepared, DECLARE CURSOR and COPY (query)
 * their query, and FETCH more time of that. Of several statements in one message the log has one duration: it is shared evenly among
 * those that the planner plans, so that sums stay right to the microsecond. The others (BEGIN, SET, DDL) are counted by kind.
 */
export function toExecutions(logged: LoggedStatement, skipped: SkipTally): Execution[] {
  if (logged.cursor) return moreOf(logged.cursor, logged, skipped);
  const texts = splitLogged(logged.sql);
  const queries: PreparedExecution[] = [];
  if (texts.length === 0) skipped.add('empty statement', logged.calls);
  const preparedOf = preparedBy(texts, logged.detail);
  const parameters = texts.length === 1 ? parseParameters(logged.detail) : [];
  for (const text of texts) {
    const prepared = preparedOf(text);
    const sql = innerQuery(text);
    const reason = prepared ? null : reasonToSkip(sql);
    if (reason) skipped.add(reason, logged.calls);
    else queries.push(prepared ?? { sql, parameters });
  }
  return queries.map((query, index) => toExecution(logged, query, share(logged.durationUs, queries.length, index)));
}

function moreOf({ query, detail }: DeclaredCursor, logged: LoggedStatement, skipped: SkipTally): Execution[] {
  skipped.add(SKIPPED.utility, logged.calls);
  const asked = { sql: query, parameters: parseParameters(detail) };
  return [toExecution({ ...logged, calls: 0 }, asked, logged.durationUs)];
}

/** The DETAIL is of the first EXECUTE among the statements, and of those that were prepared in the same text. */
function preparedBy(texts: readonly string[], detail: string | null): (text: string) => PreparedExecution | null {
  const isBound = texts.length === 1 && firstWord(texts[0]!) === 'prepare';
  return (text) => (isBound || executedName(text) !== null ? preparedExecution(text, detail) : null);
}

function toExecution(
  { record, calls }: LoggedStatement,
  { sql, parameters }: PreparedExecution,
  durationUs: number | null,
): Execution {
  return {
    sql,
    parameters,
    durationMs: durationUs === null ? null : durationUs / 1000,
    calls,
    rows: null,
    at: record.at,
    user: record.user,
    database: record.database,
    application: record.application,
    host: record.host,
    session: record.session,
  };
}

/** The first one gets what is left over. */
function share(durationUs: number | null, count: number, index: number): number | null {
  if (durationUs === null) return null;
  const each = Math.floor(durationUs / count);
  return index === 0 ? durationUs - each * (count - 1) : each;
}
