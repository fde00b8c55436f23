import { UserError } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { Session } from '../connection/model.ts';
import type { Execution, SourceEvent } from './model.ts';
import { preparedQuery } from './log/prepared.ts';
import { SKIPPED, SkipTally } from './skipped.ts';
import { innerQuery, reasonToSkip } from './statement-kind.ts';

const NAME = 'pg_stat_statements';

export interface StatementRow extends Record<string, unknown> {
  readonly sql: string | null;
  readonly calls: number;
  readonly ms: number;
  readonly rows: number;
  readonly user: string | null;
  readonly database: string | null;
}

/**
 * Reads what pg_stat_statements (any version, in any schema) has of the current database: queries that clients sent themselves, of all
 * users. Its texts have `$n` for constants, and calls is how often each ran since the last reset.
 * @throws UserError when the extension is missing, not preloaded or not readable, or when all its texts are hidden from the role
 */
export async function* readStatements(session: Session): AsyncGenerator<SourceEvent> {
  const rows = await fetchRows(session);
  const skipped = new SkipTally();
  const executions: Execution[] = [];
  for (const row of rows) {
    const execution = toExecution(row, skipped);
    if (execution) executions.push(execution);
  }
  if (executions.length === 0 && skipped.get(SKIPPED.privilege) > 0) {
    throw hidden(NAME);
  }
  yield* readExecutions(NAME, executions, skipped.toRecord());
}

export function hidden(name: string): UserError {
  return new UserError(`${name} hides the statements of other users from this role`, {
    hint: 'Let it see them: GRANT pg_read_all_stats TO the role',
  });
}

/** Executions that were read before, such as those that a snapshot carries, as a source. */
export async function* readExecutions(
  name: string,
  executions: readonly Execution[],
  skipped: Readonly<Record<string, number>> = {},
): AsyncGenerator<SourceEvent> {
  let statements = 0;
  for (const execution of executions) {
    statements += execution.calls;
    yield { type: 'execution', execution };
  }
  const source = {
    kind: 'statements',
    name,
    format: NAME,
    bytes: 0,
    lines: executions.length,
    statements,
    skipped,
  } as const;
  yield await Promise.resolve({ type: 'end', source });
}

/** A row as an execution of as many calls; null for what is left out, which is counted. */
export function toExecution(row: StatementRow, skipped: SkipTally): Execution | null {
  if (row.sql === null) {
    skipped.add(SKIPPED.malformed);
    return null;
  }
  if (row.sql === '<insufficient privilege>') {
    skipped.add(SKIPPED.privilege);
    return null;
  }
  // PREPARE itself is not counted there: its text is that of what EXECUTE ran.
  const sql = preparedQuery(row.sql) ?? innerQuery(row.sql);
  const reason = reasonToSkip(sql);
  if (reason) {
    skipped.add(reason, row.calls);
    return null;
  }
  return {
    sql,
    parameters: [],
    durationMs: row.ms,
    calls: row.calls,
    rows: row.rows,
    at: null,
    user: row.user,
    database: row.database,
    application: null,
    session: null,
  };
}

async function fetchRows(session: Session): Promise<StatementRow[]> {
  const [extension] = await session.query<{ schema: string; columns: string }>(
    `SELECT n.nspname AS schema,
            (SELECT string_agg(a.attname, ',') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
              WHERE c.relname = '${NAME}' AND c.relnamespace = n.oid AND a.attnum > 0) AS columns
       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = '${NAME}'`,
  );
  if (!extension) {
    throw new UserError(`the extension ${NAME} is not installed in this database`, {
      hint: `Put ${NAME} into shared_preload_libraries, restart, and run: CREATE EXTENSION ${NAME}`,
    });
  }
  const columns = new Set(extension.columns.split(','));
  // total_time was split into planning and execution in 1.8 (PostgreSQL 13); toplevel came with 1.9 (14).
  const time = columns.has('total_exec_time') ? 'total_exec_time' : 'total_time';
  const toplevel = columns.has('toplevel') ? 'AND s.toplevel' : '';
  try {
    return await session.query<StatementRow>(
      `SELECT s.query AS sql, s.calls::float8 AS calls, s.${time}::float8 AS ms, s.rows::float8 AS rows,
              r.rolname::text AS user, d.datname::text AS database
         FROM ${quoteIdentifier(extension.schema)}.${NAME} s
         JOIN pg_database d ON d.oid = s.dbid
         LEFT JOIN pg_roles r ON r.oid = s.userid
        WHERE d.datname = current_database() ${toplevel}`,
    );
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === '55000') {
    return new UserError(`${NAME} is installed but not loaded`, {
      hint: `Put ${NAME} into shared_preload_libraries and restart the server`,
      cause: error,
    });
  }
  if (code === '42501') {
    return new UserError(`this role may not read ${NAME}`, {
      hint: 'GRANT pg_read_all_stats TO the role',
      cause: error,
    });
  }
  return error;
}
