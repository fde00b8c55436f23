import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { FedSource, type FedSourceOptions } from './fed-source.ts';
import type { FeedTask } from './feed.ts';
import { FeedMemory } from './feed-memory.ts';
import { startFeedThread, type FeedThread, type StartFeedThread } from './feed-thread.ts';

/** As much as the readers of bytes take at a time, and a few of them: the one that fills them is to be ahead. */
const BLOCK_BYTES = 512 * 1024;
const BLOCKS = 4;
/** Files of these sizes take as long with the thread as without: to start it, and to tell the format again, takes some 120 ms. */
const WORTH_BYTES = 64 * 1000 * 1000;
const WORTH_COMPRESSED_BYTES = 16 * 1000 * 1000;

export interface FeederOptions {
  readonly blocks?: number;
  readonly blockBytes?: number;
  /** Files of fewer bytes are left to who asks. */
  readonly worthBytes?: number;
  readonly startThread?: StartFeedThread;
}

/**
 * The thread that decompresses and unwraps logs for the one that reads them, a file at a time. It is started when the first of
 * them is met.
 */
export class Feeder {
  readonly #memory: () => FeedMemory;
  readonly #worthBytes: number | undefined;
  readonly #startThread: StartFeedThread;
  #started: { readonly thread: FeedThread; readonly memory: FeedMemory } | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor({
    blocks = BLOCKS,
    blockBytes = BLOCK_BYTES,
    worthBytes,
    startThread = startFeedThread,
  }: FeederOptions = {}) {
    this.#memory = () => FeedMemory.make(blocks, blockBytes);
    this.#worthBytes = worthBytes;
    this.#startThread = startThread;
  }

  /** Whether a file can be read again from its begin, and is large enough for another thread to be the sooner. */
  isWorth(path: string, isCompressed: boolean): boolean {
    const stats = statSync(path, { throwIfNoEntry: false });
    const least = this.#worthBytes ?? (isCompressed ? WORTH_COMPRESSED_BYTES : WORTH_BYTES);
    return stats?.isFile() === true && stats.size >= least;
  }

  /** The one before has been closed. */
  open(task: FeedTask, on: Pick<FedSourceOptions, 'onBytes' | 'onLoss'>): FedSource {
    this.#started ??= this.#start();
    const { thread, memory } = this.#started;
    thread.begin(task);
    const onClose = (isOver: boolean) => (isOver ? Promise.resolve() : this.close());
    return new FedSource({ ...on, memory, thread, failure: () => this.#failure, onClose });
  }

  async close(): Promise<void> {
    const started = this.#started;
    this.#started = null;
    await started?.thread.close();
  }

  #start(): { thread: FeedThread; memory: FeedMemory } {
    const memory = this.#memory();
    return { memory, thread: this.#startThread(memory.shared, (error) => (this.#failure ??= { error })) };
  }
}

/** The feeder for reading logs in so many threads, by default one for each processor; null where there is one alone. */
export function openFeeder(threads: number = availableParallelism()): Feeder | null {
  return threads < 2 ? null : new Feeder();
}
