import { AWS_TAIL, CLOCK, COMPOSE, CRI, cri, LONGEST_HEAD, POD, strip } from './lines.ts';
import { EXPORT_START, journalExport } from './journal-export.ts';
import { isJsonCarrier, json } from './json.ts';
import { LOGPLEX, SYSLOG, syslog } from './syslog.ts';
import { chain, type CreateUnwrapper } from './unwrapper.ts';

interface Wrapper {
  readonly isOf: (lines: readonly string[]) => boolean;
  readonly create: CreateUnwrapper;
}

/** The form of most lines. Those that begin with a TAB have no say: some carriers leave them alone. */
function mostly(pattern: RegExp): Wrapper['isOf'] {
  return (lines) => {
    const voters = lines.filter((line) => line !== '' && !line.startsWith('\t'));
    return voters.filter((text) => pattern.test(text.slice(0, LONGEST_HEAD))).length * 2 > voters.length;
  };
}

/** Lines without a process id are of other programs, or no syslog at all: they have no say. */
function isSyslog(lines: readonly string[]): boolean {
  let voters = 0;
  let votes = 0;
  for (const line of lines) {
    if (line === '' || line.startsWith('\t')) continue;
    const groups = SYSLOG.exec(line.slice(0, LONGEST_HEAD))?.groups;
    const hasProcess = groups?.pid !== undefined || groups?.proc !== undefined;
    if (groups && !hasProcess) continue;
    voters++;
    if (hasProcess) votes++;
  }
  return votes * 2 > voters;
}

function some(pattern: RegExp): Wrapper['isOf'] {
  return (lines) => lines.some((line) => pattern.test(line.slice(0, LONGEST_HEAD)));
}

/** The more telling ones first. */
const WRAPPERS: readonly Wrapper[] = [
  { isOf: isJsonCarrier, create: json },
  { isOf: some(EXPORT_START), create: journalExport },
  { isOf: mostly(CRI), create: cri },
  { isOf: some(LOGPLEX), create: syslog(LOGPLEX) },
  { isOf: isSyslog, create: syslog(SYSLOG) },
  { isOf: mostly(POD), create: strip(POD) },
  { isOf: mostly(AWS_TAIL), create: strip(AWS_TAIL) },
  { isOf: mostly(CLOCK), create: strip(CLOCK) },
  { isOf: mostly(COMPOSE), create: strip(COMPOSE) },
];

/** Carriers in carriers: an operator's JSON in that of Docker, in what `kubectl logs --timestamps` prints. */
const DEEPEST = 4;

export interface Unwrapped {
  readonly create: CreateUnwrapper;
  /** What is inside of the given lines. */
  readonly lines: readonly string[];
}

/** The carriers that wrapped the lines, as one; null where there is none. */
export function detectWrapper(lines: readonly string[]): Unwrapped | null {
  const creators: CreateUnwrapper[] = [];
  let inner = lines;
  while (creators.length < DEEPEST) {
    const wrapper = WRAPPERS.find(({ isOf }) => isOf(inner));
    if (!wrapper) break;
    creators.push(wrapper.create);
    inner = unwrapAll(wrapper.create, inner);
  }
  return creators.length === 0 ? null : { create: chain(creators), lines: inner };
}

export function unwrapAll(create: CreateUnwrapper, lines: readonly string[], addTime = false): string[] {
  const unwrapper = create({ onLost: () => {}, addTime });
  return [...lines.flatMap((line) => unwrapper.unwrap(line)), ...unwrapper.end()];
}
