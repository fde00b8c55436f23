import { at8, BLANK, classAt, DIGIT, find, findEither, isDigit, isInWord } from './bytes';

/** Where block comments, which nest, end; 0 for one that does not. */
export function endOfBlockComment(start: usize, end: usize): usize {
  let depth = 1;
  for (let at = start + 2; at + 1 < end; at++) {
    at = findEither(at, end, 42, 47);
    if (at + 1 >= end) return 0;
    const c = at8(at);
    const next = at8(at + 1);
    if (c == 42 && next == 47) {
      at++;
      if (--depth == 0) return at + 1;
    } else if (c == 47 && next == 42) {
      depth++;
      at++;
    }
  }
  return 0;
}

/** After the closing quote; a doubled one belongs to the text, and after a backslash where `escapes`. 0 where it does not end. */
export function endOfQuoted(start: usize, end: usize, quote: u32, escapes: bool): usize {
  for (let at = start + 1; at < end; at++) {
    at = escapes ? findEither(at, end, quote, 92) : find(at, end, quote);
    if (at >= end) return 0;
    if (at8(at) == quote) {
      if (at + 1 >= end || at8(at + 1) != quote) return at + 1;
    }
    at++;
  }
  return 0;
}

/** Whether a line break and a quote follow, with comments at most between them: two literals so are one. */
export function isJoinedByNewline(from: usize, end: usize): bool {
  let broken = false;
  for (let at = from; at < end; at++) {
    const c = at8(at);
    if (c == 45 && at + 1 < end && at8(at + 1) == 45) {
      at = findEither(at, end, 10, 13);
      if (at == end) return false;
      broken = true;
    } else if (classAt(at) != BLANK) return broken && c == 39;
    else if (c == 10 || c == 13) broken = true;
  }
  return false;
}

/** After a plain decimal number, which may begin with its point; 0 for the forms (0x1F, 1_000, 1., 1a) that need a second look. */
export function endOfNumber(start: usize, end: usize): usize {
  let at = endOfDigits(start, end);
  if (at + 1 < end && at8(at) == 46 && isDigit(at8(at + 1))) at = endOfDigits(at + 1, end);
  if (at < end && (at8(at) | 32) == 101) {
    let digits = at + 1;
    if (digits < end && (at8(digits) == 43 || at8(digits) == 45)) digits++;
    if (digits >= end || !isDigit(at8(digits))) return 0;
    at = endOfDigits(digits, end);
  }
  return at < end && (at8(at) == 46 || isInWord(at8(at))) ? 0 : at;
}

export function endOfDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && isDigit(at8(at))) at++;
  return at;
}

/** After `$tag$…$tag$`; 0 where there is no such quote. */
export function endOfDollarQuote(start: usize, end: usize): usize {
  let tagEnd = start + 1;
  while (tagEnd < end && isInWord(at8(tagEnd)) && at8(tagEnd) != 36) tagEnd++;
  if (tagEnd >= end || at8(tagEnd) != 36) return 0;
  tagEnd++;
  const length = tagEnd - start;
  for (let at = find(tagEnd, end, 36); at + length <= end; at = find(at + 1, end, 36)) {
    let same: usize = 1;
    while (same < length && at8(at + same) == at8(start + same)) same++;
    if (same == length) return at + length;
  }
  return 0;
}

/** E'…', B'…', X'…', N'…'. */
export function isStringPrefix(c: u32): bool {
  const lower = c | 32;
  return lower == 101 || lower == 98 || lower == 120 || lower == 110;
}

/** Errs to true where a comment stands there. */
export function isNumberNext(from: usize, end: usize): bool {
  const at = skipBlanks(from, end);
  return at < end && (classAt(at) == DIGIT || at8(at) == 45 || at8(at) == 46 || at8(at) == 47);
}

export function skipBlanks(from: usize, end: usize): usize {
  let at = from;
  while (at < end && classAt(at) == BLANK) at++;
  return at;
}
