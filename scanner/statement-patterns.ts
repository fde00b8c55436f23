import { at8, findDigitOr, isDigit, isSame } from './bytes';
import { mix, mixBytes, SEED } from './hash';
import { endOfNumber, endOfQuoted, isJoinedByNewline, skipBlanks } from './spans';

/*
 * Most statements with their constants written into them differ in nothing else: what was found out about one of them, token by token, holds
 * for all that have the same bytes around constants of the same kinds.
 */

/** What may stand in a hole of a pattern. */
export const ANY: u32 = 0;
export const NUMBER: u32 = 1;
export const TEXT: u32 = 2;
/** Constants with commas between them: how many does not matter. */
export const LIST: u32 = 3;
/** Nothing: the statement ends. */
const NONE: u32 = 4;

/** A pattern: the next one of its bucket, its key, and parts: the length of a literal, the hole after it, and the literal. */
const KEY: usize = 8;
const PARTS: usize = 16;
const HOLE: usize = 4;
const LITERAL: usize = 8;

/** A bucket: its newest pattern, and how often none may fit before it is given up; one that fits is worth one that does not. */
const BUCKETS: usize = 4_096;
const BUCKET: usize = 8;
const CREDIT: usize = 4;
const FIRST_CREDIT: i32 = 16;
const MOST_CREDIT: i32 = 64;
const MOST_TRIES: i32 = 16;
const buckets = heap.alloc(BUCKETS * BUCKET);

/** Where patterns are; when it is full, all are forgotten. */
const ROOM: usize = 1 << 20;
const LONGEST: usize = 1 << 14;
const patterns = heap.alloc(ROOM);
let free: usize = patterns;

/** The holes of the statement that is being read, each with its begin, its end and what may stand in it. */
const MOST_HOLES: usize = 64;
const SPAN: usize = 12;
const holes = memory.data(64 * 12);
let holesEnd: usize = holes;
let isPattern = false;

/** Of the statement that fitted last: its key, and a hash of its constants. */
export let key: u64 = 0;
export let constants: u64 = 0;

forgetAll();

function forgetAll(): void {
  free = patterns;
  for (let at: usize = buckets; at < buckets + BUCKETS * BUCKET; at += BUCKET) {
    store<u32>(at, 0);
    store<i32>(at + CREDIT, FIRST_CREDIT);
  }
}

/** Whether a statement fits a pattern that is known; where it does not, it can become one. */
export function fitsPattern(start: usize, end: usize): bool {
  holesEnd = holes;
  const bucket = bucketOf(start, end);
  const credit = load<i32>(bucket + CREDIT);
  isPattern = credit > 0;
  if (!isPattern) return false;
  let before: usize = 0;
  let pattern: usize = load<u32>(bucket);
  for (let tries = 0; pattern != 0 && tries < MOST_TRIES; tries++) {
    if (fits(pattern, start, end)) {
      // The one that fitted last is tried first.
      if (before != 0) {
        store<u32>(before, load<u32>(pattern));
        store<u32>(pattern, load<u32>(bucket));
        store<u32>(bucket, <u32>pattern);
      }
      store<i32>(bucket + CREDIT, min(credit + 1, MOST_CREDIT));
      key = load<u64>(pattern + KEY);
      return true;
    }
    before = pattern;
    pattern = load<u32>(pattern);
  }
  store<i32>(bucket + CREDIT, credit - 1);
  return false;
}

/** By the first digit or quote, which is before the first constant or its begin, and what stands before that. */
function bucketOf(start: usize, end: usize): usize {
  const at = findDigitOr(start, end, 39);
  const length = at - start;
  const hash =
    length < 16
      ? mixBytes(SEED, start, at)
      : mix(mix(mix(SEED, length), load<u64>(at - 8)), load<u64>(at - 16) ^ load<u64>(start + 8));
  return buckets + ((<usize>hash) & (BUCKETS - 1)) * BUCKET;
}

function fits(pattern: usize, start: usize, end: usize): bool {
  let at = start;
  let part = pattern + PARTS;
  constants = SEED;
  do {
    const length: usize = load<u32>(part);
    if (at + length > end || !isSame(at, part + LITERAL, length)) return false;
    at += length;
    const hole = load<u32>(part + HOLE);
    if (hole == NONE) return at == end;
    at = hole == LIST ? endOfList(at, end) : endOfConstant(at, end, hole);
    part = endOfPart(part, length);
  } while (at != 0);
  return false;
}

/** Literals are read eight bytes at a time. */
function endOfPart(part: usize, length: usize): usize {
  return part + LITERAL + ((length + 15) & ~7);
}

/** Takes it into the hash of the constants; 0 where there is none that the hole is for. */
function endOfConstant(start: usize, end: usize, hole: u32): usize {
  if (start >= end) return 0;
  let after: usize = 0;
  if (at8(start) == 39) {
    if (hole == NUMBER) return 0;
    after = endOfQuoted(start, end, 39, false);
    if (after == 0 || isJoinedByNewline(after, end)) return 0;
  } else if (hole != TEXT && (isDigit(at8(start)) || at8(start) == 46)) after = endOfNumber(start, end);
  if (after != 0) constants = mixBytes(constants, start, after);
  return after;
}

function endOfList(start: usize, end: usize): usize {
  let after = endOfConstant(start, end, ANY);
  while (after != 0) {
    const comma = skipBlanks(after, end);
    if (comma == end || at8(comma) != 44) break;
    after = endOfConstant(skipBlanks(comma + 1, end), end, ANY);
  }
  return after;
}

/* What is found out about a statement that fits no pattern. */

export function addHole(start: usize, after: usize, kind: u32): void {
  if (holesEnd == holes + MOST_HOLES * SPAN) return fitNone();
  store<u32>(holesEnd, <u32>start);
  store<u32>(holesEnd + 4, <u32>after);
  store<u32>(holesEnd + 8, kind);
  holesEnd += SPAN;
}

/** Another constant of a list, the last hole. */
export function extendHole(after: usize): void {
  if (isPattern) store<u32>(holesEnd - SPAN + 4, <u32>after);
}

/** More than its bytes around constants tells what the statement is. */
export function fitNone(): void {
  isPattern = false;
}

/** Makes a pattern of the statement that was read, where it can be one. */
export function addPattern(start: usize, end: usize, keyOfStatement: u64): void {
  if (!isPattern || end - start > LONGEST) return;
  const mostBytes = PARTS + (end - start) + (MOST_HOLES + 1) * (LITERAL + 15);
  if (free + mostBytes > patterns + ROOM) forgetAll();
  const bucket = bucketOf(start, end);
  const pattern = free;
  store<u32>(pattern, load<u32>(bucket));
  store<u64>(pattern + KEY, keyOfStatement);
  let at = start;
  free = pattern + PARTS;
  for (let hole: usize = holes; hole < holesEnd; hole += SPAN) {
    addPart(at, load<u32>(hole), load<u32>(hole + 8));
    at = load<u32>(hole + 4);
  }
  addPart(at, end, NONE);
  store<u32>(bucket, <u32>pattern);
}

function addPart(start: usize, end: usize, hole: u32): void {
  const part = free;
  store<u32>(part, <u32>(end - start));
  store<u32>(part + HOLE, hole);
  memory.copy(part + LITERAL, start, end - start);
  free = endOfPart(part, end - start);
}
