import { COLUMN, ROW, RowTable } from '../log/bytes/row-table.ts';

/** What threads pass to each other: the memory that they share. */
export interface SharedPiece {
  readonly bytes: SharedArrayBuffer;
  readonly tables: readonly SharedTable[];
  readonly state: SharedArrayBuffer;
}

interface SharedTable {
  readonly ints: SharedArrayBuffer;
  readonly times: SharedArrayBuffer;
}

/** Shorter records than this, on average, and a piece's last ones find no place in the tables. */
const SHORT_RECORD = 64;
/** A table takes a few rows fewer than these. */
const ROWS_A_TABLE = 2_000;

/** Places in the state: the number of the piece with its phase, where the scan stopped, and each table's rows. */
const PHASE = 0;
const STOP = 1;
const COUNTS = 2;

const OFFERED = 0;
const CLAIMED = 1;
const SCANNED = 2;
const PHASES = 4;

interface RowPlace {
  readonly table: number;
  readonly row: number;
}

export function sharePiece(bytes: number): SharedPiece {
  const tables = Math.ceil(bytes / SHORT_RECORD / ROWS_A_TABLE);
  return {
    bytes: new SharedArrayBuffer(bytes),
    tables: Array.from({ length: tables }, () => ({
      ints: new SharedArrayBuffer(RowTable.intBytes),
      times: new SharedArrayBuffer(RowTable.timeBytes),
    })),
    state: new SharedArrayBuffer(4 * (COUNTS + tables)),
  };
}

/** Memory for a piece of a log and for the rows that it holds, used for one piece after the other; each thread has its own view of it. */
export class PieceMemory {
  readonly bytes: Buffer;
  readonly tables: readonly RowTable[];
  readonly #state: Int32Array;

  constructor({ bytes, tables, state }: SharedPiece) {
    this.bytes = Buffer.from(bytes);
    this.tables = tables.map(({ ints, times }) => new RowTable(ints, times));
    this.#state = new Int32Array(state);
  }

  /** Says that the piece of that number may be scanned. */
  offer(number: number): void {
    Atomics.store(this.#state, PHASE, number * PHASES + OFFERED);
  }

  /** Takes on the scanning; false where another thread has. */
  claim(number: number): boolean {
    const offered = number * PHASES + OFFERED;
    return Atomics.compareExchange(this.#state, PHASE, offered, number * PHASES + CLAIMED) === offered;
  }

  /** Says that the tables hold the rows, which end at `stop`. */
  complete(number: number, stop: number): void {
    this.#state[STOP] = stop;
    for (const [index, { count }] of this.tables.entries()) this.#state[COUNTS + index] = count;
    Atomics.store(this.#state, PHASE, number * PHASES + SCANNED);
  }

  /** Whether the piece of that number has been scanned; then its rows can be read here. */
  isScanned(number: number): boolean {
    if (Atomics.load(this.#state, PHASE) !== number * PHASES + SCANNED) return false;
    for (const [index, table] of this.tables.entries()) table.count = this.#state[COUNTS + index]!;
    return true;
  }

  /** Where the scan stopped. */
  get stop(): number {
    return this.#state[STOP]!;
  }

  /**
   * Whether a row begins at the offset, which is a line's start. A row of lines may be entered at each of them, since scanners leave lines
   * one by one to the readers of strings.
   */
  hasRow(offset: number): boolean {
    return this.#find(offset) !== null;
  }

  /** The tables with the rows from the offset on; those before are dropped. Empty where no row begins there. */
  enter(offset: number): readonly RowTable[] {
    const place = this.#find(offset);
    if (!place) return [];
    const rows = this.tables[place.table]!;
    dropRows(rows, place.row);
    rows.ints[COLUMN.start] = offset;
    return this.tables.slice(place.table);
  }

  #find(offset: number): RowPlace | null {
    const table = this.tables.findLastIndex(({ count, ints }) => count > 0 && ints[COLUMN.start]! <= offset);
    const rows = this.tables[table];
    if (!rows) return null;
    const row = lastRowFrom(rows, offset);
    const at = rows.at(row);
    const start = rows.ints[at + COLUMN.start]!;
    const isInside = rows.ints[at] === ROW.lines && start < offset && offset < rows.ints[at + COLUMN.end]!;
    return start === offset || isInside ? { table, row } : null;
  }
}

function dropRows(rows: RowTable, count: number): void {
  if (count === 0) return;
  rows.ints.copyWithin(0, rows.at(count), rows.at(rows.count));
  rows.times.copyWithin(0, count * 2, rows.count * 2);
  rows.count -= count;
}

/** The last row that begins at the offset or before; the first one does. */
function lastRowFrom(rows: RowTable, offset: number): number {
  let low = 0;
  let high = rows.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (rows.ints[rows.at(middle) + COLUMN.start]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
