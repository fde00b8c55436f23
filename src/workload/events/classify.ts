import { readError } from './errors.ts';
import type { EventKind, EventRecord, Sighting } from './model.ts';
import { relationIn, withoutDatabase } from './names.ts';

/** What a record tells that is no statement; null for all that is none of the kinds. */
export function classify(record: EventRecord): Sighting | null {
  if (record.severity === 'error') return readError(record);
  const sighting = record.severity === 'log' ? readLog(record) : null;
  // Of a garbled number nothing is known.
  return sighting === null || isKnown(sighting.value) ? sighting : { ...sighting, value: null };
}

function isKnown(value: number | null): boolean {
  return value === null || (Number.isSafeInteger(value) && value >= 0);
}

interface Pattern {
  readonly starts: string;
  /** Whether a backend says it while it runs a statement. Of all others with a STATEMENT it is RAISE LOG that speaks. */
  readonly comesInStatements?: true;
  readonly read: (message: string, record: EventRecord) => Sighting | null;
}

/** Messages of PostgreSQL 12 to 18 in English; what each begins with is compared first, for most records are none of them. */
const PATTERNS: readonly Pattern[] = [
  { starts: 'temporary file: ', comesInStatements: true, read: temporaryFile },
  { starts: 'process ', comesInStatements: true, read: lock },
  // Its authorization counts, or its failure.
  { starts: 'connection received: ', read: () => null },
  { starts: 'connection authorized: ', read: () => plain('connection') },
  // Of a WAL sender; its disconnection is logged as all are.
  { starts: 'replication connection authorized: ', read: () => plain('connection') },
  { starts: 'disconnection: ', read: session },
  { starts: 'checkpoint starting:', read: checkpoint },
  // What a standby makes of the checkpoints of its primary.
  { starts: 'restartpoint starting:', read: checkpoint },
  { starts: 'restartpoint complete', read: checkpointComplete },
  // Azure's single server numbers them: `checkpoint complete (212): wrote …`.
  { starts: 'checkpoint complete', read: checkpointComplete },
  {
    starts: 'checkpoints are occurring too frequently',
    read: (message) => seconds('checkpoint-too-frequent', null, /\((\d+) seconds? apart\)/, message),
  },
  { starts: 'automatic ', read: automatic },
  { starts: 'unexpected EOF on client connection with an open transaction', comesInStatements: true, read: aborted },
  { starts: 'could not send data to client', comesInStatements: true, read: aborted },
  { starts: 'could not receive data from client', comesInStatements: true, read: aborted },
  { starts: 'database system was interrupted', read: () => plain('server-terminated') },
];

function readLog(record: EventRecord): Sighting | null {
  const { message, statement } = record;
  const pattern = PATTERNS.find(({ starts }) => message.startsWith(starts));
  if (!pattern) return readOther(record);
  return statement === null || pattern.comesInStatements ? pattern.read(message, record) : null;
}

/**
 * What begins with the name of a process (`server process`, since 18 `client backend`, `background worker "…"`); and in other languages what does
 * not change: the path of a temporary file, the form of a session's time.
 */
function readOther({ message, statement }: EventRecord): Sighting | null {
  const crash = statement === null ? CRASH.exec(message) : null;
  if (crash) return about('server-terminated', crash[1]!);
  if (message.includes('pgsql_tmp/pgsql_tmp')) return temporaryFile(message);
  return statement === null && /^[^"'\n]{0,60}?\d+:\d\d:\d\d\.\d{3}\s+\S+=/u.test(message) ? session(message) : null;
}

function temporaryFile(message: string): Sighting | null {
  const size = /(\d+)\D*$/.exec(message);
  return size && { kind: 'temporary-file', subject: null, value: Number(size[1]) };
}

const LOCK =
  /^process \d+ (still waiting for|acquired|detected deadlock while waiting for|avoided deadlock for|failed to acquire) (\w+) on ([a-z ]+?) ?[\d([].*? after (\d+)\.(\d{3}) ms/;

/** Modes and kinds of object; numbers of transactions and processes say nothing later. The context names the table. */
function lock(message: string, { context }: EventRecord): Sighting | null {
  const match = LOCK.exec(message);
  if (!match) return null;
  const [, what, mode, object, ms, us] = match;
  if (what !== 'still waiting for' && what !== 'acquired') return null;
  const relation = relationIn(context);
  return {
    kind: what === 'acquired' ? 'lock-acquired' : 'lock-wait',
    subject: `${mode} on ${relation === null ? object : relation}`,
    value: Number(ms) * 1000 + Number(us),
  };
}

function session(message: string): Sighting | null {
  const time = /(\d+):(\d\d):(\d\d)\.(\d{3})/.exec(message);
  if (!time) return null;
  const seconds = (Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3]);
  return { kind: 'session', subject: null, value: (seconds * 1000 + Number(time[4])) * 1000 };
}

const AUTOMATIC = /^automatic (?:aggressive )?(vacuum|analyze)(?: to prevent wraparound)? of table "(.+?)"/;

function automatic(message: string): Sighting | null {
  const match = AUTOMATIC.exec(message);
  if (!match) return null;
  const kind = match[1] === 'vacuum' ? 'autovacuum' : 'autoanalyze';
  return seconds(kind, withoutDatabase(match[2]!), /elapsed:? (\d+(?:\.\d+)?) s/, message);
}

/** Without the processes whose end ends no other. Up to PostgreSQL 10 a background worker is `worker process: parallel worker for PID 71`. */
const CRASH =
  /^(?!archiver|statistics collector|system logger|logger|dead-end)(?:[a-zA-Z/ -]{4,40}|background worker ".*?"|worker process: .*?) \(PID \d+\) was terminated by (signal \d+|exception \S+)/;

/** Why one is made: words of LogCheckpointStart. What a function says with those that come before them is not the server's. */
const CAUSES = /^(?:shutdown|end-of-recovery|immediate|fast|force|wait|wal|xlog|time|flush-all|flush-unlogged| )*$/;

function checkpoint(message: string): Sighting {
  const causes = message.slice(message.indexOf(':') + 1).trim();
  return CAUSES.test(causes) ? about('checkpoint', causes) : plain('checkpoint');
}

function checkpointComplete(message: string): Sighting {
  return seconds('checkpoint-complete', null, /total=(\d+(?:\.\d+)?) s/, message);
}

function seconds(kind: EventKind, subject: string | null, pattern: RegExp, message: string): Sighting {
  const match = pattern.exec(message);
  return { kind, subject, value: match ? Math.round(Number(match[1]) * 1_000_000) : null };
}

function aborted(): Sighting {
  return plain('client-aborted');
}

function plain(kind: EventKind): Sighting {
  return { kind, subject: null, value: null };
}

function about(kind: EventKind, subject: string): Sighting {
  return { kind, subject, value: null };
}
