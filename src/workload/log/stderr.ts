import { stateOf } from './csvlog.ts';
import type { CountOwnLines } from './foreign-lines.ts';
import { LANGUAGES } from './languages.ts';
import type { PrefixedLine, PrefixReader } from './prefix.ts';
import { hostOf, known, type LogRecord, type OnLoss, type RecordReader, type Severity } from './record.ts';
import { isFatal, severityOfTag } from './severity.ts';
import { parseTimestamp, type Zones } from './timestamp.ts';

type Field = 'detail' | 'context' | 'statement' | 'other';

const FIELDS = new Map<string, Field>();
for (const { tags } of LANGUAGES) {
  for (const tag of tags.others) FIELDS.set(tag, 'other');
  FIELDS.set(tags.detail, 'detail');
  FIELDS.set(tags.context, 'context');
  FIELDS.set(tags.statement, 'statement');
}

/** What log_error_verbosity = verbose puts before a message: its SQLSTATE. All of the server's have a digit; pgAudit has `AUDIT: ` there. */
export const VERBOSE_STATE = /^(?=[A-Z]{0,4}\d)([0-9A-Z]{5}): /;

/** What AlloyDB puts there: where in its source the message is. */
const SOURCE_LINE = /^\[\w+\.(?:c|cc|y|l):\d+\] {1,2}/;

/** What `grep -A` puts between groups of lines. */
export const GREP_GAP = '--';
/**
 * How lines of programs begin that write to the same container's log (repmgr, pg_auto_failover, YugabyteDB's glog): with a time, and have no
 * tag; and what tail(1) says of several files.
 */
const OTHER_START =
  /^--$|^==> .* <==$|^\[?(?:\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d|\d\d:\d\d:\d\d[ .,]|[IWEF]\d{4} \d\d:\d\d:\d\d\.)/;

/** Whether a tag begins a record (`LOG`, `ERREUR`), and not a further part of one (`DETAIL`). */
export function isSeverity(tag: string): boolean {
  return severityOfTag(tag) !== undefined;
}

/** A record whose lines still arrive: the lines of its message, detail, context and statement. */
interface Draft {
  readonly first: PrefixedLine;
  readonly offset: number | undefined;
  readonly severity: Severity;
  /** Whether something of it could not be read. */
  isDamaged: boolean;
  readonly parts: { message: string[]; detail?: string[]; context?: string[]; statement?: string[]; other?: string[] };
  last: string[];
  /** Where in the log the message's lines are that begin with no TAB. */
  readonly bare: (number | undefined)[];
}

/**
 * Puts the lines of a stderr log together. The server begins every line of a record but the first of each part with a TAB
 * (send_message_to_server_log), so what a client writes cannot look like a new record; it writes all lines of an event in one piece.
 * @param countOwn tells of lines without it which are a record's
 */
export function createStderrReader(
  readPrefix: PrefixReader,
  onUnrecognised: OnLoss,
  zones: Zones = {},
  countOwn: CountOwnLines = (lines) => lines.length,
): RecordReader {
  let draft: Draft | null = null;
  let sawTab = false;

  const finish = (emit: (record: LogRecord) => void): void => {
    const whole = draft;
    draft = null;
    if (!whole || whole.isDamaged) return;
    if (whole.bare.length > 0) dropForeign(whole);
    emit(toRecord(whole, zones));
  };

  const dropForeign = ({ parts: { message }, bare }: Draft): void => {
    // Those with a TAB come before: the first of them has told that the log has TABs.
    const own = Math.max(countOwn(message), message.length - bare.length);
    for (const offset of bare.slice(bare.length - (message.length - own))) onUnrecognised(offset);
    message.length = own;
  };

  return {
    begins(line) {
      const prefixed = line.startsWith('\t') ? null : readPrefix(line);
      return prefixed !== null && isSeverity(prefixed.tag);
    },
    read(rawLine, emit, offset) {
      const line = rawLine.endsWith('\r') ? rawLine.slice(0, -1) : rawLine;
      if (line.startsWith('\t')) {
        sawTab = true;
        if (draft) draft.last.push(line.slice(1));
        else onUnrecognised(offset);
        return;
      }
      const prefixed = readPrefix(line);
      const field = prefixed && FIELDS.get(prefixed.tag);
      const severity = prefixed && severityOfTag(prefixed.tag);
      if (prefixed && severity) {
        finish(emit);
        const message = [prefixed.text];
        draft = { first: prefixed, offset, severity, isDamaged: false, parts: { message }, last: message, bare: [] };
      } else if (prefixed && field && draft?.first.session === prefixed.session) {
        draft.last = draft.parts[field] = [prefixed.text];
      } else if (prefixed) {
        // A DETAIL without its record: the file began or was cut here.
        finish(emit);
        onUnrecognised(offset);
      } else if (draft && !sawTab && !line.includes('\0') && !OTHER_START.test(line)) {
        // Some collectors strip the TABs of all lines; NULs are what a crash of the host leaves.
        draft.last.push(line);
        if (draft.last === draft.parts.message) draft.bare.push(offset);
      } else if (line !== '' && line !== GREP_GAP) onUnrecognised(offset);
    },
    readDamaged(line, emit) {
      const prefixed = line.startsWith('\t') ? null : readPrefix(line);
      if (prefixed && isSeverity(prefixed.tag)) this.read(line, emit);
      else if (prefixed ? draft?.first.session !== prefixed.session : !line.startsWith('\t')) return false;
      if (draft) draft.isDamaged = true;
      return draft !== null;
    },
    end: finish,
    noteTabs() {
      sawTab = true;
    },
  };
}

function toRecord({ first, offset, severity, parts }: Draft, zones: Zones): LogRecord {
  const message = parts.message.join('\n');
  const [verbose = '', state = null] = VERBOSE_STATE.exec(message) ?? [];
  return {
    session: first.session,
    at: first.timestamp === null ? null : parseStamp(first.timestamp, zones),
    user: known(first.user),
    database: known(first.database),
    application: known(first.application),
    host: hostOf(first.host),
    sqlState: stateOf(first.state ?? state),
    severity,
    isFatal: isFatal(first.tag),
    message: message.slice(verbose.length).replace(SOURCE_LINE, ''),
    detail: parts.detail?.join('\n') ?? null,
    context: parts.context?.join('\n') ?? null,
    statement: parts.statement?.join('\n') ?? null,
    offset,
  };
}

/** %n is seconds since 1970, the others are dates; what no date can hold is no time. */
function parseStamp(text: string, zones: Zones): number | null {
  return /^\d{1,12}\.\d{3}$/.test(text) ? Math.round(Number(text) * 1000) : parseTimestamp(text, zones);
}
