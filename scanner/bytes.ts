/** What is read beyond the end of a text at most, with as many bytes at a time. */
export const BEYOND: usize = 32;

/** What a byte can be to PostgreSQL's lexer, as src/sql/tokens.ts has it. */
export const BLANK: u32 = 1;
export const WORD: u32 = 2;
export const DIGIT: u32 = 3;
export const OPERATOR: u32 = 4;
export const PUNCTUATION: u32 = 5;
export const QUOTE: u32 = 6;
export const DOUBLE_QUOTE: u32 = 7;
export const DOLLAR: u32 = 8;

const CLASS = memory.data(256);

memory.fill(CLASS, <u8>PUNCTUATION, 256);
memory.fill(CLASS + 128, <u8>WORD, 128);
setClass('\t\n\v\f\r ', BLANK);
setClass('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', WORD);
setClass('0123456789', DIGIT);
setClass('-+*/<>=~!@#%^&|`?', OPERATOR);
setClass("'", QUOTE);
setClass('"', DOUBLE_QUOTE);
setClass('$', DOLLAR);

function setClass(characters: string, kind: u32): void {
  for (let i = 0; i < characters.length; i++) store<u8>(CLASS + characters.charCodeAt(i), <u8>kind);
}

export function at8(at: usize): u32 {
  return load<u8>(at);
}

export function classAt(at: usize): u32 {
  return load<u8>(CLASS + <usize>load<u8>(at));
}

export function isDigit(c: u32): bool {
  return c - 48 < 10;
}

/** Whether a byte may stand inside a word: letters, digits, `_`, `$` and everything beyond ASCII. */
export function isInWord(c: u32): bool {
  const kind = <u32>load<u8>(CLASS + c);
  return kind == WORD || kind == DIGIT || kind == DOLLAR;
}

/** The place of the first byte that is no part of a word, sixteen at a time. */
export function endOfWord(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const bytes = v128.load(at);
    const lower = v128.or(bytes, i8x16.splat(32));
    const isLetter = i8x16.lt_u(i8x16.sub(lower, i8x16.splat(97)), i8x16.splat(26));
    const isNumber = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
    const isMark = v128.or(i8x16.eq(bytes, i8x16.splat(95)), i8x16.eq(bytes, i8x16.splat(36)));
    const isBeyond = i8x16.lt_s(bytes, i8x16.splat(0));
    const mask = i8x16.bitmask(v128.or(v128.or(isLetter, isNumber), v128.or(isMark, isBeyond)));
    if (mask != 0xffff) return min(at + ctz(~mask), end);
    at += 16;
  }
  return end;
}

/** The first place of a byte, 32 at a time; `end` where there is none before that. */
export function find(from: usize, end: usize, byte: u32): usize {
  const wanted = i8x16.splat(<i8>byte);
  for (let at = from; at < end; at += 32) {
    const first = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    const mask = first | (i8x16.bitmask(i8x16.eq(v128.load(at, 16), wanted)) << 16);
    if (mask != 0) return min(at + ctz(mask), end);
  }
  return end;
}

/** The first place of either byte; `end` where there is none before that. */
export function findEither(from: usize, end: usize, one: u32, other: u32): usize {
  const first = i8x16.splat(<i8>one);
  const second = i8x16.splat(<i8>other);
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(bytes, first), i8x16.eq(bytes, second)));
    if (mask != 0) return min(at + ctz(mask), end);
  }
  return end;
}

/** The first place of a digit or of `byte`; `end` where there is none before that. */
export function findDigitOr(from: usize, end: usize, byte: u32): usize {
  const wanted = i8x16.splat(<i8>byte);
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const isNumber = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
    const mask = i8x16.bitmask(v128.or(isNumber, i8x16.eq(bytes, wanted)));
    if (mask != 0) return min(at + ctz(mask), end);
  }
  return end;
}

export function isSame(one: usize, other: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(one + i) != load<u64>(other + i)) return false;
  const rest = length - i;
  return rest == 0 || ((load<u64>(one + i) ^ load<u64>(other + i)) & firstBytes(rest)) == 0;
}

/** A mask of the first bytes in memory of eight, 1 to 7 of them. */
export function firstBytes(count: usize): u64 {
  return ((<u64>1) << ((<u64>count) << 3)) - 1;
}

/** A text that is looked for at a given place. */
@final
export class Text {
  readonly start: usize;
  readonly length: usize;
  /** Its first bytes, at most eight, and which ones those are. */
  private readonly first: u64;
  private readonly mask: u64;

  constructor(start: usize, length: usize) {
    this.start = start;
    this.length = length;
    this.mask = length < 8 ? firstBytes(length) : u64.MAX_VALUE;
    this.first = load<u64>(start) & this.mask;
  }

  static of(text: string): Text {
    const length = <usize>String.UTF8.byteLength(text);
    const start = heap.alloc(length + 8);
    String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, start);
    return new Text(start, length);
  }

  @inline
  isAt(at: usize, end: usize): bool {
    if (((load<u64>(at) ^ this.first) & this.mask) != 0 || at + this.length > end) return false;
    return this.length <= 8 || isSame(at + 8, this.start + 8, this.length - 8);
  }
}
