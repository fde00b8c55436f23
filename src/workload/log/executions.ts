import { splitStatements } from '../../sql/split.ts';
import type { Execution } from '../model.ts';
import type { SkipTally } from '../skipped.ts';
import { innerQuery, reasonToSkip } from '../statement-kind.ts';
import type { LoggedStatement } from './join.ts';
import { parseParameters } from './parameters.ts';
import { preparedExecution } from './prepared.ts';

/**
 * The queries of one logged statement. EXECUTE becomes the statement that was prepared, DECLARE CURSOR and COPY (query)
 * their query. Of several statements in one message the log has one duration: it is shared evenly among those that the planner plans,
 * so that sums stay right to the microsecond. The others (BEGIN, SET, DDL) are counted by kind.
 */
export function toExecutions(logged: LoggedStatement, skipped: SkipTally): Execution[] {
  const prepared = /^\s*execute\b/i.test(logged.sql) ? preparedExecution(logged.sql, logged.detail) : null;
  const texts = prepared ? [prepared.sql] : splitStatements(logged.sql);
  const queries: string[] = [];
  if (texts.length === 0) skipped.add('empty statement', logged.calls);
  for (const text of texts) {
    const sql = innerQuery(text);
    const reason = reasonToSkip(sql);
    if (reason) skipped.add(reason, logged.calls);
    else queries.push(sql);
  }
  const parameters = prepared ? prepared.parameters : queries.length === 1 ? parseParameters(logged.detail) : [];
  return queries.map((sql, index) =>
    toExecution(logged, sql, parameters, share(logged.durationUs, queries.length, index)),
  );
}

function toExecution(
  { record, calls }: LoggedStatement,
  sql: string,
  parameters: Execution['parameters'],
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
