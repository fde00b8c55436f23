import { readSync } from 'node:fs';
import type { ByteScanner } from '../log/bytes/byte-scanner.ts';
import { createByteScanner, type ByteScannerChoice } from '../log/scanner.ts';
import { PieceMemory, type PieceTask } from './piece-memory.ts';

export interface PieceScannerOptions {
  readonly scanner: ByteScannerChoice;
  readonly pieces: number;
  readonly pieceBytes: number;
}

/** Shorter records than this, on average, and a piece's last ones find no place in the tables. */
const SHORT_RECORD = 64;
/** A table takes a few rows fewer than these. */
const ROWS_A_TABLE = 2_000;
const NEWLINE = 10;

/** Scans pieces of files where its scanner has its memory, so that nothing is copied: not the bytes, and not their rows. */
export class PieceScanner {
  readonly memories: readonly PieceMemory[];
  readonly #scanner: ByteScanner;

  constructor({ scanner, pieces, pieceBytes }: PieceScannerOptions) {
    this.#scanner = createByteScanner(scanner);
    const tables = Math.ceil(pieceBytes / SHORT_RECORD / ROWS_A_TABLE);
    this.memories = Array.from({ length: pieces }, () => {
      const bytes = this.#scanner.lend(pieceBytes);
      return new PieceMemory(
        bytes,
        Array.from({ length: tables }, () => this.#scanner.lendTable()),
      );
    });
  }

  /** Scans the piece that its memories were offered first; false where there is none. */
  scanNext(): boolean {
    let first: PieceMemory | null = null;
    let lowest = Infinity;
    for (const memory of this.memories) {
      const number = memory.offered;
      if (number === null || number > lowest) continue;
      first = memory;
      lowest = number;
    }
    if (!first) return false;
    const task = first.claim(lowest);
    if (task) this.scan(first, lowest, task);
    return true;
  }

  /** @param memory one of its own */
  scan(memory: PieceMemory, number: number, task: PieceTask): void {
    memory.complete(number, this.#scan(memory, task));
  }

  /** A piece begins anywhere, so the scan does after its first newline. Returns the offset in the piece where it stopped. */
  #scan({ bytes, tables }: PieceMemory, task: PieceTask): number {
    for (const table of tables) table.first = table.count = 0;
    const end = readPiece(bytes, task);
    const newline = task.offset === 0 ? -1 : bytes.indexOf(NEWLINE);
    if (task.offset > 0 && newline < 0) return 0;
    let at = newline + 1;
    for (const table of tables) {
      if (at >= end) break;
      at = this.#scanner.scan(bytes, at, end, false, table);
      if (!table.isFull) break;
    }
    return at;
  }
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
