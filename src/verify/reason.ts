import { SqlSyntaxError } from '../sql/parser.ts';
import { UnsafeStatementError } from './inspect.ts';
import type { VerifyOptions } from './model.ts';

/** Why a statement failed, in one line without values of the workload. An error that is not the server's is thrown on. */
export function reasonOf(error: unknown, options: VerifyOptions): string {
  if (error instanceof UnsafeStatementError || error instanceof SqlSyntaxError) return error.message;
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57P') || code.startsWith('08')) {
    throw error;
  }
  if (code === '57014') return `it took longer than ${options.statementTimeoutMs} ms`;
  if (code === '55P03') return `it waited longer than ${options.lockTimeoutMs} ms for a lock`;
  if (code === '23505') return 'rows with the same key exist';
  const line = (message ?? code).split('\n', 1)[0]!;
  // Class 22, data exceptions, quote the value, which may have quotes itself: invalid input syntax for type integer: "…".
  return code.startsWith('22') ? line.replace(/".*"/, '"…"') : line;
}
