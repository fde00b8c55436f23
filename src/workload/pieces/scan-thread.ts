import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { SharedPiece } from './piece-memory.ts';
import type { PieceTask } from './scan-piece.ts';

/** A thread that scans the pieces it is offered, in their order, but for those that another one takes on first. */
export interface ScanThread {
  offer(task: PieceTask): void;
  close(): Promise<unknown>;
}

export interface ScanThreadEvents {
  /** A piece has been scanned. */
  readonly onScanned: () => void;
  /** The thread has ended, by an error of ours. */
  readonly onFailure: (error: unknown) => void;
}

export type StartScanThread = (shared: readonly SharedPiece[], events: ScanThreadEvents) => ScanThread;

export const startScanThread: StartScanThread = (shared, { onScanned, onFailure }) => {
  // By its name in package.json: what this module is bundled into may be anywhere.
  const worker = new Worker(createRequire(import.meta.url).resolve('#scan-worker'), { workerData: shared });
  let isClosing = false;
  worker.on('message', onScanned);
  worker.on('error', onFailure);
  worker.on('exit', (code) => {
    if (!isClosing) onFailure(new Error(`a scanning thread ended by itself, with code ${code}`));
  });
  return {
    offer: (task) => worker.postMessage(task),
    close() {
      isClosing = true;
      return worker.terminate();
    },
  };
};
