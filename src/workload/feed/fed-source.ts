import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import type { Carried } from '../carried-source.ts';
import { LinePlaces } from '../line-places.ts';
import type { SkipReason } from '../skipped.ts';
import type { FeedMemory } from './feed-memory.ts';
import type { FeedThread } from './feed-thread.ts';

/** As long as a thread that waits is deaf to all else. */
const DEAF_MS = 2;

export interface FedSourceOptions {
  readonly memory: FeedMemory;
  readonly thread: FeedThread;
  /** The error by which the thread has ended, if it has. */
  readonly failure: () => { readonly error: unknown } | null;
  /** Gets how much of the file has been read. */
  readonly onBytes: (total: number) => void;
  readonly onLoss: (reason: SkipReason, place: number) => void;
  readonly onClose: (isOver: boolean) => Promise<unknown>;
}

/** The bytes of a log that another thread reads. */
export class FedSource implements Carried {
  lines = 0;
  isInParts = false;
  readonly #options: FedSourceOptions;
  readonly #places = new LinePlaces();
  /** What is left of the block at hand. */
  #block: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(options: FedSourceOptions) {
    this.#options = options;
  }

  async read(target: Buffer, offset: number): Promise<number> {
    while (this.#block.length === 0) {
      if (this.#isOver) return 0;
      await this.#next();
    }
    const count = this.#block.copy(target, offset);
    this.#block = this.#block.subarray(count);
    if (this.#block.length === 0) this.#options.memory.take();
    return count;
  }

  placeOf(offset: number): number {
    return this.#places.at(offset) ?? 0;
  }

  forgetBefore(offset: number): void {
    this.#places.forgetBefore(offset);
  }

  async close(): Promise<void> {
    await this.#options.onClose(this.#isOver);
  }

  async #next(): Promise<void> {
    const { memory, thread, failure, onBytes, onLoss } = this.#options;
    for (; !memory.filled; await nextTurn()) {
      const ended = failure();
      if (ended) throw ended.error;
      memory.wait(DEAF_MS);
    }
    const { length, isLast, bytes, losses, error, carried } = thread.report();
    onBytes(bytes);
    for (const [reason, place] of losses) onLoss(reason, place);
    if (carried) {
      this.lines = carried.lines;
      this.isInParts = carried.isInParts;
      this.#places.add(carried);
    }
    this.#isOver = isLast;
    this.#block = memory.filled.subarray(0, length);
    if (length === 0) memory.take();
    if (error) throw new UserError(error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
}
