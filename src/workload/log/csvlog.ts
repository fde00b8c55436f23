import { known, type LogRecord, type OnLoss, type RecordReader } from './record.ts';
import { severityOf } from './severity.ts';
import { parseTimestamp, type Zones } from './timestamp.ts';

/** Columns, the same in every version: 22 in PostgreSQL 8.4, 23 since 9.0 (application_name), 24 in 13 (backend_type), 26 since 14 (leader_pid, query_id). */
export const COLUMN = {
  time: 0,
  user: 1,
  database: 2,
  pid: 3,
  remote: 4,
  session: 5,
  line: 6,
  tag: 7,
  severity: 11,
  sqlState: 12,
  message: 13,
  detail: 14,
  context: 18,
  statement: 19,
  application: 22,
} as const;
export const FEWEST_COLUMNS = 22;

const FIELD = '(?:"(?:[^"]|"")*"|[^",]*)';
/** As the server writes it, and as COPY has it of a table into which a csvlog was loaded: without noughts at its end, and with an offset. */
const TIME = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3} [^,"]{1,6}|(?:\\.\\d{1,3})?[+-]\\d\\d(?::\\d\\d)?)';
/** Of such a table. */
const HEADER = /^"?log_time"?,"?user_name"?,/;
/** How a record begins: time, user, database, pid, host:port, session, line number, command tag. Exports quote more than the server does, or less. */
const CSV_START = new RegExp(`^"?${TIME}"?,${FIELD},${FIELD},"?\\d*"?,${FIELD},"?[0-9a-f.]*"?,"?\\d+"?,`);
/** On a line's head alone: lines may be of megabytes, and regular expressions overflow the stack on such. */
export function isCsvStart(line: string): boolean {
  return CSV_START.test(line.slice(0, 4_096));
}

/** In a quoted field all quotes are doubled, so a line like this one cannot be inside of one: the record before it was cut off. */
const CERTAIN_START = new RegExp(`^${TIME},"[^"]+","[^"]+",\\d+,`);

export function createCsvReader(onUnrecognised: OnLoss, onMalformed: OnLoss, zones: Zones = {}): RecordReader {
  let pending: string[] = [];
  let quotes = 0;
  let begin: number | undefined;
  let isDamaged = false;

  const finish = (emit: (record: LogRecord) => void): void => {
    if (pending.length === 0) return;
    const record = quotes % 2 === 0 ? toRecord(splitFields(textOf(pending), ','), begin, zones) : null;
    const isKnown = isDamaged;
    pending = [];
    quotes = 0;
    isDamaged = false;
    if (isKnown) return;
    if (record) emit(record);
    else onMalformed(begin);
  };

  return {
    read(line, emit, offset) {
      if (pending.length === 0 ? !isCsvStart(line) : CERTAIN_START.test(line)) {
        if (pending.length === 0) {
          if (line !== '' && line !== '\r' && !HEADER.test(line)) onUnrecognised(offset);
          return;
        }
        finish(emit);
      }
      if (pending.length === 0) begin = offset;
      pending.push(line);
      for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) quotes++;
      if (quotes % 2 === 0) finish(emit);
    },
    readDamaged(line, emit) {
      if (pending.length === 0 && !isCsvStart(line)) return false;
      if (pending.length > 0 && CERTAIN_START.test(line)) finish(emit);
      isDamaged = true;
      this.read(line, emit);
      return true;
    },
    end: finish,
  };
}

/** On Windows the server ends all lines with CR and newline, those inside of a field too. */
function textOf(lines: readonly string[]): string {
  return lines.length > 1 && lines.every((line) => line.endsWith('\r'))
    ? lines.map((line) => line.slice(0, -1)).join('\n')
    : lines.join('\n');
}

/** The fields of one record of CSV; empty where a quote does not end. */
export function splitFields(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charAt(at) === '"') {
      let end = at + 1;
      for (;;) {
        end = text.indexOf('"', end);
        if (end < 0 || text.charAt(end + 1) !== '"') break;
        end += 2;
      }
      if (end < 0) return [];
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      const comma = text.indexOf(delimiter, at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end;
    }
    if (text.charAt(at) !== delimiter) return fields;
    at++;
  }
}

function toRecord(fields: readonly string[], offset: number | undefined, zones: Zones): LogRecord | null {
  if (fields.length < FEWEST_COLUMNS) return null;
  const optional = (column: number) => fields[column] || null;
  return {
    session: optional(COLUMN.session) ?? optional(COLUMN.pid),
    at: parseTimestamp(fields[COLUMN.time]!, zones),
    user: known(fields[COLUMN.user]),
    database: known(fields[COLUMN.database]),
    application: known(fields[COLUMN.application]),
    host: known(fields[COLUMN.remote]?.replace(/:\d*$/, '')),
    sqlState: stateOf(fields[COLUMN.sqlState]),
    ...severityOf(fields[COLUMN.severity]!, fields[COLUMN.sqlState]),
    message: fields[COLUMN.message]!,
    detail: optional(COLUMN.detail),
    context: optional(COLUMN.context),
    statement: optional(COLUMN.statement),
    offset,
  };
}

/** Success is no state worth telling. */
export function stateOf(state: string | null | undefined): string | null {
  return state && state !== '00000' ? state : null;
}
