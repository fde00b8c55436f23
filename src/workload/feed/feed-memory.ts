/** Places in the state: how many blocks have been filled, and taken, since the memory was made. */
const FILLED = 0;
const TAKEN = 1;

/** What threads tell each other of the memory. */
export interface SharedFeed {
  readonly blocks: SharedArrayBuffer;
  readonly blockBytes: number;
  readonly state: SharedArrayBuffer;
}

/** Blocks of bytes that one thread fills and another one takes, in turn; each has its own view of them. */
export class FeedMemory {
  readonly shared: SharedFeed;
  readonly #blocks: readonly Buffer[];
  readonly #state: Int32Array;

  static make(blocks: number, blockBytes: number): FeedMemory {
    return new FeedMemory({
      blocks: new SharedArrayBuffer(blocks * blockBytes),
      blockBytes,
      state: new SharedArrayBuffer(8),
    });
  }

  constructor(shared: SharedFeed) {
    const { blocks, blockBytes, state } = shared;
    this.shared = shared;
    this.#state = new Int32Array(state);
    const count = blocks.byteLength / blockBytes;
    this.#blocks = Array.from({ length: count }, (_, i) => Buffer.from(blocks, i * blockBytes, blockBytes));
  }

  /** The next block to fill. Has the thread sleep as long as all are filled. */
  blockToFill(): Buffer {
    const filled = Atomics.load(this.#state, FILLED);
    for (;;) {
      const taken = Atomics.load(this.#state, TAKEN);
      if (filled - taken < this.#blocks.length) return this.#block(filled);
      Atomics.wait(this.#state, TAKEN, taken);
    }
  }

  /** Hands that block on. */
  fill(): void {
    Atomics.add(this.#state, FILLED, 1);
    Atomics.notify(this.#state, FILLED);
  }

  /** The block that was filled first of those not yet taken; null where there is none. */
  get filled(): Buffer | null {
    const taken = Atomics.load(this.#state, TAKEN);
    return taken === Atomics.load(this.#state, FILLED) ? null : this.#block(taken);
  }

  /** Gives that block back. */
  take(): void {
    Atomics.add(this.#state, TAKEN, 1);
    Atomics.notify(this.#state, TAKEN);
  }

  /** Has the thread sleep until a block is filled, or for so many milliseconds. */
  wait(ms: number): void {
    Atomics.wait(this.#state, FILLED, Atomics.load(this.#state, TAKEN), ms);
  }

  #block(count: number): Buffer {
    return this.#blocks[count % this.#blocks.length]!;
  }
}
