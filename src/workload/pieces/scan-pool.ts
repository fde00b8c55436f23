import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { ByteScannerChoice } from '../log/scanner.ts';
import { PieceMemory, type PieceTask } from './piece-memory.ts';
import { PieceScanner, type PieceScannerOptions } from './piece-scanner.ts';
import { startScanThread, type ScanThread, type StartScanThread } from './scan-thread.ts';

export interface ScanPoolOptions {
  /** All threads, with the one that takes the rows: it scans too when it has nothing to take. */
  readonly threads: number;
  readonly pieceBytes?: number;
  readonly startThread?: StartScanThread;
}

/** Small, for the sake of memory and of short logs; what is done once a piece takes some hundredths of the time. */
const PIECE_BYTES = 1024 * 1024;
/**
 * Pieces that threads have memory for together: with a few they wait whenever something new takes who takes the rows longer, and that one scans
 * then what it is to take, though it has the more to do; with many more their bytes leave the processor's cache before they are taken.
 */
const PIECES = 10;
/** And each of them at least. */
const FEWEST_PIECES = 4;
/** What who takes the rows has besides, and scans only while it waits for a piece. */
const OWN_PIECES = 2;
/** As long as a thread that waits is deaf to all else. */
const DEAF_MS = 2;
/** A thread that runs makes its memory in less; one that has not started yet is not waited for. */
const MOST_PREPARING_MS = 30;

/** Memory, and the thread that scans into it; null for the one that takes the rows. */
interface Place {
  readonly memory: PieceMemory;
  readonly thread: ScanThread | null;
}

/** A piece that has been set aside memory, and may be scanned by the thread whose memory it is, or by who takes the rows. */
export class OfferedPiece {
  readonly number: number;
  readonly task: PieceTask;
  place: Place;

  constructor(number: number, task: PieceTask, place: Place) {
    this.number = number;
    this.task = task;
    this.place = place;
  }

  /** Where its rows are when it has been scanned. */
  get memory(): PieceMemory {
    return this.place.memory;
  }
}

/**
 * The memory and the threads that scan logs ahead of who takes the rows: a fixed number of pieces, whatever the size and the number of
 * files. Threads start at once, so that they are there when the first file's format has been told.
 */
export class ScanPool {
  readonly pieceBytes: number;
  readonly #threads: readonly ScanThread[];
  /** Those that have not yet made the memory that they were told to. */
  readonly #preparing = new Set<ScanThread>();
  /** What the memory is for. */
  #options: PieceScannerOptions | null = null;
  #own: PieceScanner | null = null;
  #ownFree: Place[] = [];
  #free: Place[] = [];
  #inUse = 0;
  /** In the order in which they were offered; some may have been scanned. */
  #offered: OfferedPiece[] = [];
  #number = 0;
  #failure: { readonly error: unknown } | null = null;

  constructor({ threads, pieceBytes = PIECE_BYTES, startThread = startScanThread }: ScanPoolOptions) {
    this.pieceBytes = pieceBytes;
    this.#threads = Array.from({ length: threads - 1 }, () => startThread((error) => (this.#failure ??= { error })));
  }

  /** Returns when pieces can be offered for scanning by threads, unless that takes long. */
  async prepared(scanner: ByteScannerChoice): Promise<void> {
    for (let waited = 0; this.#prepareFor(scanner) && this.#preparing.size > 0 && waited < MOST_PREPARING_MS; waited++)
      await pause(1);
  }

  /** Null where all memory is in use, or not made yet. */
  offer(task: PieceTask, scanner: ByteScannerChoice): OfferedPiece | null {
    if (!this.#prepareFor(scanner)) return null;
    const place = this.#free.shift();
    if (!place) return null;
    const piece = new OfferedPiece(++this.#number, task, place);
    this.#inUse++;
    this.#offered.push(piece);
    place.memory.offer(piece.number, task);
    place.thread?.wake();
    return piece;
  }

  /** Returns when the piece has been scanned; meanwhile the caller's thread scans what no other one has begun. */
  async scanned(piece: OfferedPiece): Promise<void> {
    while (!piece.memory.isScanned(piece.number)) {
      if (this.#failure) throw this.#failure.error;
      if (!this.#help()) await this.#wait(piece);
    }
  }

  /** Gives the memory back, when no thread uses it any more. */
  async release(piece: OfferedPiece): Promise<void> {
    this.#offered = this.#offered.filter((other) => other !== piece);
    const { memory, number, place } = piece;
    // Once it is claimed here, no other thread begins it.
    if (!memory.claim(number)) while (!memory.isScanned(number) && !this.#failure) await this.#wait(piece);
    this.#inUse--;
    this.#give(place);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** False as long as memory that was made for another kind of log is in use. */
  #prepareFor(scanner: ByteScannerChoice): boolean {
    if (scanner !== this.#options?.scanner && JSON.stringify(scanner) !== JSON.stringify(this.#options?.scanner)) {
      if (this.#inUse > 0) return false;
      const pieces = Math.max(Math.ceil(PIECES / this.#threads.length), FEWEST_PIECES);
      this.#options = { scanner, pieceBytes: this.pieceBytes, pieces };
      this.#own = null;
      this.#ownFree = [];
      this.#free = this.#threads.length > 0 ? [] : this.#makeOwn(FEWEST_PIECES);
      for (const thread of this.#threads) {
        thread.prepare(this.#options);
        this.#preparing.add(thread);
      }
    }
    for (const thread of this.#preparing) this.#takeMemory(thread);
    return true;
  }

  #takeMemory(thread: ScanThread): void {
    const shared = thread.takeMemory();
    if (!shared) return;
    this.#preparing.delete(thread);
    for (const piece of shared) this.#free.push({ memory: PieceMemory.of(piece), thread });
  }

  #makeOwn(pieces: number): Place[] {
    this.#own = new PieceScanner({ ...this.#options!, pieces });
    return this.#own.memories.map((memory) => ({ memory, thread: null }));
  }

  #give(place: Place): void {
    if (place.thread || this.#threads.length === 0) this.#free.push(place);
    else this.#ownFree.push(place);
  }

  /** Scans the next piece that no other thread has begun; false where there is none, or no memory. */
  #help(): boolean {
    if (!this.#own) this.#ownFree = this.#makeOwn(OWN_PIECES);
    for (;;) {
      const piece = this.#offered[0];
      if (!piece || (piece.place.thread && this.#ownFree.length === 0)) return false;
      this.#offered.shift();
      if (!piece.memory.claim(piece.number)) continue;
      this.#scan(piece);
      return true;
    }
  }

  #scan(piece: OfferedPiece): void {
    if (piece.place.thread) {
      this.#free.push(piece.place);
      piece.place = this.#ownFree.pop()!;
    }
    try {
      this.#own!.scan(piece.memory, piece.number, piece.task);
    } catch (error) {
      // Nobody will complete that piece: it must not be waited for.
      this.#failure ??= { error };
      throw error;
    }
  }

  async #wait({ memory, number }: OfferedPiece): Promise<void> {
    memory.wait(number, DEAF_MS);
    if (!memory.isScanned(number)) await nextTurn();
  }
}
