import { PieceMemory, sharePiece } from './piece-memory.ts';
import { createPieceScanner, type PieceTask } from './scan-piece.ts';
import { startScanThread, type ScanThread, type StartScanThread } from './scan-thread.ts';

export interface ScanPoolOptions {
  /** All threads, with the one that takes the rows: it scans too when it has nothing to take. */
  readonly threads: number;
  readonly pieceBytes?: number;
  readonly startThread?: StartScanThread;
}

/** Small, for the sake of memory and of short logs; what is done once a piece takes some hundredths of the time. */
const PIECE_BYTES = 1024 * 1024;

/** A piece that has been set aside memory, and may be scanned by any thread. */
export interface OfferedPiece {
  readonly task: PieceTask;
  readonly memory: PieceMemory;
}

/**
 * The memory and the threads that scan logs ahead of who takes the rows: a fixed number of pieces, whatever the size and the number of
 * files. Threads start when the first file is read.
 */
export class ScanPool {
  readonly pieceBytes: number;
  readonly #threadCount: number;
  readonly #startThread: StartScanThread;
  #memories: readonly PieceMemory[] = [];
  #threads: readonly ScanThread[] = [];
  #free: number[] = [];
  /** In the order in which they were offered; some may have been scanned. */
  #offered: OfferedPiece[] = [];
  #scan: (task: PieceTask) => boolean = () => false;
  #number = 0;
  #waiting: (() => void)[] = [];
  #failure: { readonly error: unknown } | null = null;

  constructor({ threads, pieceBytes = PIECE_BYTES, startThread = startScanThread }: ScanPoolOptions) {
    this.pieceBytes = pieceBytes;
    this.#threadCount = threads;
    this.#startThread = startThread;
  }

  /** Null where all memory is in use. */
  offer(piece: Omit<PieceTask, 'number' | 'memory'>): OfferedPiece | null {
    if (this.#memories.length === 0) this.#start();
    const index = this.#free.pop();
    if (index === undefined) return null;
    const number = ++this.#number;
    const memory = this.#memories[index]!;
    const offered = { task: { ...piece, number, memory: index }, memory };
    memory.offer(number);
    this.#offered.push(offered);
    for (const thread of this.#threads) thread.offer(offered.task);
    return offered;
  }

  /** Returns when the piece has been scanned; meanwhile the caller's thread scans what no other one has begun. */
  async scanned({ task, memory }: OfferedPiece): Promise<void> {
    while (!memory.isScanned(task.number)) {
      if (this.#failure) throw this.#failure.error;
      if (!this.#help()) await this.#change();
    }
  }

  /** Gives the memory back, when no thread uses it any more. */
  async release(piece: OfferedPiece): Promise<void> {
    this.#offered = this.#offered.filter((other) => other !== piece);
    const { memory, task } = piece;
    // Once it is claimed here, no other thread begins it.
    if (!memory.claim(task.number)) while (!memory.isScanned(task.number) && !this.#failure) await this.#change();
    this.#free.push(task.memory);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
    this.#threads = [];
  }

  #help(): boolean {
    for (;;) {
      const piece = this.#offered.shift();
      if (!piece) return false;
      try {
        if (this.#scan(piece.task)) return true;
      } catch (error) {
        // Nobody will complete that piece: it must not be waited for.
        this.#fail(error);
        throw error;
      }
    }
  }

  #start(): void {
    const pieces = 2 * this.#threadCount + 2;
    const shared = Array.from({ length: pieces }, () => sharePiece(this.pieceBytes));
    this.#memories = shared.map((piece) => new PieceMemory(piece));
    this.#free = shared.map((_, index) => index);
    this.#scan = createPieceScanner(this.#memories);
    const events = {
      onScanned: () => this.#wakeUp(),
      onFailure: (error: unknown) => this.#fail(error),
    };
    this.#threads = Array.from({ length: this.#threadCount - 1 }, () => this.#startThread(shared, events));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wakeUp();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wakeUp(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
