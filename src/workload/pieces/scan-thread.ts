import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { startOwnThread } from '../own-thread.ts';
import type { SharedPiece } from './piece-memory.ts';
import type { PieceScannerOptions } from './piece-scanner.ts';

/** A thread that scans the pieces that its memory is offered, in their order, but for those that another one takes on first. */
export interface ScanThread {
  /** Has it make memory anew, in place of what it has, for another kind of log. No piece is being scanned. */
  prepare(options: PieceScannerOptions): void;
  /** The memory that it was last told to make; null as long as it has not, and once it was asked for. */
  takeMemory(): readonly SharedPiece[] | null;
  /** Says that a piece has been offered to its memory. */
  wake(): void;
  close(): Promise<unknown>;
}

/** @param onFailure gets an error of ours by which the thread has ended */
export type StartScanThread = (onFailure: (error: unknown) => void) => ScanThread;

export interface ScanWorkerData {
  /** Rung when there is something to do: a number that changes. */
  readonly bell: Int32Array;
  readonly port: MessagePort;
}

/** Messages are looked for when they are wanted, on both sides: an event loop takes longer to bring one than a small piece takes to scan. */
export const startScanThread: StartScanThread = (onFailure) => {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const { port, close } = startOwnThread('#scan-worker', { bell }, onFailure);
  /** How often memory was to be made and has not been. */
  let awaited = 0;
  const wake = () => {
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  };
  return {
    prepare(options) {
      awaited++;
      port.postMessage(options);
      wake();
    },
    takeMemory() {
      for (;;) {
        const answer = receiveMessageOnPort(port) as { message: readonly SharedPiece[] } | undefined;
        if (!answer) return null;
        if (--awaited === 0) return answer.message;
      }
    },
    wake,
    close,
  };
};
