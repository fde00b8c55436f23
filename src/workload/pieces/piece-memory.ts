import { COLUMN, ROW, RowTable } from '../log/bytes/row-table.ts';

/** Where in a file a piece is. */
export interface PieceTask {
  /** Descriptor: threads share them. */
  readonly file: number;
  readonly offset: number;
  readonly bytes: number;
}

/** What threads tell each other of a piece's memory: places in memory that they share, in bytes. */
export interface SharedPiece {
  readonly memory: ArrayBufferLike;
  readonly start: number;
  readonly length: number;
  readonly tables: readonly number[];
  readonly state: SharedArrayBuffer;
}

/** Places in the state: the number of the piece with its phase, where the scan stopped, what is to be scanned, and each table's rows. */
const PHASE = 0;
const STOP = 1;
const FILE = 2;
const BYTES = 3;
const COUNTS = 4;

const OFFERED = 0;
const CLAIMED = 1;
const SCANNED = 2;
const PHASES = 4;

interface RowPlace {
  readonly table: number;
  readonly row: number;
}

/** Memory for a piece of a log and for the rows that it holds, used for one piece after the other; each thread has its own view of it. */
export class PieceMemory {
  readonly bytes: Buffer;
  readonly tables: readonly RowTable[];
  readonly #state: Int32Array;
  /** Where the piece begins in its file. */
  readonly #offset: Float64Array;

  constructor(
    bytes: Buffer,
    tables: readonly RowTable[],
    state = new SharedArrayBuffer(8 + 4 * (COUNTS + tables.length)),
  ) {
    this.bytes = bytes;
    this.tables = tables;
    this.#offset = new Float64Array(state, 0, 1);
    this.#state = new Int32Array(state, 8);
  }

  static of({ memory, start, length, tables, state }: SharedPiece): PieceMemory {
    const views = tables.map((address) => new RowTable(memory, address));
    return new PieceMemory(Buffer.from(memory, start, length), views, state);
  }

  share(): SharedPiece {
    const { byteOffset: start, length } = this.bytes;
    const tables = this.tables.map(({ ints }) => ints.byteOffset);
    // The memory has grown since the first of them was made.
    const memory = this.tables.at(-1)!.ints.buffer;
    return { memory, start, length, tables, state: this.#state.buffer as SharedArrayBuffer };
  }

  /** Says that the piece of that number may be scanned. */
  offer(number: number, { file, offset, bytes }: PieceTask): void {
    this.#offset[0] = offset;
    this.#state[FILE] = file;
    this.#state[BYTES] = bytes;
    Atomics.store(this.#state, PHASE, number * PHASES + OFFERED);
  }

  /** The number of the piece that may be scanned; null where there is none. */
  get offered(): number | null {
    const phase = Atomics.load(this.#state, PHASE);
    return phase > 0 && phase % PHASES === OFFERED ? phase / PHASES : null;
  }

  /** Takes on the scanning; null where another thread has. */
  claim(number: number): PieceTask | null {
    const offered = number * PHASES + OFFERED;
    if (Atomics.compareExchange(this.#state, PHASE, offered, number * PHASES + CLAIMED) !== offered) return null;
    return { file: this.#state[FILE]!, offset: this.#offset[0]!, bytes: this.#state[BYTES]! };
  }

  /** Says that the tables hold the rows, which end at `stop`. */
  complete(number: number, stop: number): void {
    this.#state[STOP] = stop;
    for (const [index, { count }] of this.tables.entries()) this.#state[COUNTS + index] = count;
    Atomics.store(this.#state, PHASE, number * PHASES + SCANNED);
    Atomics.notify(this.#state, PHASE);
  }

  /** Whether the piece of that number has been scanned; then its rows can be read here. */
  isScanned(number: number): boolean {
    if (Atomics.load(this.#state, PHASE) !== number * PHASES + SCANNED) return false;
    for (const [index, table] of this.tables.entries()) {
      table.first = 0;
      table.count = this.#state[COUNTS + index]!;
    }
    return true;
  }

  /** Has the thread sleep until another one has scanned the piece of that number that it has claimed, or for so many milliseconds. */
  wait(number: number, ms: number): void {
    Atomics.wait(this.#state, PHASE, number * PHASES + CLAIMED, ms);
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
    rows.first = place.row;
    rows.ints[rows.at(place.row) + COLUMN.start] = offset;
    return this.tables.slice(place.table).filter(({ count }) => count > 0);
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
