import { at8, classAt, DIGIT, isDigit, isSame, WORD } from './bytes';

/**
 * The minute at `at` in milliseconds since 1970; NaN where the zone is not known, or there is no such minute. Time zones are the host's business: it is asked once for
 * each minute of the log.
 */
declare function minuteAt(at: usize, zoneStart: usize, zoneEnd: usize): f64;

/** `YYYY-MM-DD HH:MM:`: what most neighbouring lines share. */
const MINUTE_LENGTH: usize = 17;
const LONGEST_ZONE: usize = 32;
const LEAP_SECOND = 60;

const minute = memory.data(24);
const zone = memory.data(40);
let zoneLength: usize = 0;
let minuteMs: f64 = NaN;

/** Milliseconds since 1970 of the time stamp that was read last; NaN where the zone is not known, or the time is none. */
export let value: f64 = NaN;

/** `2026-11-23 12:49:51[.864] UTC`. Returns the address after it; 0 where there is none. `hasFraction`: %m has three digits of it, %t and %s none. */
export function readStamp(at: usize, end: usize, hasFraction: bool): usize {
  const zoneStart = at + (hasFraction ? 24 : 20);
  if (zoneStart >= end) return 0;
  const seconds = digits(at + 17, 2);
  const fraction = hasFraction ? digits(at + 20, 3) : 0;
  if (seconds < 0 || fraction < 0 || (hasFraction && at8(at + 19) != 46) || at8(zoneStart - 1) != 32) return 0;
  let zoneEnd = zoneStart + zoneLength;
  const isKnown =
    zoneLength > 0 &&
    isSame(at, minute, MINUTE_LENGTH) &&
    zoneEnd <= end &&
    isSame(zoneStart, zone, zoneLength) &&
    (zoneEnd >= end || !goesOn(zoneEnd));
  if (!isKnown) {
    zoneEnd = endOfZone(zoneStart, end);
    if (zoneEnd == 0 || !isMinute(at)) return 0;
    minuteMs = minuteAt(at, zoneStart, zoneEnd);
    memory.copy(minute, at, MINUTE_LENGTH);
    zoneLength = zoneEnd - zoneStart <= LONGEST_ZONE ? zoneEnd - zoneStart : 0;
    memory.copy(zone, zoneStart, zoneLength);
  }
  value = seconds > LEAP_SECOND ? NaN : minuteMs + <f64>(seconds * 1000 + fraction);
  return zoneEnd;
}

/** `2026-11-23 12:49:`. */
function isMinute(at: usize): bool {
  return (
    digits(at, 4) >= 0 &&
    at8(at + 4) == 45 &&
    digits(at + 5, 2) >= 0 &&
    at8(at + 7) == 45 &&
    digits(at + 8, 2) >= 0 &&
    at8(at + 10) == 32 &&
    digits(at + 11, 2) >= 0 &&
    at8(at + 13) == 58 &&
    digits(at + 14, 2) >= 0 &&
    at8(at + 16) == 58
  );
}

/** Whether a zone's name or number may go on with the byte. */
function goesOn(at: usize): bool {
  const kind = classAt(at);
  return kind == WORD || kind == DIGIT || at8(at) == 58;
}

/** The number in so many digits; -1 where one of them is none. */
function digits(at: usize, count: usize): i32 {
  let number = 0;
  for (let i: usize = 0; i < count; i++) {
    const c = at8(at + i);
    if (!isDigit(c)) return -1;
    number = number * 10 + (<i32>c - 48);
  }
  return number;
}

/** After the `+3` of `GMT+3`, which old servers call Etc/GMT+3; not of `GMT-63fd3286`, where another field follows. */
function endOfHours(start: usize, end: usize): usize {
  let at = start + 1;
  if (at >= end || (at8(start) != 43 && at8(start) != 45) || !isDigit(at8(at))) return start;
  at++;
  if (at < end && isDigit(at8(at))) at++;
  return at < end && (goesOn(at) || at8(at) == 46) ? start : at;
}

/** `UTC`, `+0545`, `-03`, `+05:30`, `GMT+3`. */
function endOfZone(start: usize, end: usize): usize {
  let at = start;
  if (at8(at) != 43 && at8(at) != 45) {
    while (at < end && classAt(at) == WORD && at8(at) < 128 && at8(at) != 95) at++;
    if (at == start + 3 && at8(start) == 71 && at8(start + 1) == 77 && at8(start + 2) == 84) at = endOfHours(at, end);
    return at > start ? at : 0;
  }
  at++;
  if (digits(at, 2) < 0) return 0;
  at += 2;
  const colon: usize = at8(at) == 58 ? 1 : 0;
  if (at + colon + 2 <= end && classAt(at + colon) == DIGIT && digits(at + colon, 2) >= 0) at += colon + 2;
  return at <= end ? at : 0;
}
