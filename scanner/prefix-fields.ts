import { at8, BLANK, classAt, find, isDigit, Text } from './bytes';

/* Each returns the address after a field of a prefix, 0 where there is none. */

export function skipDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && isDigit(at8(at))) at++;
  return at > from ? at : 0;
}

export function skipHex(from: usize, end: usize): usize {
  let at = from;
  while (at < end && (isDigit(at8(at)) || at8(at) - 97 < 6)) at++;
  return at > from ? at : 0;
}

/** `-12`: of %v and %Q. */
export function skipInteger(from: usize, end: usize): usize {
  return skipDigits(from < end && at8(from) == 45 ? from + 1 : from, end);
}

/** `3/41`, or nothing. */
export function skipTransaction(from: usize, end: usize): usize {
  const slash = skipInteger(from, end);
  if (slash == 0) return from < end && at8(from) == 45 ? 0 : from;
  return slash < end && at8(slash) == 47 ? skipDigits(slash + 1, end) : 0;
}

export function skipState(from: usize, end: usize): usize {
  if (from + 5 > end) return 0;
  for (let at = from; at < from + 5; at++) if (!isDigit(at8(at)) && at8(at) - 65 >= 26) return 0;
  return from + 5;
}

/** `127.0.0.1(45050)`, `[local]`. */
export function skipRemote(from: usize, end: usize): usize {
  let at = from;
  while (at < end && at8(at) != 40 && classAt(at) != BLANK) {
    // Beyond ASCII a blank may be of several bytes.
    if (at8(at) > 127) return 0;
    at++;
  }
  if (at >= end || at8(at) != 40) return 0;
  const close = skipDigits(at + 1, end);
  return close != 0 && close < end && at8(close) == 41 ? close + 1 : 0;
}

/** To the text that follows the field. */
export function skipUntil(from: usize, end: usize, until: Text): usize {
  const first = at8(until.start);
  for (let at = find(from, end, first); at < end; at = find(at + 1, end, first)) if (until.isAt(at, end)) return at;
  return 0;
}

/** Hosts hold no blank, comma or bar. */
export function skipHost(from: usize, end: usize, until: Text): usize {
  const after = skipUntil(from, end, until);
  for (let at = from; at < after; at++) {
    const c = at8(at);
    if (c == 44 || c == 124 || c > 127 || classAt(at) == BLANK) return 0;
  }
  return after;
}
