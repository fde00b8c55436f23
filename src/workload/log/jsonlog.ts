import { stateOf } from './csvlog.ts';
import { known, type LogRecord, type OnLoss, type RecordReader } from './record.ts';
import { severityOf } from './severity.ts';
import { parseTimestamp, type Zones } from './timestamp.ts';

/** One JSON object a line; absent fields are left out. Numbers that JSON.parse rounds (query_id) are not read. */
export function createJsonReader(onUnrecognised: OnLoss, onMalformed: OnLoss, zones: Zones = {}): RecordReader {
  return {
    read(line, emit, offset) {
      if (line === '' || line === '\r') return;
      if (!line.startsWith('{')) return onUnrecognised(offset);
      const record = toRecord(line, offset, zones);
      if (record) emit(record);
      else onMalformed(offset);
    },
    begins: (line) => toRecord(line) !== null,
    readDamaged: (line) => line.startsWith('{'),
    end() {},
  };
}

/** Whether a line looks like jsonlog, without parsing it: for carriers that look at every line. */
export function isJsonStart(line: string): boolean {
  return line.startsWith('{"') && line.includes('error_severity');
}

/** A jsonlog line as a record; null when it is none. */
export function toRecord(line: string, offset?: number, zones: Zones = {}): LogRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  const message = text('message');
  const severity = text('error_severity');
  if (severity === null) return null;
  const pid = typeof fields.pid === 'number' ? String(fields.pid) : null;
  return {
    session: text('session_id') ?? pid,
    at: parseTimestamp(text('timestamp') ?? '', zones),
    user: known(text('user')),
    database: known(text('dbname')),
    application: known(text('application_name')),
    host: known(text('remote_host')),
    sqlState: stateOf(text('state_code')),
    ...severityOf(severity, text('state_code')),
    message: message ?? '',
    detail: text('detail'),
    context: text('context'),
    statement: text('statement'),
    offset,
  };
}
