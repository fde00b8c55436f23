import { readAnyPrefix } from './prefix.ts';

/** Takes what a log carrier put around PostgreSQL's lines off again. */
export interface Unwrapper {
  unwrap(line: string): readonly string[];
  end(): readonly string[];
}

interface Wrapper {
  readonly name: string;
  readonly line: RegExp;
  /** Whether lines that begin with a TAB are wrapped too. */
  readonly create: () => Unwrapper;
}

const ISO = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)';

/** Docker's json-file driver: one object a line, a long line in several of which only the last ends in a newline. */
function docker(): Unwrapper {
  return joinPartial((line) => {
    try {
      const { log } = JSON.parse(line) as { log?: unknown };
      if (typeof log !== 'string') return null;
      return log.endsWith('\n') ? { text: log.slice(0, -1), partial: false } : { text: log, partial: true };
    } catch {
      return null;
    }
  });
}

/** containerd and CRI-O: `time stream F|P text`; P marks a part of a line. */
function cri(): Unwrapper {
  return joinPartial((line) => {
    const match = CRI.exec(line);
    return match && { text: line.slice(match[0].length), partial: match[1] === 'P' };
  });
}

function joinPartial(read: (line: string) => { text: string; partial: boolean } | null): Unwrapper {
  let held = '';
  return {
    unwrap(line) {
      const piece = read(line);
      if (!piece) return line === '' ? [] : [line];
      held += piece.text;
      if (piece.partial) return [];
      const whole = held;
      held = '';
      return [whole];
    },
    end() {
      return held === '' ? [] : [held];
    },
  };
}

function strip(regex: RegExp): () => Unwrapper {
  return () => ({ unwrap: (line) => [line.replace(regex, '')], end: () => [] });
}

const SYSLOG = new RegExp(
  `^(?:<\\d+>)?(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|${ISO}) \\S+ [^\\s\\[:]+\\[(\\d+)\\]: |^<\\d+>1 ${ISO} \\S+ \\S+ (\\d+) \\S+ (?:-|\\[[^\\]]*\\]) `,
);
const PIECE = /^\s*\[\d+(?:-(\d+))?\] ?/;
const CONTROL = /#0(11|12|15)/g;
/** The server cuts at 900 bytes, at a blank where there is one. */
const CUT_BYTES = 700;

/**
 * syslog: the server sends a message in pieces `[number-piece]`, one for each line and for each 900 bytes of a long one; pieces of
 * different processes come in between. A record is handed on when the next one of its process begins. The process id is put before
 * each line, since log_line_prefix needs none with syslog.
 */
function syslog(): Unwrapper {
  const records = new Map<string, string[]>();
  const decode = (text: string) =>
    text.replace(CONTROL, (_, code) => (code === '11' ? '\t' : code === '12' ? '\n' : '\r'));
  const finish = (pid: string): string[] => {
    const lines = records.get(pid) ?? [];
    records.delete(pid);
    return lines.flatMap((line) => line.split('\n')).map((line) => (line.startsWith('\t') ? line : `[${pid}] ${line}`));
  };
  return {
    unwrap(line) {
      const match = SYSLOG.exec(line);
      if (!match) return line === '' ? [] : [line];
      const pid = match[1] ?? match[2]!;
      const piece = PIECE.exec(line.slice(match[0].length));
      const text = decode(line.slice(match[0].length + (piece?.[0].length ?? 0)));
      const record = records.get(pid);
      const previous = record?.at(-1);
      const tagged = !text.startsWith('\t') && readAnyPrefix(text) !== null;
      const starts = piece?.[1] === undefined ? tagged : piece[1] === '1';
      if (starts || !record || previous === undefined) {
        const finished = finish(pid);
        records.set(pid, [text]);
        return finished;
      }
      const cut = Buffer.byteLength(previous.slice(previous.lastIndexOf('\n') + 1)) >= CUT_BYTES;
      if (text.startsWith('\t') || (tagged && !cut)) record.push(text);
      else record[record.length - 1] = previous + text;
      return [];
    },
    end: () => [...records.keys()].flatMap(finish),
  };
}

const CRI = new RegExp(`^${ISO} (?:stdout|stderr) ([FP]) `);
const CLOCK = new RegExp(`^${ISO} `);
const COMPOSE = /^[\w.-]+\s*\| (?=\d{4}-|\t|.*: {2})/;

const WRAPPERS: readonly Wrapper[] = [
  { name: 'Docker', line: /^\{"log":"/, create: docker },
  { name: 'CRI', line: CRI, create: cri },
  { name: 'syslog', line: SYSLOG, create: syslog },
  { name: 'CloudWatch', line: CLOCK, create: strip(CLOCK) },
  { name: 'docker compose', line: COMPOSE, create: strip(COMPOSE) },
];

/** The carrier that wrapped most of the lines, or null. Lines that begin with a TAB have no say: some carriers leave them alone. */
export function detectWrapper(
  lines: readonly string[],
): { readonly name: string; readonly create: () => Unwrapper } | null {
  const voters = lines.filter((line) => line !== '' && !line.startsWith('\t'));
  return WRAPPERS.find(({ line }) => voters.filter((text) => line.test(text)).length * 2 > voters.length) ?? null;
}
