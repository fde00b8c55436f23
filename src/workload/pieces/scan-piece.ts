import { readSync } from 'node:fs';
import { createScanner, type ScannerChoice } from '../log/scanner.ts';
import type { RowScanner } from '../log/bytes/row-table.ts';
import type { PieceMemory } from './piece-memory.ts';

/** A piece of a file that is to be scanned. */
export interface PieceTask {
  /** No other piece that is being read has the same. */
  readonly number: number;
  /** Index of the memory that is set aside for it. */
  readonly memory: number;
  /** Descriptor: threads share them. */
  readonly file: number;
  readonly offset: number;
  readonly bytes: number;
  readonly scanner: ScannerChoice;
}

const NEWLINE = 10;

/** Scans pieces into their memory. Returns false where another thread has taken the piece on. */
export function createPieceScanner(memories: readonly PieceMemory[]): (task: PieceTask) => boolean {
  const scanners = new Map<string, RowScanner>();
  return (task) => {
    const memory = memories[task.memory]!;
    if (!memory.claim(task.number)) return false;
    const name = JSON.stringify(task.scanner);
    const scanner = scanners.get(name) ?? createScanner(task.scanner);
    scanners.set(name, scanner);
    memory.complete(task.number, scanPiece(memory, scanner, task));
    return true;
  };
}

/** A piece begins anywhere, so the scan does after its first newline. Returns the offset in the piece where it stopped. */
function scanPiece({ bytes, tables }: PieceMemory, scanner: RowScanner, task: PieceTask): number {
  for (const table of tables) table.count = 0;
  const end = readPiece(bytes, task);
  const newline = task.offset === 0 ? -1 : bytes.indexOf(NEWLINE);
  if (task.offset > 0 && newline < 0) return 0;
  let at = newline + 1;
  for (const table of tables) {
    if (at >= end) break;
    at = scanner.scan(bytes, at, end, false, table);
    if (!table.isFull) break;
  }
  return at;
}

/** Returns how many bytes there are: none where they cannot be read, which whoever takes the rows then finds out. */
function readPiece(bytes: Buffer, { file, offset, bytes: length }: PieceTask): number {
  let end = 0;
  try {
    while (end < length) {
      const count = readSync(file, bytes, end, length - end, offset + end);
      if (count === 0) break;
      end += count;
    }
  } catch {
    return 0;
  }
  return end;
}
