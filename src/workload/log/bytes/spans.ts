import { BLANK, CLASS, DIGIT, IN_WORD } from './byte-class.ts';

/** Where block comments, which nest, end; -1 for one that does not. */
export function endOfBlockComment(bytes: Uint8Array, start: number, end: number): number {
  let depth = 1;
  for (let i = start + 2; i + 1 < end; i++) {
    const c = bytes[i]!;
    if (c === 42 && bytes[i + 1] === 47) {
      i++;
      if (--depth === 0) return i + 1;
    } else if (c === 47 && bytes[i + 1] === 42) {
      depth++;
      i++;
    }
  }
  return -1;
}

/** After the closing quote; a doubled one belongs to the text, and after a backslash where `escapes`. -1 where it does not end. */
export function endOfQuoted(bytes: Uint8Array, start: number, end: number, quote: number, escapes: boolean): number {
  for (let i = start + 1; i < end; i++) {
    const c = bytes[i]!;
    if (c === quote) {
      if (i + 1 >= end || bytes[i + 1] !== quote) return i + 1;
      i++;
    } else if (escapes && c === 92) i++;
  }
  return -1;
}

/** Whether a line break and a quote follow, with comments at most between them: two literals so are one. */
export function isJoinedByNewline(bytes: Uint8Array, from: number, end: number): boolean {
  let broken = false;
  for (let i = from; i < end; i++) {
    const c = bytes[i]!;
    if (c === 45 && bytes[i + 1] === 45) {
      i = bytes.indexOf(10, i);
      if (i < 0) return false;
      broken = true;
    } else if (CLASS[c] !== BLANK) return broken && c === 39;
    else broken ||= c === 10 || c === 13;
  }
  return false;
}

/** After a plain decimal number; -1 for the forms (0x1F, 1_000, 1., 1a) that need a second look. */
export function endOfNumber(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && CLASS[bytes[i]!] === DIGIT) i++;
  if (i + 1 < end && bytes[i] === 46 && CLASS[bytes[i + 1]!] === DIGIT) {
    i++;
    while (i < end && CLASS[bytes[i]!] === DIGIT) i++;
  }
  if (i < end && (bytes[i]! | 32) === 101) {
    let digits = i + 1;
    if (bytes[digits] === 43 || bytes[digits] === 45) digits++;
    if (digits >= end || CLASS[bytes[digits]!] !== DIGIT) return -1;
    i = digits;
    while (i < end && CLASS[bytes[i]!] === DIGIT) i++;
  }
  return i < end && (bytes[i] === 46 || IN_WORD[bytes[i]!] === 1) ? -1 : i;
}

/** After `$tag$…$tag$`; -1 where there is no such quote. */
export function endOfDollarQuote(bytes: Uint8Array, start: number, end: number): number {
  let tagEnd = start + 1;
  while (tagEnd < end && IN_WORD[bytes[tagEnd]!] === 1 && bytes[tagEnd] !== 36) tagEnd++;
  if (tagEnd >= end || bytes[tagEnd] !== 36) return -1;
  tagEnd++;
  const length = tagEnd - start;
  for (let i = bytes.indexOf(36, tagEnd); i >= 0 && i + length <= end; i = bytes.indexOf(36, i + 1)) {
    let same = 1;
    while (same < length && bytes[i + same] === bytes[start + same]) same++;
    if (same === length) return i + length;
  }
  return -1;
}

/** E'…', B'…', X'…', N'…'. */
export function isStringPrefix(c: number): boolean {
  const lower = c | 32;
  return lower === 101 || lower === 98 || lower === 120 || lower === 110;
}

/** Errs to true where a comment stands there. */
export function isNumberNext(bytes: Uint8Array, from: number, end: number): boolean {
  let i = from;
  while (i < end && CLASS[bytes[i]!] === BLANK) i++;
  return i < end && (CLASS[bytes[i]!] === DIGIT || bytes[i] === 45 || bytes[i] === 47);
}
