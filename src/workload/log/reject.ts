import { UserError } from '../../errors.ts';
import { findTag } from './severity-tag.ts';
import { isSeverity } from './stderr.ts';
import { isUnreadExport } from './unread-export.ts';
import type { WorkloadSource } from '../model.ts';
import { SKIPPED, type SkipReason, type SkipTally } from '../skipped.ts';

/** A log that is one, or empty, and has no query: no error beside files of the same log that have some. */
export class SilentLogError extends UserError {
  readonly source: WorkloadSource;

  constructor(source: WorkloadSource, message: string, hint: string) {
    super(message, { hint });
    this.source = source;
  }
}

/** Logs and files that are taken for a server's log, by a line of them. */
const OTHERS: readonly (readonly [line: RegExp, what: string, hint: string])[] = [
  [
    /^'?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ UTC \[ db=\S* user=\S* pid=\d+ userid=\d+ xid=\d+ \]'? LOG: /,
    'a user activity log of Amazon Redshift, which holds no durations',
    'It has no indexes to advise; for PostgreSQL, name the log of the server itself.',
  ],
  [
    /(?: |: )(?:LOG )?(?:[CS]-0x[0-9a-f]+: \S|[Ss]tats: \d+ xacts?\/s)|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}(?: \S+)? \[?\d+\]? (?:LOG|WARNING|ERROR|FATAL|DEBUG|NOISE) \S/,
    'a log of PgBouncer, which holds no statements',
    'Name the log of the server behind it.',
  ],
  [
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?: (?:\S.{0,80} )?pid \d+: | pgpool\[\d+\]: |LOG: {2}DB node id: \d+ backend pid: /,
    'a log of Pgpool-II, which holds no durations',
    'Name the log of the server behind it.',
  ],
  [
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL): /,
    'a log of Patroni, which holds no statements',
    'Name the log of the server that it runs.',
  ],
  [/^\{"format":"idx-advisor\/workload"/, 'a workload file of idx-advisor, not a log', 'Give it with --workload.'],
  [/^\{"format":"idx-advisor\/snapshot"/, 'a snapshot of idx-advisor, not a log', 'Give it to scan with --snapshot.'],
];

const EXPORT_EVENTS =
  'Export it as CSV: Get-WinEvent -FilterHashtable @{LogName="Application"; ProviderName="PostgreSQL"} -Oldest | Select-Object Message | Export-Csv -Encoding UTF8 pg.csv';

/** What logs are printed as for people to read, by lines that each has many of. */
const PRINTED: readonly (readonly [lines: readonly RegExp[], what: string, hint: string])[] = [
  [
    [/^ {4}MESSAGE=/, /^ {4}[A-Z_]+=/],
    'what `journalctl -o verbose` prints for people to read',
    'Write it with `journalctl -o json` or `-o export`.',
  ],
  [
    [/^(?:- )?insertId: /, /^ {0,2}textPayload: /],
    'a list of entries of Cloud Logging in YAML',
    'Write it with `gcloud logging read … --order=asc --format=json`.',
  ],
  [
    [/^\[\d+\] \S+: \[.*\{"\w+"=>/],
    'what Fluent Bit prints for people to read',
    'Let its output write JSON: Format json_lines.',
  ],
  [
    [/^\{$/, /^ +"[\w@]+" => /],
    'what Logstash prints for people to read',
    'Let its output write JSON: codec => json_lines.',
  ],
  [[/<Event(?:s| xmlns=.*)?>/], 'an export of the Windows event log in XML', EXPORT_EVENTS],
  [[/^\w+\t[\d/.: APM-]+\tPostgreSQL\t/], 'an export of the Windows event log as text', EXPORT_EVENTS],
];

/** @throws UserError where the lines are those of another program that is often beside PostgreSQL */
export function rejectOthers(label: string, lines: readonly string[]): void {
  const texts = lines.filter((text) => text !== '');
  for (const [line, what, hint] of OTHERS) {
    const rest = texts.filter((text) => !line.test(text));
    // In one container two may write to one log.
    if (texts.length > 2 * rest.length && !rest.some(isRecord)) throw new UserError(`${label} is ${what}`, { hint });
  }
  for (const [each, what, hint] of PRINTED) {
    const isPrinted = each.every((line) => lines.filter((text) => line.test(text)).length * 100 > lines.length);
    if (isPrinted) throw new UserError(`${label} is ${what}`, { hint });
  }
}

function isRecord(line: string): boolean {
  const tag = findTag(line)?.tag;
  return tag !== undefined && isSeverity(tag);
}

/** After the name of what a link leads to, which is not as long as it may be. */
const TAR_MAGIC = '\0ustar';
const TAR_MAGIC_AT = 256;

/** @throws UserError where the bytes are those of an archive of several files, whose order and formats only names tell */
export function rejectArchive(label: string, bytes: Buffer): void {
  const has = (magic: string, at: number) => bytes.toString('latin1', at, at + magic.length) === magic;
  if (has('PK\x03\x04', 0)) {
    throw new UserError(`${label} is a zip archive`, { hint: 'Unpack it, and name the folder: unzip -d DIR FILE' });
  }
  if (has(TAR_MAGIC, TAR_MAGIC_AT)) {
    throw new UserError(`${label} is a tar archive`, { hint: 'Unpack it, and name the folder: tar -C DIR -xf FILE' });
  }
}

/** Process and thread have letters before them. */
const GREENPLUM = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [^,]{1,6},[^,]*,[^,]*,p\d+,th-?\d+,/;
const LONGEST_HEAD = 1_024;

export function rejectUnknown(label: string, lines: readonly string[]): never {
  if (lines.some((line) => GREENPLUM.test(line.slice(0, LONGEST_HEAD)))) {
    throw new UserError(`${label} is a csvlog of Greenplum or Cloudberry, which has other columns than PostgreSQL’s`, {
      hint: 'Their indexes and costs are others, too: idx-advisor advises on PostgreSQL.',
    });
  }
  if (lines.some((line) => line.includes('\0'))) {
    throw new UserError(`${label} is no text log: it holds binary data`, {
      hint: 'Pass a server log (stderr, csvlog or jsonlog), plain or compressed (gzip, zstd, bzip2, xz, lz4).',
    });
  }
  if (isUnreadExport(lines)) {
    throw new UserError(`${label} holds pg_stat_statements, but not as a table with a header and times`, {
      hint: "Export it with psql: \\copy (SELECT * FROM pg_stat_statements) TO 'statements.csv' CSV HEADER",
    });
  }
  if (lines.some((line) => /^\s*(?:SELECT|INSERT INTO|UPDATE|WITH|CREATE TABLE|DELETE FROM)\b.*;\s*$/i.test(line))) {
    throw new UserError(`${label} is not recognised as a PostgreSQL log: it looks like a file of SQL statements`, {
      hint: 'Give it with --sql; a log is stderr, csvlog or jsonlog as the server writes them.',
    });
  }
  throw new UserError(`${label} is not recognised as a PostgreSQL log`, {
    hint: 'Expected are stderr, csvlog or jsonlog as the server writes them; messages in another language need lc_messages = C.',
  });
}

const LOG_THEM = 'Log them: ALTER SYSTEM SET log_min_duration_statement = 0; SELECT pg_reload_conf();';

/**
 * Says why a log has no query at all.
 * @throws SilentLogError
 */
export function rejectSilentLog(label: string, source: WorkloadSource, skipped: SkipTally): never {
  const silent = (message: string, hint: string) => new SilentLogError(source, message, hint);
  const sum = (...reasons: SkipReason[]) => reasons.reduce((total, reason) => total + skipped.get(reason), 0);
  const elsewhere = sum(SKIPPED.otherDatabase);
  const others = sum(SKIPPED.transaction, SKIPPED.utility, SKIPPED.explain, SKIPPED.empty);
  if (sum(SKIPPED.cutOff) > 0)
    throw new UserError(`${label} is compressed, and is cut short or damaged before any statement`, {
      hint: 'Fetch it again, or decompress it by its own program to see what is left.',
    });
  if (source.lines === 0)
    throw silent(`${label} is empty`, 'See where the server logs to: SHOW log_directory; SHOW log_filename');
  if (sum(SKIPPED.language) > 0 || sum(SKIPPED.level) * 2 > source.lines) {
    throw silent(
      `${label} is in a language whose messages cannot be read`,
      "Let the server log in English: ALTER SYSTEM SET lc_messages = 'C'; SELECT pg_reload_conf();",
    );
  }
  if (elsewhere > 0) {
    throw silent(
      `${label} has no statement of this database: ${elsewhere} are of others`,
      'Name another one with --log-database, or leave that out.',
    );
  }
  if (sum(SKIPPED.audit) > 0) {
    throw silent(
      `${label} has no statements but in lines of pgAudit (${sum(SKIPPED.audit)}), which tell no durations`,
      LOG_THEM,
    );
  }
  if (sum(SKIPPED.bareDuration) > 0) {
    const durations = sum(SKIPPED.bareDuration);
    throw silent(`${label} has ${durations} durations but no statements: log_duration alone logs no text`, LOG_THEM);
  }
  if (others > 0) {
    throw silent(
      `${label} has no query, only BEGIN, SET, DDL and the like (${others})`,
      'A log of more hours may have some; is log_min_duration_statement high?',
    );
  }
  if (sum(SKIPPED.failed) > 0) {
    throw silent(`${label} has no statements but ${sum(SKIPPED.failed)} that failed`, LOG_THEM);
  }
  if (sum(SKIPPED.tooLong) > 0) {
    throw silent(
      `${label} has no statements but in lines longer than 16 MB, which are not read`,
      'Are its newlines gone? A record begins a line of its own.',
    );
  }
  if (sum(SKIPPED.tooLongRecord) > 0) {
    throw silent(
      `${label} has no statements but in records longer than 16 MB, which are not read`,
      'A log of more hours may have others.',
    );
  }
  // Each may be of many lines.
  const malformed = sum(SKIPPED.malformed);
  if (malformed > 0 && sum(SKIPPED.unrecognised) === 0) {
    throw silent(
      `${label} has no statements but in malformed records (${malformed})`,
      'Has a program changed them? Take the log as the server wrote it.',
    );
  }
  const unread = malformed + sum(SKIPPED.unrecognised);
  if (unread * 2 > source.lines) {
    throw silent(
      `${label} has no statements: ${unread} of its ${source.lines} lines are not recognised`,
      'If they are the server’s, tell its prefix with --log-prefix: SHOW log_line_prefix',
    );
  }
  throw silent(`${label} has no statements: the server did not log any (log_min_duration_statement = -1)`, LOG_THEM);
}
