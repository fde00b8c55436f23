import { isUtf8 } from 'node:buffer';
import type { Client } from '../../tally/origins.ts';
import { stateOf } from '../csvlog.ts';
import type { LogRecord } from '../record.ts';
import { readMessageText } from '../stderr.ts';
import { COLUMN, HAS_TABS, WIDTH, type RowTable } from './row-table.ts';

/** What a row has for the level of its record, in scanner/stderr.ts. */
const LEVELS: readonly Pick<LogRecord, 'severity' | 'isFatal'>[] = [
  { severity: 'log' },
  { severity: 'error' },
  { severity: 'error', isFatal: true },
  { severity: 'other' },
];
const NOBODY: Client = { user: null, database: null, application: null, host: null };
const STATE_LENGTH = 5;
const RETURN = 13;

/**
 * The record of a row that is one (ROW.record); null where the readers of strings have to look: where it is
 * no UTF-8, or lines may end in CR.
 * @param client whose it is, null where nothing is known of it
 * @param offset of its first byte in the log
 */
export function rowRecord(
  bytes: Buffer,
  { ints, times }: RowTable,
  row: number,
  client: Client | null,
  offset: number,
): LogRecord | null {
  const at = row * WIDTH;
  const written = bytes.subarray(ints[at + COLUMN.start], ints[at + COLUMN.end]);
  if (!isUtf8(written) || written.includes(RETURN)) return null;
  const hasTabs = (ints[at + COLUMN.flags]! & HAS_TABS) !== 0;
  const part = (column: number): string | null => {
    const start = ints[at + column]!;
    if (start < 0) return null;
    const text = bytes.toString('utf8', start, ints[at + column + 1]);
    return hasTabs ? text.replaceAll('\n\t', '\n') : text;
  };
  const { message, state } = readMessageText(part(COLUMN.textStart)!);
  const stateStart = ints[at + COLUMN.stateStart]!;
  const time = times[row * 2 + 1]!;
  const { user, database, application, host } = client ?? NOBODY;
  return {
    session: bytes.toString('latin1', ints[at + COLUMN.sessionStart], ints[at + COLUMN.sessionEnd]),
    at: Number.isNaN(time) ? null : time,
    user,
    database,
    application,
    host,
    sqlState: stateOf(stateStart < 0 ? state : bytes.toString('latin1', stateStart, stateStart + STATE_LENGTH)),
    ...LEVELS[ints[at + COLUMN.severity]!]!,
    message,
    detail: part(COLUMN.detailStart),
    context: part(COLUMN.contextStart),
    statement: part(COLUMN.statementStart),
    offset,
  };
}
