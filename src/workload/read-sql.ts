import { StatementLines, type TakenStatement } from '../sql/split.ts';
import { tokenize, trimStart } from '../sql/tokens.ts';
import { UserError } from '../errors.ts';
import { inflate } from './inflate.ts';
import { readLines } from './lines.ts';
import type { Execution, SourceEvent } from './model.ts';
import { SKIPPED, SkipTally } from './skipped.ts';
import { innerQuery, reasonToSkip } from './statement-kind.ts';

const COPY_FROM_STDIN = /^copy\b[^;]*\bfrom\s+stdin\b/i;
/** psql's other ways to end a statement: \g, \gx, \gset, \gexec, \gdesc, \crosstabview. */
const SEND_COMMAND = /\\(?:g\w*|crosstabview)(?:\s[^;]*)?$/;
const CALLS_COMMENT = /--\s*calls:\s*(\d{1,12})\b/i;

/**
 * Reads the queries of an SQL file, each as one execution of unknown duration; a comment `-- calls: 100` before a statement says
 * how many it stands for. psql's commands, statements with psql variables and COPY data are counted and left out.
 * @throws UserError for a file without any statement
 */
export async function* readSqlFile(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SourceEvent> {
  const label = name === '-' ? 'standard input' : name;
  const skipped = new SkipTally();
  let bytes = 0;
  let lines = 0;
  let statements = 0;
  let found = 0;
  const pending = new StatementLines();
  let inCopyData = false;

  function* take(taken: readonly TakenStatement[]): Generator<SourceEvent> {
    for (const statement of taken) {
      found++;
      const execution = toExecution(statement, skipped);
      if (!execution) continue;
      statements += execution.calls;
      yield { type: 'execution', execution };
    }
  }

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  }

  const inflated = inflate(label, counted());
  for await (const batch of readLines(inflated.chunks)) {
    skipped.add(SKIPPED.tooLong, batch.tooLong);
    for (const line of batch.lines) {
      lines++;
      if (inCopyData) {
        if (line.trimEnd() === '\\.') inCopyData = false;
        else skipped.add(SKIPPED.copyData);
      } else if (line.trimStart().startsWith('\\') && trimStart(pending.rest) === '') {
        skipped.add(SKIPPED.psqlCommand);
      } else {
        const sent = SEND_COMMAND.exec(line);
        const isSent = sent && isClosed(pending.rest + line.slice(0, sent.index));
        const taken = pending.add(isSent ? `${line.slice(0, sent.index)};` : line);
        if (taken.length === 0) continue;
        inCopyData = COPY_FROM_STDIN.test(taken.at(-1)?.sql ?? '');
        yield* take(taken);
      }
    }
  }
  if (bytes > 0) yield* take(pending.end());
  if (inflated.isCutOff()) skipped.add(SKIPPED.cutOff);
  if (found === 0) {
    throw new UserError(`${label} has no SQL statements`, {
      hint: 'Pass a file with statements that end in semicolons.',
    });
  }
  yield {
    type: 'end',
    source: { kind: 'sql', name, format: 'sql', bytes, lines, statements, skipped: skipped.toRecord() },
  };
}

/** Whether the text ends outside of literals. */
function isClosed(sql: string): boolean {
  return tokenize(sql).at(-1)?.kind !== 'unterminated';
}

function toExecution(statement: TakenStatement, skipped: SkipTally): Execution | null {
  const sql = innerQuery(statement.sql);
  const reason = reasonToSkip(sql) ?? (hasPsqlVariable(sql) ? SKIPPED.psqlVariable : null);
  if (reason) {
    skipped.add(reason);
    return null;
  }
  return {
    sql,
    parameters: [],
    durationMs: null,
    calls: Number(CALLS_COMMENT.exec(statement.lead)?.[1] ?? 1),
    rows: null,
    at: null,
    user: null,
    database: null,
    application: null,
    session: null,
  };
}

/** `:name`, `:'name'`, `:"name"`, which psql or pgbench would replace; not a cast, and not an array slice. */
function hasPsqlVariable(sql: string): boolean {
  if (!sql.includes(':')) return false;
  const tokens = tokenize(sql);
  return tokens.some((token, i) => {
    const next = tokens[i + 1];
    if (token.text !== ':' || !next || next.spaced || !['word', 'identifier', 'string'].includes(next.kind))
      return false;
    const previous = tokens[i - 1];
    return token.spaced || previous === undefined || previous.kind === 'operator' || '(,'.includes(previous.text);
  });
}
