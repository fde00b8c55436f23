import { CLASS, DIGIT, WORD } from './byte-class.ts';
import { BytePattern, viewOf } from './byte-pattern.ts';
import { parseTimestamp } from '../timestamp.ts';

/** `YYYY-MM-DD HH:MM:`: what most neighbouring lines share. */
const MINUTE_LENGTH = 17;

/** Reads `2026-11-23 12:49:51[.864] UTC` off bytes. The minute and the zone that were read last are remembered. */
export class StampReader {
  /** Milliseconds since 1970; NaN where the zone is not known. */
  value = NaN;
  #minute = BytePattern.of('');
  #zone = BytePattern.of('');
  #minuteMs = NaN;

  /** Returns the offset after the time stamp; -1 where there is none. `hasFraction`: %m has three digits of it, %t and %s none. */
  read(bytes: Buffer, at: number, end: number, hasFraction: boolean): number {
    const zoneStart = at + (hasFraction ? 24 : 20);
    if (zoneStart >= end) return -1;
    const seconds = digits(bytes, at + 17, 2);
    const fraction = hasFraction ? digits(bytes, at + 20, 3) : 0;
    if (seconds < 0 || fraction < 0 || (hasFraction && bytes[at + 19] !== 46) || bytes[zoneStart - 1] !== 32) return -1;
    const view = viewOf(bytes);
    let zoneEnd = zoneStart + this.#zone.length;
    const isKnown =
      this.#zone.length > 0 &&
      this.#minute.isAt(view, at, end) &&
      this.#zone.isAt(view, zoneStart, end) &&
      (zoneEnd >= end || !goesOn(bytes[zoneEnd]!));
    if (!isKnown) {
      zoneEnd = endOfZone(bytes, zoneStart, end);
      if (zoneEnd < 0 || !this.#parse(bytes, at, zoneStart, zoneEnd)) return -1;
    }
    this.value = this.#minuteMs + seconds * 1000 + fraction;
    return zoneEnd;
  }

  #parse(bytes: Buffer, at: number, zoneStart: number, zoneEnd: number): boolean {
    const minute = bytes.toString('latin1', at, at + MINUTE_LENGTH);
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:$/.test(minute)) return false;
    const zone = bytes.toString('latin1', zoneStart, zoneEnd);
    this.#minute = BytePattern.of(minute);
    this.#zone = BytePattern.of(zone);
    this.#minuteMs = parseTimestamp(`${minute}00 ${zone}`) ?? NaN;
    return true;
  }
}

/** Whether a zone's name or number may go on with the byte. */
function goesOn(c: number): boolean {
  return CLASS[c] === WORD || CLASS[c] === DIGIT || c === 58;
}

/** The number in so many digits; -1 where one of them is none. */
function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** `UTC`, `+0545`, `-03`, `+05:30`. */
function endOfZone(bytes: Buffer, start: number, end: number): number {
  let i = start;
  const sign = bytes[i] === 43 || bytes[i] === 45;
  if (!sign) {
    while (i < end && CLASS[bytes[i]!] === WORD && bytes[i]! < 128 && bytes[i] !== 95) i++;
    return i > start ? i : -1;
  }
  i++;
  if (digits(bytes, i, 2) < 0) return -1;
  i += 2;
  const colon = bytes[i] === 58 ? 1 : 0;
  if (i + colon + 2 <= end && CLASS[bytes[i + colon]!] === DIGIT && digits(bytes, i + colon, 2) >= 0) i += colon + 2;
  return i <= end ? i : -1;
}
