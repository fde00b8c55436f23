import { StatementLines, type TakenStatement } from '../sql/split.ts';
import { tokenize } from '../sql/tokens.ts';

export interface ScriptStatement {
  readonly sql: string;
  /** Of its first word, from 1. */
  readonly line: number;
}

export interface Script {
  readonly statements: readonly ScriptStatement[];
  /** psql's own commands that would have read or run something else: `\i more.sql`. */
  readonly notFollowed: readonly ScriptStatement[];
}

/** Commands of psql that change nothing in what a file makes. The random word of `\restrict` (2025) is one of its arguments. */
const NOT_FOLLOWED = /^\\(?:i|ir|include|include_relative|copy|gexec|o|!)(?:\s|$)/;

/**
 * The statements of a script as psql would send them: its own commands are passed over, and so is the data of COPY … FROM
 * stdin, up to its `\.`.
 */
export function readScript(text: string): Script {
  const statements: ScriptStatement[] = [];
  const notFollowed: ScriptStatement[] = [];
  const buffer = new StatementLines();
  let bufferLine = 1;
  let inData = false;
  const take = (taken: readonly TakenStatement[]) => {
    let at = bufferLine;
    for (const { sql, lead } of taken) {
      at += newlines(lead);
      statements.push({ sql, line: at });
      at += newlines(sql);
    }
  };
  const beginAfter = (position: number) => {
    buffer.drop();
    bufferLine = position + 2;
  };
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n/);
  for (const [position, line] of lines.entries()) {
    if (inData) {
      inData = line !== '\\.';
      if (!inData) beginAfter(position);
      continue;
    }
    if (line.startsWith('\\') && isBlank(buffer.rest)) {
      if (NOT_FOLLOWED.test(line)) notFollowed.push({ sql: line.trim(), line: position + 1 });
      beginAfter(position);
      continue;
    }
    const taken = buffer.add(line);
    if (taken.length === 0) continue;
    take(taken);
    bufferLine = position + 2 - newlines(buffer.rest);
    inData = /^copy\b.*\bfrom\s+stdin\b/is.test(statements.at(-1)!.sql);
  }
  take(buffer.end());
  return { statements, notFollowed };
}

function isBlank(text: string): boolean {
  return text.trim() === '' || tokenize(text).length === 0;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
