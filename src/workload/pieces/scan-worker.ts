import { parentPort, workerData } from 'node:worker_threads';
import { keepLean } from '../lean-heap.ts';
import { PieceMemory, type SharedPiece } from './piece-memory.ts';
import { createPieceScanner, type PieceTask } from './scan-piece.ts';

/** What a scanning thread does: it imports the scanners of logs and nothing else, so as to start fast and stay small. */
keepLean();
const scan = createPieceScanner((workerData as readonly SharedPiece[]).map((shared) => new PieceMemory(shared)));
parentPort!.on('message', (task: PieceTask) => {
  if (scan(task)) parentPort!.postMessage(null);
});
