import type { PGlite } from '@electric-sql/pglite';

/** The embedded PostgreSQL stopped in the middle of something: nobody knows its state, and it answers nothing any more. */
export class CrashError extends Error {
  /** Whether it ran out of stack, which the same statement does again. */
  readonly isOutOfStack: boolean;

  constructor(cause: unknown) {
    const isOutOfStack = cause instanceof RangeError;
    super(
      isOutOfStack ? 'the statement is nested too deeply' : cause instanceof Error ? cause.message : String(cause),
      {
        cause,
      },
    );
    this.name = 'CrashError';
    this.isOutOfStack = isOutOfStack;
  }
}

/** What PGlite throws in place of PostgreSQL's longjmp() to its main loop: an SQL error. */
const LONGJMP_STATUS = 100;

interface MainLoop {
  _PostgresMainLoopOnce: () => void;
}

/**
 * PGlite keeps to itself that the WebAssembly machine failed (a trap, no stack or memory left), and returns what had been answered until then.
 * Here every request from then on fails with a CrashError.
 */
export function reportCrashes(db: PGlite): PGlite {
  let crash: CrashError | null = null;
  const { Module: module } = db as unknown as { Module: MainLoop };
  const loopOnce = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (error) {
      if ((error as { status?: number } | null)?.status !== LONGJMP_STATUS) crash ??= new CrashError(error);
      throw error;
    }
  };
  const checked =
    <A extends unknown[], R>(request: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const answer = await settled(request(...args));
      if (crash) throw crash;
      return answer();
    };
  db.exec = checked(db.exec.bind(db));
  db.query = checked(db.query.bind(db)) as PGlite['query'];
  return db;
}

/** What came of a promise, to be asked for later. */
function settled<R>(promise: Promise<R>): Promise<() => R> {
  return promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}
