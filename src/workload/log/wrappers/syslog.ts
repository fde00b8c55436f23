import { createAssembler, type Piece } from './assemble.ts';
import { ISO } from './carrier-time.ts';
import { findTag } from '../severity-tag.ts';
import { LONGEST_HEAD } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** What is sent over TCP may have its length before it. BSD (some add the year), ISO 8601, and what journalctl writes with -o short-precise, short-full and short-unix. */
const TIME = `(?:(?<bsd>(?:\\d{4} )?[A-Z][a-z]{2} [ \\d]\\d(?: \\d{4})? \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)|(?<iso>${ISO})|[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? \\S+|\\d{10}\\.\\d{6})`;
/** Who wrote the line, with or without a process id; some daemons leave out the host, or both names, put the facility before it, or Solaris' message id after it. */
const WRITER =
  '(?:<[\\w.]+> )?(?:(?<host>\\S+) )?(?:\\w+[.:]\\w+(?:<\\d+>)? )?(?:(?<ident>[^\\s\\[:]+)|(?<= \\d\\d:\\d\\d:\\d\\d )(?=\\[\\d+\\]: ))(?:\\[(?<pid>\\d+)\\]:?|:) (?:\\[ID \\d+ \\w+\\.\\w+\\] )?(?: ?\\[[A-Z][A-Z0-9_]*\\] (?=\\[\\d+-\\d+\\]))?';
const STRUCTURED_DATA = '(?:-|(?:\\[(?:[^\\]\\\\]|\\\\.)*\\])+)';
export const SYSLOG = new RegExp(
  `^(?:(?:\\d+ )?<\\d+>)?${TIME} ${WRITER}|^(?:\\d+ )?<\\d+>1 (?<time>${ISO}) (?<from>\\S+) (?<app>\\S+) (?<proc>\\S+) \\S+ ${STRUCTURED_DATA} \\ufeff?`,
);
/** Heroku's logplex, as a drain gets it and as `heroku logs` prints it; then the database's colour. */
export const LOGPLEX = new RegExp(
  `^(?:(?:\\d+ )?<\\d+>1 (?<time>${ISO}) \\S+ app postgres\\.(?<proc>\\d+) - (?:- )?|(?<iso>${ISO}) (?:\\S+ )?app\\[postgres\\.(?<pid>\\d+)\\]:? )(?:\\[[A-Z][A-Z0-9_]*\\] )?`,
);
/** An archive of Papertrail: id, times, source, facility, severity, program and message, parted by TABs. */
export const PAPERTRAIL =
  /^\d+\t(?<time>\d{4}-\d\d-\d\d[T ][^\t]{8,24})\t[^\t]*\t\d*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t(?:app\/postgres\.(?<proc>\d+)|(?<ident>[^\t[]*)(?:\[(?<pid>\d+)\])?)\t(?:\[[A-Z][A-Z0-9_]*\] )?/;
/** As Papertrail shows it: the database's colour or attachment comes after it. */
const HEROKU = /^app\/postgres\.(\d+)$/;
const PIECE = /^\s*\[(\d+)(?:-(\d+))?\](?: |$)/;
/** rsyslog's `%msg%` begins with a blank. */
const NUMBERED = /^ ?\[\d+-\d+\] /;
const CONTROL = /#0(11|12|15)/g;
/** What older daemons write for TABs. */
const CARET_TABS = /^(?:\^I)+/;
/** What journalctl says itself, with -x of each message that it knows. */
export const NOTE = /^--(?: |$)/;

/** A line of each process at a time, in pieces: `[number-piece] text`. */
export function syslog(pattern: RegExp): CreateUnwrapper {
  return ({ onLost, addTime, calendar }) => {
    const assembler = createAssembler(onLost);
    let margin = 0;
    return {
      unwrap(line) {
        const match = pattern.exec(line.slice(0, LONGEST_HEAD));
        if (!match) {
          if ((assembler.isInField || /^[\t ]/.test(line)) && assembler.continue(withoutMargin(line, margin)))
            return [];
          if (line !== '' && line !== '\r' && !NOTE.test(line) && pattern !== LOGPLEX) onLost();
          return [];
        }
        margin = match[0].length;
        const { host, from, ident, app, pid, proc, bsd, iso, time } = match.groups as Record<
          string,
          string | undefined
        >;
        const at = bsd !== undefined && addTime ? calendar?.complete(bsd) : (iso ?? time);
        const isServer = isServerName(ident ?? app ?? 'postgres');
        const process = pid ?? proc ?? HEROKU.exec(ident ?? '')?.[1] ?? '';
        const piece = readPiece(line.slice(match[0].length), process, at ?? null, isServer);
        return assembler.push({ ...piece, host: host ?? from ?? null });
      },
      end: () => assembler.end(),
    };
  };
}

/** The server's own numbers at the begin of each line: `journalctl -o cat`, where the server logs to syslog. Others put such numbers in log_line_prefix. */
export function isNumbered(lines: readonly string[]): boolean {
  const numbered = lines.filter((line) => NUMBERED.test(line)).length;
  return (
    numbered * 2 > lines.length &&
    lines.some((line) => /^ ?\[\d+-(?:[2-9]|\d\d+)\] /.test(line) && findTag(line) === null)
  );
}

export const numbered: CreateUnwrapper = ({ onLost }) => {
  const assembler = createAssembler(onLost);
  return {
    unwrap: (line) => (NUMBERED.test(line) ? assembler.push(readPiece(line, '', null, true)) : []),
    end: () => assembler.end(),
  };
};

/** journalctl puts the further lines of a message under its first one. */
function withoutMargin(line: string, margin: number): string {
  return line.slice(0, margin).trim() === '' && !line.startsWith('\t') ? line.slice(margin) : line;
}

/** syslog_ident is `postgres` unless somebody changed it. */
export function isServerName(name: string): boolean {
  return /postgres|postmaster|^pg/i.test(name);
}

/**
 * The server's own numbers before the text: `[19-2] `; `[2] ` is a piece's with syslog_sequence_numbers off, and a message's with
 * syslog_split_messages off.
 */
export function readPiece(text: string, pid: string, time: Piece['time'], isServer: boolean): Piece {
  const match = PIECE.exec(text);
  const isPid = match !== null && match[2] === undefined && match[1] === pid;
  const piece = isPid ? null : match;
  const number = piece ? Number(piece[2] ?? piece[1]) : null;
  const rest = decodeControls(text.slice(piece?.[0].length ?? 0)).replace(/\r$/, '');
  const isFurther = number !== null && number > 1;
  return {
    pid,
    message: piece?.[2] === undefined ? null : piece[1]!,
    time,
    isServer,
    number,
    isLone: piece !== null && piece[2] === undefined,
    text: isFurther ? rest.replace(CARET_TABS, (tabs) => '\t'.repeat(tabs.length / 2)) : rest,
  };
}

/** rsyslog writes control characters as octal numbers. */
export function decodeControls(text: string): string {
  if (!text.includes('#0')) return text;
  return text.replace(CONTROL, (_, code) => (code === '11' ? '\t' : code === '12' ? '\n' : '\r'));
}
