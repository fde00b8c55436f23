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
const LONGEST_HEAD = 4_096;

/** On a line's head alone: lines may be of megabytes, and regular expressions overflow the stack on such. */
export function isCsvStart(line: string): boolean {
  return CSV_START.test(line.slice(0, LONGEST_HEAD));
}

/** The same as far as the process id: the record may be cut off after that. */
const CSV_HEAD = new RegExp(`^"?${TIME}"?,${FIELD},${FIELD},"?\\d+"?,`);

/** The same where the name of the user or of the database has a newline. */
const OPEN_START = new RegExp(`^"?${TIME}"?,(?:${FIELD},)?"(?:[^"]|"")*$`);

/** Whether a line begins a record also where quotes are open: it cannot be inside of a field, and the record before it was cut off. */
function isCertainStart(line: string): boolean {
  return CSV_HEAD.test(line.slice(0, LONGEST_HEAD)) && !mayBeInField(line);
}

/** In a field quotes are doubled, and the one that ends it has a comma after it, or nothing. */
function mayBeInField(line: string): boolean {
  let at = line.indexOf('"');
  while (at >= 0 && line.charAt(at + 1) === '"') at = line.indexOf('"', at + 2);
  return at < 0 || [',', '', '\r'].includes(line.charAt(at + 1));
}

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

  const begins = (line: string): boolean =>
    pending.length > 0 ? isCertainStart(line) : isCsvStart(line) || OPEN_START.test(line.slice(0, LONGEST_HEAD));

  return {
    begins,
    read(line, emit, offset) {
      if (begins(line)) finish(emit);
      else if (pending.length === 0) {
        if (line !== '' && line !== '\r' && !HEADER.test(line)) onUnrecognised(offset);
        return;
      }
      if (pending.length === 0) begin = offset;
      pending.push(line);
      for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) quotes++;
      if (quotes % 2 === 0) finish(emit);
    },
    readDamaged(line, emit) {
      if (begins(line)) finish(emit);
      else if (pending.length === 0) return false;
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

const STATE = /^[0-9A-Z]{5}$/;

/** Success is no state worth telling; what is none, as of a damaged record, is none. */
export function stateOf(state: string | null | undefined): string | null {
  return state && state !== '00000' && STATE.test(state) ? state : null;
}

/** Whether lines are those of a csvlog alone, however much what is in their fields looks like another log. */
export function isCsvlog(lines: readonly string[]): boolean {
  let isInField = false;
  for (const line of lines) {
    if (!isInField && !isCsvStart(line)) return false;
    if (hasOddQuotes(line)) isInField = !isInField;
  }
  return lines.length > 0;
}

/** Whether a field that is closed before the line is open after it, or the other way round. */
export function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}
