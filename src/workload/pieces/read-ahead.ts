import { COLUMN, type RowTable } from '../log/bytes/row-table.ts';
import type { ByteScannerChoice } from '../log/scanner.ts';
import type { OfferedPiece, ScanPool } from './scan-pool.ts';

export interface ScannedFile {
  /** Descriptor. */
  readonly file: number;
  readonly bytes: number;
  readonly scanner: ByteScannerChoice;
}

/** `base` is the offset in the file of the first byte; `goesOn`: the next rows are of the same bytes. */
export type TakeRows = (bytes: Buffer, rows: RowTable, base: number, goesOn: boolean) => void;

/**
 * The rows of a file as other threads find them ahead of whoever takes them. A piece's rows are a guess: its scan began at some line,
 * which need not be a record's first. They are taken from where the taker's own scan comes to the begin of one of them: as what a scanner
 * finds depends on nothing but where it begins, all that follow are those that the taker would find, and the result is the same
 * for any pieces. What lies between two pieces is left to the taker.
 */
export class ReadAhead {
  readonly #pool: ScanPool;
  readonly #file: ScannedFile;
  readonly #pieceBytes: number;
  /** Those in memory, in order, and the index of the first. */
  readonly #pieces: OfferedPiece[] = [];
  #first = 0;

  constructor(pool: ScanPool, file: ScannedFile) {
    this.#pool = pool;
    this.#file = file;
    this.#pieceBytes = pool.pieceBytes;
  }

  /** Has the first pieces scanned while the caller gets ready. */
  async begin(): Promise<void> {
    await this.#pool.prepared(this.#file.scanner);
    this.#offerMore();
  }

  /** Hands on the rows from `offset` in the file as far as they go on in its pieces, and returns where they do not. */
  async *takeFrom(offset: number, take: TakeRows): AsyncGenerator<undefined, number> {
    const index = Math.floor(offset / this.#pieceBytes);
    while (this.#first < index) await this.#dropFirst();
    // One that was not offered in time is left to the taker, who is inside of it.
    if (this.#pieces.length === 0 && this.#first === index && offset > index * this.#pieceBytes) this.#first++;
    this.#offerMore();
    const piece = this.#pieces[0];
    if (!piece || this.#first > index) return offset;
    await this.#pool.scanned(piece);
    const { memory, task } = piece;
    const tables = memory.enter(offset - task.offset);
    if (tables.length === 0) return offset;
    for (const [index, rows] of tables.entries()) {
      take(memory.bytes, rows, task.offset, index + 1 < tables.length);
      yield;
    }
    const next = task.offset + memory.stop;
    await this.#dropFirst();
    this.#offerMore();
    return next;
  }

  /**
   * Cuts the rows that the taker's own scan found where those of a piece may go on: where the next piece begins, and where one of this
   * piece's rows does. `start` and `stop` are where that scan began and stopped, in the bytes that it was of; `offset` is that
   * start's place in the file. Returns where the rows now stop.
   */
  cut(rows: RowTable, stop: number, start: number, offset: number): number {
    const index = Math.floor(offset / this.#pieceBytes);
    const border = (index + 1) * this.#pieceBytes;
    const piece = index === this.#first ? this.#pieces[0] : undefined;
    for (let row = 1; row < rows.count; row++) {
      const rowStart = rows.ints[rows.at(row) + COLUMN.start]!;
      const at = offset + rowStart - start;
      if (at < border && !piece?.memory.hasRow(at - piece.task.offset)) continue;
      rows.count = row;
      return rowStart;
    }
    return stop;
  }

  /** No thread reads the file after that. */
  async close(): Promise<void> {
    await Promise.all(this.#pieces.map((piece) => this.#pool.release(piece)));
  }

  async #dropFirst(): Promise<void> {
    const piece = this.#pieces.shift();
    if (piece) await this.#pool.release(piece);
    this.#first++;
  }

  #offerMore(): void {
    const { file, bytes, scanner } = this.#file;
    for (;;) {
      const offset = (this.#first + this.#pieces.length) * this.#pieceBytes;
      if (offset >= bytes) return;
      const piece = this.#pool.offer({ file, offset, bytes: Math.min(this.#pieceBytes, bytes - offset) }, scanner);
      if (!piece) return;
      this.#pieces.push(piece);
    }
  }
}
