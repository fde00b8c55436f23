import type { Client } from '../../tally/origins.ts';
import { stateOf } from '../csvlog.ts';
import type { LogFormat } from '../detect.ts';
import type { LogRecord } from '../record.ts';
import { readMessageText } from '../stderr.ts';
import { COLUMN, IS_ESCAPED, WIDTH, type RowTable } from './row-table.ts';
import { textReader } from './row-text.ts';

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
 * The record of a row that is one (ROW.record); null where the readers of strings have to look.
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
  /** Undefined where it cannot be read. */
  const part = (column: number): string | null | undefined => {
    const start = ints[at + column]!;
    if (start < 0) return null;
    return read(start - recordStart, ints[at + column + 1]! - recordStart) ?? undefined;
  };
  const text = part(COLUMN.textStart);
  const detail = part(COLUMN.detailStart);
  const context = part(COLUMN.contextStart);
  const statement = part(COLUMN.statementStart);
  if (text == null || detail === undefined || context === undefined || statement === undefined) return null;
  const { message, state } = format === 'stderr' ? readMessageText(text) : { message: text, state: null };
  const stateStart = ints[at + COLUMN.stateStart]!;
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
    ...LEVELS[ints[at + COLUMN.severity]!]!,
    message,
    detail,
    context,
    statement,
    offset,
  };
}
