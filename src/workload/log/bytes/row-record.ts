import type { Client } from '../../tally/origins.ts';
import { stateOf } from '../csvlog.ts';
import type { LogFormat } from '../detect.ts';
import type { LogRecord } from '../record.ts';
import { readMessageText } from '../stderr.ts';
import { COLUMN, HEAD_LENGTH, IS_ESCAPED, ROW, WIDTH, type RowTable } from './row-table.ts';
import { textReader } from './row-text.ts';

interface RowParts extends Pick<LogRecord, 'severity' | 'isFatal'> {
  readonly text: Part;
  readonly detail: Part;
  readonly context: Part;
  readonly statement: Part;
  /** Where its SQLSTATE is; -1 for nowhere. */
  readonly stateStart: number;
}

/** Undefined where it cannot be read. */
type Part = string | null | undefined;

/** What a row has for the level of its record, in scanner/level.ts. */
const LEVELS: readonly Pick<LogRecord, 'severity' | 'isFatal'>[] = [
  { severity: 'log' },
  { severity: 'error' },
  { severity: 'error', isFatal: true },
  { severity: 'other' },
];
const NOBODY: Client = { user: null, database: null, application: null, host: null };
const STATE_LENGTH = 5;

/**
 * The record of a row that is one (ROW.record, ROW.begun or ROW.duration); null where the readers of strings have to look.
 * @param client whose it is, null where nothing is known of it
 * @param offset of its first byte in the log
 */
export function rowRecord(
  format: LogFormat,
  bytes: Buffer,
  { ints, times }: RowTable,
  row: number,
  client: Client | null,
  offset: number,
): LogRecord | null {
  const at = row * WIDTH;
  const recordStart = ints[at + COLUMN.start]!;
  const written = bytes.subarray(recordStart, ints[at + COLUMN.end]);
  const read = textReader(format, written, (ints[at + COLUMN.flags]! & IS_ESCAPED) !== 0);
  const readPart = (start: number, end: number) => read(start - recordStart, end - recordStart) ?? undefined;
  const partsOf = ints[at] === ROW.record ? recordParts : statementParts;
  const { text, detail, context, statement, stateStart, ...level } = partsOf(ints, at, readPart);
  if (text == null || detail === undefined || context === undefined || statement === undefined) return null;
  const { message, state } = format === 'stderr' ? readMessageText(text) : { message: text, state: null };
  const time = times[row * 2 + 1]!;
  const { user, database, application, host } = client ?? NOBODY;
  return {
    session: bytes.toString('latin1', ints[at + COLUMN.sessionStart], ints[at + COLUMN.sessionEnd]) || null,
    at: Number.isNaN(time) ? null : time,
    user,
    database,
    application,
    host,
    sqlState: stateOf(stateStart < 0 ? state : bytes.toString('latin1', stateStart, stateStart + STATE_LENGTH)),
    ...level,
    message,
    detail,
    context,
    statement,
    offset,
  };
}

type ReadPart = (start: number, end: number) => string | undefined;

function recordParts(ints: Int32Array, at: number, read: ReadPart): RowParts {
  const part = (column: number): Part => {
    const start = ints[at + column]!;
    return start < 0 ? null : read(start, ints[at + column + 1]!);
  };
  return {
    text: part(COLUMN.textStart),
    detail: part(COLUMN.detailStart),
    context: part(COLUMN.contextStart),
    statement: part(COLUMN.statementStart),
    stateStart: ints[at + COLUMN.stateStart]!,
    ...LEVELS[ints[at + COLUMN.severity]!]!,
  };
}

/** Of a row whose columns are those of an execution: all of them are of the level LOG. */
function statementParts(ints: Int32Array, at: number, read: ReadPart): RowParts {
  const head = ints[at] === ROW.begun ? ints[at + COLUMN.flags]! >>> HEAD_LENGTH : 0;
  const detailStart = ints[at + COLUMN.detailStart]!;
  const detailEnd = ints[at + COLUMN.detailEnd]!;
  return {
    text: read(ints[at + COLUMN.textStart]! - head, ints[at + COLUMN.textEnd]!),
    detail: detailEnd > detailStart ? read(detailStart, detailEnd) : null,
    context: null,
    statement: null,
    stateStart: -1,
    ...LEVELS[0]!,
  };
}
