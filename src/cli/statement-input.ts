import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UserError } from '../errors.ts';
import { bindParameters } from '../sql/bind.ts';
import { loadParser, parseOne, SqlSyntaxError } from '../sql/parser.ts';
import { isPlannable } from '../sql/plannable.ts';

export interface StatementFlags {
  readonly file?: string | undefined;
  /** Values of `$1`, `$2`, … */
  readonly param?: readonly string[] | undefined;
}

/**
 * The one statement that the command line names: by its text, a file, or standard input (`-`), with its values in place.
 * @throws UserError for none, several, and those that have no plan
 */
export async function readStatement(argument: string | undefined, flags: StatementFlags): Promise<string> {
  const given = await textOf(argument, flags.file);
  await loadParser();
  try {
    parseOne(given);
    const plannable = isPlannable(given);
    if (!plannable.plannable)
      throw refused(`the statement has no plan: it is ${plannable.reason}`.replace('it is SELECT INTO', 'SELECT INTO'));
    return bindParameters(plannable.sql, flags.param ?? []);
  } catch (error) {
    if (error instanceof SqlSyntaxError) throw refused(`the statement does not parse: ${error.message}`, error);
    throw error;
  }
}

async function textOf(argument: string | undefined, file: string | undefined): Promise<string> {
  if (argument !== undefined && file !== undefined) {
    throw new UserError('there are two statements: the argument and --file', { hint: 'leave one of them out' });
  }
  if (file !== undefined) return readSql(file);
  if (argument === '-') return text(process.stdin);
  if (argument !== undefined) return argument;
  throw new UserError('there is no statement to explain', {
    hint: 'write it as an argument in quotes, give a file with --file, or - for standard input',
  });
}

async function readSql(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : message;
    throw new UserError(`cannot read ${file}: ${reason}`, { hint: 'name a file with one statement', cause: error });
  }
}

function refused(message: string, cause?: unknown): UserError {
  return new UserError(message.replaceAll(/\s+/g, ' '), {
    hint: 'explain takes one SELECT, INSERT, UPDATE, DELETE or MERGE',
    cause,
  });
}
