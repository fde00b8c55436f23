import { hasSession, timeIn } from '../any-prefix.ts';
import { findTag } from '../severity-tag.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** An ISO 8601 time without its zone, and with it. */
export const ISO_WITHOUT_ZONE = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?';
export const ISO = `${ISO_WITHOUT_ZONE}(?:Z|[+-]\\d\\d:?\\d\\d)`;

/** The time that was asked for last: lines of the same second, or millisecond, come one after the other. */
let before: { readonly time: string | number | null; readonly text: string | null } = { time: null, text: null };

/** A carrier's time as `%m` writes it, in UTC; null where it is none. */
export function asPrefixTime(time: string | number | null): string | null {
  if (time !== before.time) before = { time, text: toPrefixTime(time) };
  return before.text;
}

function toPrefixTime(time: string | number | null): string | null {
  // Without a year it would be taken for 2001, and without a clock for midnight.
  if (time === null || !/\d{4}/.test(String(time))) return null;
  if (typeof time === 'string' && !/^[\d.]+$|\d:\d/.test(time)) return null;
  const at = typeof time === 'number' || /^[\d.]+$/.test(time) ? sinceEpoch(Number(time)) : Date.parse(zoned(time));
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return null;
  const text = new Date(at).toISOString();
  return text.length === 24 ? `${text.slice(0, 10)} ${text.slice(11, 23)} UTC` : null;
}

/** Milliseconds since 1970, of what services tell in seconds, milliseconds, microseconds or nanoseconds. */
function sinceEpoch(time: number): number {
  const unit = [1e17, 1e14, 1e11].findIndex((least) => Math.abs(time) >= least);
  return Math.floor(time * ([1e-6, 1e-3, 1][unit] ?? 1e3));
}

/** Times without a zone are in UTC. */
function zoned(time: string): string {
  return /^\d{4}-\d\d-\d\d[ T_][\d:.]+$/.test(time)
    ? `${time.replace('_', 'T')}Z`
    : time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

/** The line with the carrier's time and process id where its prefix has none of its own; a line that begins no part of a record stays. */
export function withIdentity(
  line: string,
  time: string | number | null,
  pid: string | null,
  place = line.startsWith('\t') ? null : findTag(line),
): string {
  if (!place) return line;
  const prefix = line.slice(0, place.start);
  const session = pid !== null && !hasSession(prefix) ? `[${pid}] ` : '';
  const at = time !== null && timeIn(prefix) === null ? asPrefixTime(time) : null;
  return at === null && session === '' ? line : `${at === null ? '' : `${at} `}${session}${line}`;
}

/** A time as `asPrefixTime` has it. */
const PREFIX_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC /;

/** What has no time of its own, within a carrier that has one: that stands before what is made of the line, and is not in its way. */
export function withinTime(create: CreateUnwrapper): CreateUnwrapper {
  return (options) => {
    const inner = create(options);
    if (!options.addTime) return inner;
    return {
      unwrap(line) {
        const time = PREFIX_TIME.exec(line)?.[0];
        if (time === undefined) return inner.unwrap(line);
        return inner.unwrap(line.slice(time.length)).map((each) => withIdentity(each, time, null));
      },
      end: () => inner.end(),
    };
  };
}
