import type { Client } from 'pg';
import { explainConnectionError } from './connection-error.ts';
import type { Row, Session } from './model.ts';
import type { Target } from './target.ts';

/** A session on a native server. */
export interface ServerSession extends Session {
  /** `server_version_num`. */
  readonly serverVersionNum: number;
  /** The server's process for this session (behind a pooler: the pooler's). */
  readonly processId: number;
  /**
   * For Ctrl-C: cancels on the server what is running, waits for it to end, and closes. Leaves no statement, transaction or
   * connection behind. The interrupted query rejects with SQLSTATE 57014.
   */
  cancel(): Promise<void>;
}

const CANCEL_PATIENCE_MS = 3000;

/** @param interrupt asks the server to cancel the running statement; resolves when it has been asked */
export function serverSession(
  client: Client,
  target: Target,
  serverVersionNum: number,
  interrupt: () => Promise<void>,
): ServerSession {
  let running: Promise<unknown> | null = null;
  let closed: Promise<void> | null = null;
  const close = () => (closed ??= client.end());

  return {
    serverVersionNum,
    processId: (client as unknown as { processID: number }).processID,
    async query<R extends Row>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
      const result = client.query<R>(sql, [...parameters]);
      running = result;
      try {
        return (await result).rows;
      } catch (error) {
        throw explainLoss(error, target) ?? error;
      } finally {
        if (running === result) running = null;
      }
    },
    close,
    async cancel() {
      const interrupted = running;
      if (interrupted) {
        await interrupt();
        await Promise.race([interrupted.catch(() => {}), pause(CANCEL_PATIENCE_MS)]);
      }
      await Promise.race([close(), pause(CANCEL_PATIENCE_MS)]);
    },
  };
}

/** A lost connection is the user's to mend; an error that PostgreSQL gave a statement is not a matter of the connection. */
function explainLoss(error: unknown, target: Target) {
  const code = (error as { code?: string }).code ?? '';
  const isStatementError = /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P') && !/^E[A-Z]{4}$/.test(code);
  return isStatementError ? null : explainConnectionError(error, target);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
