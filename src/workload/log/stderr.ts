import { stateOf } from './csvlog.ts';
import type { CountOwnLines, PartName } from './foreign-lines.ts';
import { LANGUAGES } from './languages.ts';
import type { PrefixedLine, PrefixReader } from './prefix.ts';
import { hostOf, known, type LogRecord, type OnLoss, type RecordReader, type Severity } from './record.ts';
import { isFatal, severityOfTag } from './severity.ts';
import { parseTimestamp, type Zones } from './timestamp.ts';

const FIELDS = new Map<string, Exclude<PartName, 'message'>>();
for (const { tags } of LANGUAGES) {
  for (const tag of tags.others) FIELDS.set(tag, 'other');
  FIELDS.set(tags.detail, 'detail');
  FIELDS.set(tags.context, 'context');
  FIELDS.set(tags.statement, 'statement');
}

/** What log_error_verbosity = verbose puts before a message: its SQLSTATE. All of the server's have a digit; pgAudit has `AUDIT: ` there. */
export const VERBOSE_STATE = /^(?=[A-Z]{0,4}\d)([0-9A-Z]{5}): /;
const STATE_LENGTH = 5;

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

/** Code units of lines without a TAB that are held until it is told whose they are: another program may write for days between two records. */
const MOST_BARE = 16 * 1024 * 1024;

/** Whether a tag begins a record (`LOG`, `ERREUR`), and not a further part of one (`DETAIL`). */
export function isSeverity(tag: string): boolean {
  return severityOfTag(tag) !== undefined;
}

/** Lines of a record under one tag. */
interface Part {
  readonly name: PartName;
  readonly lines: string[];
  /** Where in the log the last ones are, which begin with no TAB. */
  readonly bare: (number | undefined)[];
}

/** A record whose lines still arrive. */
interface Draft {
  readonly first: PrefixedLine;
  readonly offset: number | undefined;
  readonly severity: Severity;
  /** Whether something of it could not be read. */
  isDamaged: boolean;
  readonly parts: { message: Part; detail?: Part; context?: Part; statement?: Part; other?: Part };
  last: Part;
  /** Whether any of its lines ends in CR and newline. */
  hasCr: boolean;
  /** How long the lines are in all that begin with no TAB. */
  bareLength: number;
}

/**
 * Puts the lines of a stderr log together. The server begins every line of a record but the first of each part with a TAB
 * (send_message_to_server_log), so what a client writes cannot look like a new record; it writes all lines of an event in one piece.
 * @param countOwn tells of lines without it which are a record's
 * @param readTabbed reads what begins with one and is a record all the same
 */
export function createStderrReader(
  readPrefix: PrefixReader,
  onUnrecognised: OnLoss,
  zones: Zones = {},
  countOwn: CountOwnLines = (lines) => lines.length,
  readTabbed: PrefixReader | null = null,
): RecordReader {
  let draft: Draft | null = null;
  let sawTab = false;

  const finish = (emit: (record: LogRecord) => void): void => {
    const whole = draft;
    draft = null;
    if (!whole || whole.isDamaged) return;
    if (whole.bareLength > 0 || whole.hasCr) settleLines(whole);
    emit(toRecord(whole, zones));
  };

  const settleLines = (whole: Draft): void => {
    const parts = Object.values(whole.parts);
    for (const part of parts) if (part.bare.length > 0) dropForeign(part);
    // On Windows the server ends all lines so; else such a CR is the text's, which the record's last line does not end in.
    if (whole.hasCr && whole.last.lines.at(-1)!.endsWith('\r'))
      for (const { lines } of parts) for (const [i, line] of lines.entries()) lines[i] = withoutCr(line);
  };

  const dropForeign = ({ name, lines, bare }: Part): void => {
    // Blank lines are nobody's.
    while (bare.length > 0 && withoutCr(lines.at(-1)!) === '') {
      lines.pop();
      bare.pop();
    }
    if (bare.length === 0) return;
    // Those with a TAB come before: the first of them has told that the log has TABs.
    const sure = lines.length - bare.length;
    const own = Math.max(countOwn(lines.map(withoutCr), name), sure);
    for (let i = own; i < lines.length; i++) if (withoutCr(lines[i]!) !== '') onUnrecognised(bare[i - sure]);
    lines.length = own;
  };

  return {
    begins(line) {
      const prefixed = line.startsWith('\t') ? null : readPrefix(withoutCr(line));
      return prefixed !== null && isSeverity(prefixed.tag);
    },
    read(rawLine, emit, offset) {
      const line = withoutCr(rawLine);
      const cr = rawLine.slice(line.length);
      const tabbed = line.startsWith('\t') ? (readTabbed?.(line) ?? null) : null;
      if (line.startsWith('\t') && !tabbed) {
        sawTab = true;
        if (draft) goOn(draft, rawLine.slice(1), cr);
        else onUnrecognised(offset);
        return;
      }
      const prefixed = tabbed ?? readPrefix(line);
      const field = prefixed && FIELDS.get(prefixed.tag);
      const severity = prefixed && severityOfTag(prefixed.tag);
      if (prefixed && severity) {
        finish(emit);
        const message: Part = { name: 'message', lines: [], bare: [] };
        draft = {
          first: prefixed,
          offset,
          severity,
          isDamaged: false,
          parts: { message },
          last: message,
          hasCr: false,
          bareLength: 0,
        };
        goOn(draft, prefixed.text + cr, cr);
      } else if (prefixed && field && draft?.first.session === prefixed.session) {
        draft.last = draft.parts[field] = { name: field, lines: [], bare: [] };
        goOn(draft, prefixed.text + cr, cr);
      } else if (prefixed) {
        // A DETAIL without its record: the file began or was cut here.
        finish(emit);
        onUnrecognised(offset);
      } else if (draft && !sawTab && draft.bareLength < MOST_BARE && !line.includes('\0') && !OTHER_START.test(line)) {
        // Some collectors strip the TABs of all lines; NULs are what a crash of the host leaves.
        goOn(draft, rawLine, cr);
        draft.last.bare.push(offset);
        draft.bareLength += line.length + 1;
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

function goOn(draft: Draft, line: string, cr: string): void {
  draft.last.lines.push(line);
  draft.hasCr ||= cr !== '';
}

function withoutCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function toRecord({ first, offset, severity, parts }: Draft, zones: Zones): LogRecord {
  const { message, state } = readMessageText(parts.message.lines.join('\n'));
  return {
    session: first.session,
    at: first.timestamp === null ? null : parseStamp(first.timestamp, zones),
    user: known(first.user),
    database: known(first.database),
    application: known(first.application),
    host: hostOf(first.host),
    sqlState: stateOf(first.state ?? state),
    severity,
    ...(isFatal(first.tag) && { isFatal: true }),
    message,
    detail: parts.detail?.lines.join('\n') ?? null,
    context: parts.context?.lines.join('\n') ?? null,
    statement: parts.statement?.lines.join('\n') ?? null,
    offset,
  };
}

/** A record's message, and its SQLSTATE where that stands before it. */
export function readMessageText(text: string): { readonly message: string; readonly state: string | null } {
  const [verbose = '', state = null] = text[STATE_LENGTH] === ':' ? (VERBOSE_STATE.exec(text) ?? []) : [];
  const message = text.slice(verbose.length);
  return { message: message.startsWith('[') ? message.replace(SOURCE_LINE, '') : message, state };
}

/** %n is seconds since 1970, the others are dates; what no date can hold is no time. */
function parseStamp(text: string, zones: Zones): number | null {
  return /^\d{1,12}\.\d{3}$/.test(text) ? Math.round(Number(text) * 1000) : parseTimestamp(text, zones);
}
