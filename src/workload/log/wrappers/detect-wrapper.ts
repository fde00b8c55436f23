import { AWS_TAIL, CLOCK, COMPOSE, CRI, cri, POD, strip } from './lines.ts';
import { EXPORT_START, journalExport } from './journal-export.ts';
import { isJsonCarrier, json } from './json.ts';
import { LOGPLEX, SYSLOG, syslog } from './syslog.ts';
import { chain, type CreateUnwrapper } from './unwrapper.ts';

interface Wrapper {
  readonly isOf: (lines: readonly string[]) => boolean;
  readonly create: CreateUnwrapper;
}

/** What a carrier puts before a line is shorter; and a pattern that goes back over megabytes overflows the stack. */
const HEAD = 2_000;

function hasForm(line: string, pattern: RegExp): boolean {
  return pattern.test(line.slice(0, HEAD));
}

/** The form of most lines. Those that begin with a TAB have no say: some carriers leave them alone. */
function mostly(pattern: RegExp): Wrapper['isOf'] {
  return (lines) => {
    const voters = lines.filter((line) => line !== '' && !line.startsWith('\t'));
    return voters.filter((line) => hasForm(line, pattern)).length * 2 > voters.length;
  };
}

function some(pattern: RegExp): Wrapper['isOf'] {
  return (lines) => lines.some((line) => hasForm(line, pattern));
}

/** The more telling ones first. */
const WRAPPERS: readonly Wrapper[] = [
  { isOf: isJsonCarrier, create: json },
  { isOf: some(EXPORT_START), create: journalExport },
  { isOf: mostly(CRI), create: cri },
  { isOf: some(LOGPLEX), create: syslog(LOGPLEX) },
  { isOf: mostly(SYSLOG), create: syslog(SYSLOG) },
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
