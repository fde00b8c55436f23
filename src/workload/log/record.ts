/** One event that the server logged, with the lines that belong to it. The same for every format. */
export interface LogRecord {
  /** Session id or process id: what joins the lines of one session; null where the prefix has neither. */
  readonly session: string | null;
  /** Milliseconds since 1970, null where the log does not tell. */
  readonly at: number | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  /** The client's address or host name, without its port; `[local]` for a socket. */
  readonly host: string | null;
  /** Null where the log has none, and for `00000`. */
  readonly sqlState: string | null;
  readonly severity: Severity;
  /** Whether its level is a word that is not known, and the SQLSTATE told the severity. */
  readonly isByState?: boolean;
  /** Whether it is an error that ends the session, or the server: FATAL or PANIC. */
  readonly isFatal?: boolean;
  readonly message: string;
  readonly detail: string | null;
  readonly context: string | null;
  /** The STATEMENT line: the statement during which an event happened that is not itself the logging of a statement. */
  readonly statement: string | null;
  /** Of a statement that was found in bytes: what the reader of those has for its values (Observation). */
  readonly valueHash?: number | undefined;
  /** Of its first byte in the log; left out where nobody counted. */
  readonly offset?: number | undefined;
}

export type Severity = 'log' | 'error' | 'other';

/** Takes a log's lines in order and hands out the records as they are complete. */
export interface RecordReader {
  /** @param offset of the line's first byte in the log */
  read(line: string, emit: (record: LogRecord) => void, offset?: number): void;
  /** Whether a line begins a record, whatever has been read before it. */
  begins(line: string): boolean;
  /** Takes a line of which a part is lost: the record that it belongs to is left out. Returns whether it does belong to one. */
  readDamaged(line: string, emit: (record: LogRecord) => void): boolean;
  end(emit: (record: LogRecord) => void): void;
  /** Tells it that the log has lines that begin with a TAB, where others have read them. */
  noteTabs?(): void;
  /** Tells it of a session that logged a statement in lines that others have read, and what it called itself. */
  readonly noteClient?: (session: string | null, application: string | null) => void;
}

/** Called for what is lost, with its offset in the log. */
export type OnLoss = (offset?: number) => void;

/** `10.0.0.7(51234)` and `10.0.0.7` → the host; IPv6 addresses hold colons. */
export function hostOf(remote: string | null | undefined): string | null {
  return known(remote?.replace(/\(\d*\)$/, ''));
}

/** What the server writes before a session has told its user, and of one that tells no application, in each language; as a pattern. */
export const UNKNOWN =
  '\\[(?:unknown|unbekannt|desconocido|inconnu|desconhecido|sconosciuto|nieznany|bilinmeyen|不明|უცნობი|알수없음|н/д|okänd|未知)\\]';
const IS_UNKNOWN = new RegExp(`^${UNKNOWN}$`);

export function known(value: string | null | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  // A field may be padded.
  const name = value.startsWith(' ') || value.endsWith(' ') ? value.trim() : value;
  return name === '' || (name.startsWith('[') && IS_UNKNOWN.test(name)) ? null : name;
}

const MAIL_HOST = /^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|[a-z]{2})$/;

/** Whether what comes after `ann@` may be where her mail goes: users who sign in by mail address are many. */
export function isMailHost(name: string): boolean {
  return MAIL_HOST.test(name);
}
