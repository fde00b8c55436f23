import { at8, classAt, endOfWord, isDigit, Text, WORD } from './bytes';
import { readRepeatedKey } from './repeated-text';
import { BEGUN, DURATION, EXECUTION, FETCH, HEAD_LENGTH, IS_EXTENDED, LINES, STEP } from './row-layout';
import { skipBlanks } from './spans';
import { constants, readKey } from './statement-key';
import { BEGINS_STATEMENT, rolesOf } from './words';

const TIMED = Text.of('duration: ');
const MS = Text.of(' ms');
const BLANKS = Text.of('  ');
const STATEMENT = Text.of('statement: ');
const EXECUTE = Text.of('execute ');
const FETCH_FROM = Text.of('fetch from ');
const PARSE = Text.of('parse ');
const BIND = Text.of('bind ');
/** Of whole milliseconds: the microseconds then are a whole number to the host. */
const MOST_DIGITS: usize = 12;
/** The server's names are shorter (NAMEDATALEN). A statement and its portal have one each. */
const LONGEST_NAME: usize = 300;

/** Of the message that was read last. */
export let durationUs: f64 = 0;
/** Where the statement begins. */
export let textStart: usize = 0;
/** A hash that differs where the values in the text do. */
export let values: u64 = 0;
/** Whether it is of the extended protocol, where the same text comes again and again. */
let isRepeated = false;

/**
 * Reads the beginning of a message about a statement and its duration, together or one of them alone, as the server writes it in English. Returns
 * the kind of row that the message is; LINES for every other message.
 */
export function readMessage(start: usize, end: usize): i32 {
  if (!TIMED.isAt(start, end)) return readBegun(start, end);
  let at = start + TIMED.length;
  let microseconds: u64 = 0;
  const digitsStart = at;
  for (; at < end && isDigit(at8(at)); at++) microseconds = microseconds * 10 + (at8(at) - 48);
  if (at == digitsStart || at - digitsStart > MOST_DIGITS || at + 4 > end || at8(at) != 46) return LINES;
  for (const fractionEnd = ++at + 3; at < fractionEnd; at++) {
    if (!isDigit(at8(at))) return LINES;
    microseconds = microseconds * 10 + (at8(at) - 48);
  }
  if (!MS.isAt(at, end)) return LINES;
  durationUs = <f64>microseconds;
  at += MS.length;
  if (at == end) return DURATION;
  if (!BLANKS.isAt(at, end)) return LINES;
  at += BLANKS.length;
  if (STATEMENT.isAt(at, end)) {
    textStart = at + STATEMENT.length;
    isRepeated = false;
    return EXECUTION;
  }
  if (EXECUTE.isAt(at, end)) return execute(at + EXECUTE.length, end);
  return PARSE.isAt(at, end) || BIND.isAt(at, end) ? STEP : LINES;
}

/** A statement that is logged when it begins; more rows of one that was executed before are left to the host. */
function readBegun(start: usize, end: usize): i32 {
  durationUs = 0;
  if (STATEMENT.isAt(start, end)) {
    textStart = start + STATEMENT.length;
    isRepeated = false;
    return BEGUN;
  }
  return EXECUTE.isAt(start, end) && execute(start + EXECUTE.length, end) == EXECUTION ? BEGUN : LINES;
}

/** What the flags of a statement that has begun have, for a message that begins there. */
export function flagsOfBegun(start: usize, textStart: usize): i32 {
  return ((<i32>(textStart - start)) << HEAD_LENGTH) | (isRepeated ? IS_EXTENDED : 0);
}

/** The key of the statement of the message that was read last, and the hash of its values; `end` is where its text ends. */
export function readKeyOfMessage(end: usize): void {
  if (isRepeated) {
    values = readRepeatedKey(textStart, end);
    return;
  }
  readKey(textStart, end);
  values = constants;
}

/** `execute S_1: …`, `execute fetch from S_1: …`. */
function execute(start: usize, end: usize): i32 {
  const isFetch = FETCH_FROM.isAt(start, end);
  let at = isFetch ? start + FETCH_FROM.length : start;
  const last = min(end - 1, at + LONGEST_NAME);
  for (; at < last && (at8(at) != 58 || at8(at + 1) != 32); at++) {
    // The plan of a named portal comes when that is closed: the readers of strings remember it.
    if (at8(at) == 47) return LINES;
  }
  if (at >= last) return LINES;
  textStart = at + 2;
  isRepeated = true;
  // A name may hold a colon and a blank itself: what is no statement for certain is looked at again.
  if (!beginsStatement(textStart, end)) return LINES;
  return isFetch ? FETCH : EXECUTION;
}

function beginsStatement(start: usize, end: usize): bool {
  const at = skipBlanks(start, end);
  if (at == end) return true;
  const c = at8(at);
  if (c == 40 || c == 59) return true;
  if (c == 45 || c == 47) return at + 1 < end && at8(at + 1) == (c == 45 ? 45 : 42);
  return classAt(at) == WORD && (rolesOf(at, endOfWord(at, end)) & BEGINS_STATEMENT) != 0;
}
