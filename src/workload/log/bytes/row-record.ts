import { isAscii } from 'node:buffer';
import type { Client } from '../../tally/origins.ts';
import { BORDERS, borderAt } from '../borders.ts';
import { stateOf } from '../csvlog.ts';
import type { LogFormat } from '../detect.ts';
import { OWN_APPLICATION } from '../own-connections.ts';
import type { LogRecord } from '../record.ts';
import { readMessageText } from '../stderr.ts';
import { COLUMN, HEAD_LENGTH, IS_ESCAPED, ROW, valueHashOf, WIDTH, type RowTable } from './row-table.ts';
import { textReader, UNESCAPE, type ReadText } from './row-text.ts';

/** Undefined where it cannot be read. */
type Part = string | null | undefined;

/** What a row has for the level of its record, in scanner/level.ts. */
const SEVERITIES = ['log', 'error', 'error', 'other'] as const;
const FATAL = 2;
const NOBODY: Client = { user: null, database: null, application: null, host: null };
const STATE_LENGTH = 5;
/** Code units in which a disconnection tells the session's time. */
const TIME_LENGTH = 60;

/** Makes records of the rows of a log that are one: ROW.record, ROW.begun or ROW.duration. */
export class RowRecords {
  readonly #format: LogFormat;
  readonly #bytes: Buffer;
  readonly #rows: RowTable;
  /** Whether the bytes of all rows are ASCII; null where nobody has asked. */
  #isPlain: boolean | null = null;
  #isEscaped = false;
  /** The place of the last record's session in the row, and its name: what a session tells often comes in a row. */
  #sessionAt = -1;
  #session: string | null = null;
  readonly #readPlain: ReadText = (start, end) =>
    UNESCAPE[this.#format](this.#bytes.toString('latin1', start, end), this.#isEscaped);

  constructor(format: LogFormat, bytes: Buffer, rows: RowTable) {
    this.#format = format;
    this.#bytes = bytes;
    this.#rows = rows;
  }

  /**
   * Null where the readers of strings have to look.
   * @param client whose it is, null where nothing is known of it
   * @param offset of its first byte in the log
   */
  record(row: number, client: Client | null, offset: number): LogRecord | null {
    const { ints, times } = this.#rows;
    const at = row * WIDTH;
    const read = this.#reader(at);
    const isRecord = ints[at] === ROW.record;
    const text = read(ints[at + COLUMN.textStart]! - headLength(ints, at), ints[at + COLUMN.textEnd]!);
    const detail = isRecord ? part(read, ints, at + COLUMN.detailStart) : values(read, ints, at);
    const context = isRecord ? part(read, ints, at + COLUMN.contextStart) : null;
    const statement = isRecord ? part(read, ints, at + COLUMN.statementStart) : null;
    if (text === null || detail === undefined || context === undefined || statement === undefined) return null;
    const level = isRecord ? ints[at + COLUMN.severity]! : 0;
    const stateStart = isRecord ? ints[at + COLUMN.stateStart]! : -1;
    const { message, state } = this.#format === 'stderr' ? readMessageText(text) : { message: text, state: null };
    const time = times[row * 2 + 1]!;
    const { user, database, application, host } = client ?? NOBODY;
    return {
      session: this.#sessionOf(at + COLUMN.session),
      at: Number.isNaN(time) ? null : time,
      user,
      database,
      application,
      host,
      sqlState: stateOf(stateStart < 0 ? state : this.#latin(stateStart, stateStart + STATE_LENGTH)),
      severity: SEVERITIES[level]!,
      isFatal: level === FATAL,
      message,
      detail,
      context,
      statement,
      valueHash: ints[at] === ROW.begun ? valueHashOf(ints, at) : undefined,
      offset,
    };
  }

  /**
   * The record of where a session begins or ends, with no more of its message than is counted: of many logs those are most of what is told. Null
   * for any other, and where it may be ours.
   */
  border(row: number, client: Client | null): LogRecord | null {
    const { ints, times } = this.#rows;
    const at = row * WIDTH;
    if (ints[at] !== ROW.record || ints[at + COLUMN.severity] !== 0) return null;
    if (ints[at + COLUMN.contextStart]! >= 0 || ints[at + COLUMN.statementStart]! >= 0) return null;
    const message = this.#borderMessage(ints[at + COLUMN.textStart]!, ints[at + COLUMN.textEnd]!);
    const application = client?.application ?? null;
    if (message === null || application === OWN_APPLICATION || message.includes(OWN_APPLICATION)) return null;
    const time = times[row * 2 + 1]!;
    return {
      session: this.#sessionOf(at + COLUMN.session),
      at: Number.isNaN(time) ? null : time,
      ...NOBODY,
      application,
      sqlState: null,
      severity: 'log',
      message,
      detail: null,
      context: null,
      statement: null,
    };
  }

  /** Null of any other. Of one that is authorized whole: at its end is who it is of. */
  #borderMessage(start: number, end: number): string | null {
    const head = borderAt(this.#bytes, start, end);
    if (head === null || head === BORDERS.received) return head;
    return this.#latin(start, head === BORDERS.ended ? Math.min(end, start + TIME_LENGTH) : end);
  }

  /** @param at the place of its hash */
  #sessionOf(at: number): string | null {
    const { ints } = this.#rows;
    const last = this.#sessionAt;
    if (last < 0 || ints[at] !== ints[last] || ints[at + 1] !== ints[last + 1]) {
      const row = at - COLUMN.session;
      this.#session = this.#latin(ints[row + COLUMN.sessionStart]!, ints[row + COLUMN.sessionEnd]!) || null;
      this.#sessionAt = at;
    }
    return this.#session;
  }

  #latin(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end);
  }

  #reader(at: number): ReadText {
    const { ints } = this.#rows;
    this.#isEscaped = (ints[at + COLUMN.flags]! & IS_ESCAPED) !== 0;
    if ((this.#isPlain ??= isAscii(this.#bytesOfRows()))) return this.#readPlain;
    const start = ints[at + COLUMN.start]!;
    const read = textReader(this.#format, this.#bytes.subarray(start, ints[at + COLUMN.end]), this.#isEscaped);
    return (from, to) => read(from - start, to - start);
  }

  #bytesOfRows(): Buffer {
    const { ints, first, count } = this.#rows;
    return this.#bytes.subarray(ints[first * WIDTH + COLUMN.start], ints[(count - 1) * WIDTH + COLUMN.end]);
  }
}

/** How many bytes of the message stand before what the row has of it. */
function headLength(ints: Int32Array, at: number): number {
  return ints[at] === ROW.begun ? ints[at + COLUMN.flags]! >>> HEAD_LENGTH : 0;
}

function part(read: ReadText, ints: Int32Array, at: number): Part {
  const start = ints[at]!;
  return start < 0 ? null : (read(start, ints[at + 1]!) ?? undefined);
}

/** Of a row whose columns are those of an execution. */
function values(read: ReadText, ints: Int32Array, at: number): Part {
  const start = ints[at + COLUMN.detailStart]!;
  const end = ints[at + COLUMN.detailEnd]!;
  return end > start ? (read(start, end) ?? undefined) : null;
}
