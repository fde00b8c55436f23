import { connect } from '../connection/connect.ts';
import { readOnly } from '../connection/read-only.ts';
import type { Session } from '../connection/model.ts';
import type { ServerSession } from '../connection/server-session.ts';
import { UserError } from '../errors.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface ServerFlags {
  readonly db?: string | undefined;
  /** Seconds. */
  readonly 'statement-timeout': number;
}

/** Connects, runs the work, and closes; when the signal aborts, cancels on the server what is running first. */
export async function withServer<T>(
  flags: ServerFlags,
  signal: AbortSignal,
  work: (session: ServerSession) => Promise<T>,
): Promise<T> {
  const url = flags.db ?? process.env.DATABASE_URL ?? null;
  // A host that does not answer must not make Ctrl-C wait for the connection's timeout.
  const session = await unlessAborted(connect({ url, environment: process.env }), signal);
  let cancelled: Promise<void> | undefined;
  const cancel = () => void (cancelled ??= session.cancel());
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    return await work(session);
  } catch (error) {
    signal.throwIfAborted();
    throw explainRefusal(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    await (cancelled ?? session.close());
  }
}

/** The same, inside one read-only transaction with timeouts. */
export function withReadOnlyServer<T>(
  flags: ServerFlags,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const options = { statementTimeoutMs: flags['statement-timeout'] * 1000 };
  return withServer(flags, signal, (session) => readOnly(session, work, options));
}

const HINTS: Readonly<Record<string, string>> = {
  '57014': 'raise --statement-timeout, or try when the server is less busy',
  '55P03': 'another session holds a lock on it; try again later',
  '42501': 'grant the role SELECT on it, or connect as another role',
};

/** What the server refuses a statement of ours is for the user to mend: a timeout, a lock, a privilege. */
function explainRefusal(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!(code in HINTS) || error instanceof UserError) return error;
  return new UserError(`the server refused: ${(error as Error).message}`, { hint: HINTS[code]!, cause: error });
}
