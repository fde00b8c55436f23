import { isCsvlog } from '../csvlog.ts';
import { aligned, isAligned } from './aligned.ts';
import { detectBlankMargin, detectIndent, detectNumbers } from './as-shown.ts';
import { withinTime } from './carrier-time.ts';
import { areColoured, withoutColours } from './colours.ts';
import { areEntities, areOctal, detectEscapes, withoutEntities, withoutOctals } from './escaped.ts';
import { detectHead, detectHeadOfJson } from './head.ts';
import { detectHeadOfCsv } from './head-of-csv.ts';
import {
  AWS_EVENT,
  AWS_TAIL,
  awsEvents,
  CLOCK,
  COMPOSE,
  CRI,
  cri,
  GRAFANA,
  IS_TRUENAS,
  LONGEST_HEAD,
  NEON,
  neon,
  POD,
  strip,
  stripNamed,
  SVLOGD,
  TRUENAS,
} from './lines.ts';
import { EXPORT_START, journalExport } from './journal-export.ts';
import { isJsonCarrier, json } from './json.ts';
import { areJsonStrings, jsonStrings } from './json-strings.ts';
import { isLogFileData, logFileData } from './log-file-data.ts';
import { isLogfmt, logfmt } from './logfmt.ts';
import { isNumbered, isServerName, LOGPLEX, NOTE, numbered, PAPERTRAIL, SYSLOG, syslog } from './syslog.ts';
import { isTable, table } from './table.ts';
import { chain, UNHEARD, type CreateUnwrapper, type UnwrapOptions } from './unwrapper.ts';

/** The carrier of a log's lines; null where it is another one, or none. */
type Detect = (lines: readonly string[]) => CreateUnwrapper | null;

/** The form of most lines. Those that begin with a TAB, or with the blanks that a paste has for it, have no say: some carriers leave them alone. */
function mostly(pattern: RegExp): (lines: readonly string[]) => boolean {
  return (lines) => {
    const voters = lines.filter((line) => line !== '' && !/^[\t ]/.test(line));
    return voters.filter((text) => pattern.test(text.slice(0, LONGEST_HEAD))).length * 2 > voters.length;
  };
}

/** Lines without a process id are of other programs, or no syslog at all: they have no say, unless they name the server. */
function isSyslog(lines: readonly string[]): boolean {
  let voters = 0;
  let votes = 0;
  for (const line of lines) {
    if (line === '' || /^[\t ]/.test(line) || NOTE.test(line)) continue;
    const groups = SYSLOG.exec(line.slice(0, LONGEST_HEAD))?.groups;
    const hasProcess = groups?.pid !== undefined || groups?.proc !== undefined || isServerName(groups?.ident ?? '');
    if (groups && !hasProcess) continue;
    voters++;
    if (hasProcess) votes++;
  }
  return votes * 2 > voters;
}

function some(pattern: RegExp): (lines: readonly string[]) => boolean {
  return (lines) => lines.some((line) => pattern.test(line.slice(0, LONGEST_HEAD)));
}

function known(isOf: (lines: readonly string[]) => boolean, create: CreateUnwrapper): Detect {
  return (lines) => (isOf(lines) ? create : null);
}

/** The more telling ones first. */
const DETECTORS: readonly Detect[] = [
  // Of any of the others, and anywhere in their heads: none of them need know of it.
  known(areColoured, withoutColours),
  known(isLogFileData, logFileData),
  known(isJsonCarrier, json),
  known(isTable, table),
  known(isAligned, aligned),
  known(areJsonStrings, jsonStrings),
  known(areEntities, withoutEntities),
  known(isLogfmt, logfmt),
  known(some(EXPORT_START), journalExport),
  known(mostly(CRI), cri),
  known(mostly(PAPERTRAIL), syslog(PAPERTRAIL)),
  known(some(LOGPLEX), syslog(LOGPLEX)),
  known(isSyslog, syslog(SYSLOG)),
  known(isNumbered, numbered),
  known(some(AWS_EVENT), awsEvents),
  known(some(NEON), neon),
  known(mostly(POD), stripNamed(POD)),
  known(mostly(COMPOSE), stripNamed(COMPOSE)),
  known(mostly(GRAFANA), strip(GRAFANA)),
  known(mostly(SVLOGD), strip(SVLOGD)),
  known(mostly(IS_TRUENAS), strip(TRUENAS)),
  detectNumbers,
  detectHeadOfJson,
  detectHeadOfCsv,
  detectHead,
  known(mostly(AWS_TAIL), strip(AWS_TAIL)),
  known(mostly(CLOCK), strip(CLOCK)),
];

/** Carriers that have no time, of what all of the others have left. */
const TIMELESS: readonly Detect[] = [detectEscapes, known(areOctal, withoutOctals), detectIndent, detectBlankMargin];

/** Carriers in carriers: an operator's JSON in that of Docker, in what `kubectl logs --timestamps` prints. */
const DEEPEST = 5;

export interface Unwrapped {
  readonly create: CreateUnwrapper;
  /** What is inside of the given lines. */
  readonly lines: readonly string[];
}

function firstOf(detectors: readonly Detect[], lines: readonly string[]): CreateUnwrapper | null {
  for (const detect of detectors) {
    const create = detect(lines);
    if (create) return create;
  }
  return null;
}

/** The carriers that wrapped the lines, as one; null where there is none. */
export function detectWrapper(lines: readonly string[]): Unwrapped | null {
  const creators: CreateUnwrapper[] = [];
  let timed = -1;
  let inner = lines;
  while (creators.length < DEEPEST && !isCsvlog(inner)) {
    const carrier = firstOf(DETECTORS, inner);
    const create = carrier ?? firstOf(TIMELESS, inner);
    if (!create) break;
    if (carrier) timed = creators.length;
    creators.push(carrier ?? withinTime(create));
    inner = unwrapAll(create, inner);
  }
  return creators.length === 0 ? null : { create: chain(creators, timed), lines: inner };
}

export function unwrapAll(
  create: CreateUnwrapper,
  lines: readonly string[],
  options: Partial<UnwrapOptions> = {},
): string[] {
  const unwrapper = create({ ...UNHEARD, addTime: false, ...options });
  return [...lines.flatMap((line) => unwrapper.unwrap(line)), ...unwrapper.end()];
}
