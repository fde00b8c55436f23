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
/** What is read after a piece, for its last record: that rarely ends where the piece does. */
const MOST_BYTES_AFTER = 8_192;
const NEWLINE = 10;

/** Scans pieces of files where its scanner has its memory, so that nothing is copied: not the bytes, and not their rows. */
export class PieceScanner {
  readonly memories: readonly PieceMemory[];
  readonly #scanner: ByteScanner;

  constructor({ scanner, pieces, pieceBytes }: PieceScannerOptions) {
    this.#scanner = createByteScanner(scanner);
    const length = pieceBytes + Math.min(pieceBytes >> 3, MOST_BYTES_AFTER);
    const tables = Math.ceil(length / SHORT_RECORD / ROWS_A_TABLE);
    this.memories = Array.from({ length: pieces }, () => {
      const bytes = this.#scanner.lend(length);
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

  /**
   * A piece begins anywhere, so the scan does after its first newline. Returns the offset in the piece where it stopped: after the record in
   * which the piece ends, unless that is a long one.
   */
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
    return tables.reduceRight((stop, table) => Math.min(stop, table.endBefore(task.bytes)), at);
  }
}

/** Returns how many bytes there are: none where they cannot be read, which whoever takes the rows then finds out. */
function readPiece(bytes: Buffer, { file, offset }: PieceTask): number {
  let end = 0;
  try {
    while (end < bytes.length) {
      const count = readSync(file, bytes, end, bytes.length - end, offset + end);
      if (count === 0) break;
      end += count;
    }
  } catch {
    return 0;
  }
  return end;
}
