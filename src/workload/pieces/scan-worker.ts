import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { keepLean } from '../lean-heap.ts';
import { PieceScanner, type PieceScannerOptions } from './piece-scanner.ts';
import type { ScanWorkerData } from './scan-thread.ts';

/** What a scanning thread does: it imports the scanners of logs and nothing else, so as to start fast and stay small. */
keepLean();
const { bell, port } = workerData as ScanWorkerData;
let scanner: PieceScanner | null = null;
for (;;) {
  const rung = Atomics.load(bell, 0);
  const told = receiveMessageOnPort(port) as { message: PieceScannerOptions } | undefined;
  if (told) {
    scanner = new PieceScanner(told.message);
    port.postMessage(scanner.memories.map((memory) => memory.share()));
  } else if (!scanner?.scanNext()) Atomics.wait(bell, 0, rung);
}
