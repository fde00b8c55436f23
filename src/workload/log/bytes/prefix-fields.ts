import { BLANK, CLASS, DIGIT } from './byte-class.ts';
import { startsWith } from './message-scanner.ts';

/* Each returns the offset after a field of a prefix, -1 where there is none. */

export function skipDigits(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && CLASS[bytes[i]!] === DIGIT) i++;
  return i > at ? i : -1;
}

export function skipHex(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && (CLASS[bytes[i]!] === DIGIT || (bytes[i]! >= 97 && bytes[i]! <= 102))) i++;
  return i > at ? i : -1;
}

/** `3/41`, or nothing. */
export function skipTransaction(bytes: Buffer, at: number, end: number): number {
  const slash = skipDigits(bytes, bytes[at] === 45 ? at + 1 : at, end);
  if (slash < 0) return bytes[at] === 45 ? -1 : at;
  return bytes[slash] === 47 ? skipDigits(bytes, slash + 1, end) : -1;
}

export function skipState(bytes: Buffer, at: number, end: number): number {
  if (at + 5 > end) return -1;
  for (let i = at; i < at + 5; i++) {
    const c = bytes[i]!;
    if (!(CLASS[c] === DIGIT || (c >= 65 && c <= 90))) return -1;
  }
  return at + 5;
}

/** `127.0.0.1(45050)`, `[local]`. */
export function skipRemote(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== 40 && CLASS[bytes[i]!] !== BLANK) {
    // Beyond ASCII a blank may be of several bytes.
    if (bytes[i]! > 127) return -1;
    i++;
  }
  if (bytes[i] !== 40) return -1;
  const close = skipDigits(bytes, i + 1, end);
  return close >= 0 && bytes[close] === 41 ? close + 1 : -1;
}

/** To the text that follows the field. */
export function skipUntil(bytes: Buffer, at: number, end: number, until: Uint8Array): number {
  const first = until[0]!;
  for (let i = at; i < end; i++)
    if (bytes[i] === first && (until.length === 1 || startsWith(bytes, i, end, until))) return i;
  return -1;
}

/** Hosts hold no blank, comma or bar. */
export function skipHost(bytes: Buffer, at: number, end: number, until: Uint8Array): number {
  const after = skipUntil(bytes, at, end, until);
  for (let i = at; i < after; i++) {
    const c = bytes[i]!;
    if (c === 44 || c === 124 || c > 127 || CLASS[c] === BLANK) return -1;
  }
  return after;
}
