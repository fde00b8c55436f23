/**
 * What the user can mend: a wrong flag, an unreachable server, an unreadable file. The message says what is wrong with
 * which object, in one line; the hint says what to run. Commands print both on standard error and exit with 2.
 */
export class UserError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
  }
}
