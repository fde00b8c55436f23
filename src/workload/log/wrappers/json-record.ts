import { readAnyPrefix } from '../any-prefix.ts';
import { STAMP } from '../prefix.ts';
import { isSeverity } from '../stderr.ts';
import { asPrefixTime } from './carrier-time.ts';
import { firstPlain, TIMES } from './json-fields.ts';
import type { JsonObject } from './json-objects.ts';

/** The names that carriers give to the fields of a record, each as jsonlog calls it. In lower case, and as normalName leaves them. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    log_time: 'timestamp',
    timestamp: 'timestamp',
    user_name: 'user',
    user: 'user',
    database_name: 'dbname',
    database: 'dbname',
    dbname: 'dbname',
    process_id: 'pid',
    processid: 'pid',
    pid: 'pid',
    connection_from: 'remote_host',
    remote_host: 'remote_host',
    session_id: 'session_id',
    error_severity: 'error_severity',
    errorlevel: 'error_severity',
    sql_state_code: 'state_code',
    sqlerrcode: 'state_code',
    sqlerrorcode: 'state_code',
    state_code: 'state_code',
    message: 'message',
    event_message: 'message',
    detail: 'detail',
    context: 'context',
    query: 'statement',
    statement: 'statement',
    application_name: 'application_name',
    prefix: 'prefix',
  }),
);
/** What each name in the log stands for: a log has the same few again and again. */
const SEEN = new Map<string, string | null>();
const MOST_SEEN = 1_000;

/**
 * A record whose fields are an object's, as a line of jsonlog: CloudNativePG's `record`, Azure's `properties` and the columns of Log
 * Analytics (which add `_s`, and `record_` before). Null where the object is none.
 * @param entry what the object is in: a collector that takes its own time from a record (Fluent Bit's `Time_Key`) has it there
 */
export function recordLine(object: JsonObject, entry = object): string | null {
  const fields: Record<string, string | number | undefined> = {};
  for (const name in object) {
    const known = knownName(name);
    if (known === null) continue;
    const value = object[name];
    if (value !== '' && (typeof value === 'string' || typeof value === 'number')) fields[known] ??= String(value);
  }
  const { message, error_severity: severity, timestamp, remote_host: host, pid, prefix = '' } = fields;
  if (typeof message !== 'string' || typeof severity !== 'string') return null;
  fields.timestamp = timestamp === undefined ? carriedTime(entry) : timeOf(String(timestamp));
  if (host !== undefined) fields.remote_host = String(host).replace(/:\d*$/, '');
  if (pid !== undefined) fields.pid = /^\d{1,9}$/.test(String(pid)) ? Number(pid) : undefined;
  fields.prefix = undefined;
  return JSON.stringify(Object.assign(fields, withoutPrefix(String(prefix), message, severity)));
}

function carriedTime(entry: JsonObject): string | undefined {
  return asPrefixTime(firstPlain(entry, TIMES)) ?? undefined;
}

function knownName(name: string): string | null {
  const seen = SEEN.get(name);
  if (seen !== undefined) return seen;
  const known = NAMES.get(normalName(name)) ?? null;
  if (SEEN.size < MOST_SEEN) SEEN.set(name, known);
  return known;
}

/** As the server writes it, where a console shows a number or an ISO time. */
function timeOf(text: string): string {
  const isForeign = /^\d+$|^\d{4}-\d\d-\d\dT/.test(text);
  return (isForeign ? asPrefixTime(text) : null) ?? text;
}

function normalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^record_/, '')
    .replace(/_[sdgtb]$/, '');
}

/** Azure puts log_line_prefix and level before the message, or in a field of its own; for Cosmos DB it leaves the level out. */
function withoutPrefix(prefix: string, message: string, severity: string): Record<string, string> {
  if (prefix !== '') return { ...fieldsOf(`${prefix} `, severity), message };
  const at = message.indexOf(`${severity}:  `);
  const end = at < 0 ? (BARE_PREFIX.exec(message)?.[0].length ?? 0) : at;
  const head = message.slice(0, end);
  if (end === 0 || !PREFIX.test(head) || NO_PREFIX.test(head)) return { message };
  const fields = fieldsOf(`${head} `, severity);
  return fields ? { ...fields, message: message.slice(at < 0 ? end : end + severity.length + 3) } : { message };
}

/** What a prefix tells; null where it is none. A blank, where it has none at its end, lets the tag be seen. */
function fieldsOf(prefix: string, severity: string): Record<string, string> | null {
  const prefixed = readAnyPrefix(`${prefix}${severity}:  `);
  if (!prefixed || !isSeverity(prefixed.tag)) return null;
  const { timestamp, user, database, application, host, session } = prefixed;
  return {
    ...(timestamp !== null && { timestamp }),
    ...(user !== null && { user }),
    ...(database !== null && { dbname: database }),
    ...(application !== null && { application_name: application }),
    ...(host !== null && { remote_host: host.replace(/\(\d+\)$/, '') }),
    ...(session !== null && session.includes('.') && { session_id: session }),
  };
}

const PREFIX = /\d{4}-\d\d-\d\d|\[\d+\]|=/;
const NO_PREFIX = /'|duration: |statement: |execute /;
/** A prefix after which a message begins for certain. */
const BARE_PREFIX = new RegExp(
  `^${STAMP}[^'"\\n]{0,200}?[\\]:>|-] ?(?=duration: \\d|statement: |execute \\S|connection (?:received|authorized)|disconnection: |temporary file: |process \\d|automatic |checkpoint )`,
);
