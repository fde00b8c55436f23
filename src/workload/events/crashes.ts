import type { Sighting } from './model.ts';

/**
 * Tells the crashes of one log from what is said of them twice: after a backend's crash (restart_after_crash) the recovery begins with
 * `database system was interrupted`, as it does after an immediate stop, of which nothing else tells.
 */
export class Crashes {
  #isTold = false;

  /** Whether a sighting is of the crash before it. */
  isSame({ kind, subject }: Sighting): boolean {
    if (kind !== 'server-terminated') return false;
    const isRecovery = subject === null;
    const isSame = isRecovery && this.#isTold;
    this.#isTold = !isRecovery;
    return isSame;
  }

  /** The next record is of another log. */
  end(): void {
    this.#isTold = false;
  }
}
