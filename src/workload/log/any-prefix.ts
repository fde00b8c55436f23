import { STAMP, ZONE, type PrefixReader } from './prefix.ts';
import { findTag } from './severity-tag.ts';

const ANY_TIME = new RegExp(`${STAMP}(?:\\.\\d{3})? ${ZONE}`);
const EPOCH = /(?<![\w.])(\d{10}\.\d{3})(?![\w.])/;

/** The time in what stands before a tag. */
export function timeIn(prefix: string): string | null {
  return ANY_TIME.exec(prefix)?.[0] ?? EPOCH.exec(prefix)?.[1] ?? null;
}

/** What every session id of %c has, and few other prefixes: the pattern of one is slow. */
const SESSION_DOT = /[0-9a-f]{6}\./;

/** Session or process id in what stands before a tag. */
export function sessionIn(prefix: string): string | null {
  const find = (regex: RegExp) => regex.exec(prefix)?.[1] ?? null;
  return (
    (SESSION_DOT.test(prefix) ? find(/(?<![.\d])(?!\d{10}\.\d{3}(?!\d))\b([0-9a-f]{6,}\.[0-9a-f]+)\b/) : null) ??
    find(/\[(\d+)\]/) ??
    find(/\bpid=(\d+)/) ??
    find(/\[(\d+)-\d+\]/)
  );
}

/**
 * Reads a line of any prefix: where the first tag is, and of what stands before it whatever can be told by its form alone.
 * For the lines that the log's main prefix does not fit, such as after a change of the setting.
 */
export const readAnyPrefix: PrefixReader = (line) => {
  const place = findTag(line);
  if (!place) return null;
  const prefix = line.slice(0, place.start);
  const find = (regex: RegExp) => regex.exec(prefix)?.[1] ?? null;
  const at = /(?:^|[\s:\])[])([^\s:[]+)@([^\s@:\]]+)(?=[\s:\]])/.exec(prefix);
  return {
    session: sessionIn(prefix),
    timestamp: timeIn(prefix),
    user: find(/\buser=([^,\]]*?)(?:,|\]|\s|$)/) ?? at?.[1] ?? null,
    database: find(/\b(?:db|database)=([^,\]]*?)(?:,|\]|\s|$)/) ?? at?.[2] ?? null,
    application: find(/\bapp=([^,\]]*?)\s*(?:,|\]|$)/),
    host: find(/\b(?:client|host)=([^,\]]*?)(?:,|\]|\s|$)/),
    state: null,
    tag: place.tag,
    text: line.slice(place.end),
  };
};
