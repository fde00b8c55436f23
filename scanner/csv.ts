import { at8, find, findEither, isDigit, Text } from './bytes';
import { copy, reserve } from './copy';
import { endOf, setField, startOf } from './fields';
import { mix, mixBytes, SEED } from './hash';
import { levelOf } from './level';
import { durationUs, flagsOfBegun, readKeyOfMessage, readMessage, textStart, values } from './message';
import { BEGUN, CONTEXT_START, DETAIL_START, DURATION, IS_ESCAPED, LINES, RECORD, STATEMENT_START, STEP } from './row-layout'; // prettier-ignore
import { addLines, addStep, isFull, keep, next, setClient, setKeyOf, setKind, setLevel, setPart, setRecord, setTexts, setTimes, setValues } from './rows'; // prettier-ignore
import { readStamp, value } from './stamp';

const NEWLINE: u32 = 10;
const RETURN: u32 = 13;
const QUOTE: u32 = 34;
const COMMA: u32 = 44;
const LONGEST_STAMP: usize = 30;
const LOG = Text.of('LOG');

/** Columns of a csvlog, as src/workload/log/csvlog.ts has them. */
const USER: usize = 1;
const DATABASE: usize = 2;
const PID: usize = 3;
const REMOTE: usize = 4;
const SESSION: usize = 5;
const LINE: usize = 6;
const TAG: usize = 7;
const SEVERITY: usize = 11;
const STATE: usize = 12;
const MESSAGE: usize = 13;
const DETAIL: usize = 14;
const CONTEXT: usize = 18;
const STATEMENT: usize = 19;
const APPLICATION: usize = 22;
const FEWEST_COLUMNS: usize = 22;
const MOST_FIELDS: usize = 32;
const STATE_LENGTH: usize = 5;

const INCOMPLETE: usize = 0;
const UNCLEAR: usize = 1;

let fields: usize = 0;
let lines: i32 = 0;
/** Whether quotes are doubled in the message, and in the detail. */
let isMessageEscaped = false;
let isDetailEscaped = false;
/** The same of what an execution has not. */
let isPartEscaped = false;

function isEmpty(field: usize): bool {
  return startOf(field) == endOf(field);
}

/**
 * Finds the executions in a csvlog, and all other records whose level is an English word: one pass over the fields of a record. Returns the
 * address where it stopped.
 */
export function scanCsv(start: usize, end: usize, isLast: bool): usize {
  let at = start;
  while (at < end && !isFull()) {
    let after = readRecord(at, end);
    if (after <= UNCLEAR) {
      const newline = find(at, end, NEWLINE);
      const isWhole = newline < end;
      if (!isLast && (after == INCOMPLETE || !isWhole)) break;
      after = isWhole ? newline + 1 : end;
      addLines(at, after);
    }
    at = after;
  }
  return at;
}

function readRecord(start: usize, end: usize): usize {
  const afterStamp = readStamp(start, end, true);
  // The longest time stamp has less than 40 bytes.
  if (afterStamp == 0 || afterStamp >= end) return end - start < 40 ? INCOMPLETE : UNCLEAR;
  if (afterStamp - start > LONGEST_STAMP) return UNCLEAR;
  const after = readFields(afterStamp, end);
  if (after <= UNCLEAR) return after;
  if (fields < FEWEST_COLUMNS) return UNCLEAR;
  if (!isStatement()) return keepRecord(start, after);
  const messageStart = startOf(MESSAGE);
  const messageEnd = endOf(MESSAGE);
  // The head of a message has no quote.
  let kind = readMessage(messageStart, messageEnd);
  if (kind == STEP) {
    addStep(start, after, 0, lines);
    return after;
  }
  let to = messageEnd;
  let rawStart = textStart;
  if (isMessageEscaped) {
    to = unescape(messageStart, messageEnd);
    kind = readMessage(copy, to);
    if (kind == LINES || kind == DURATION) return keepRecord(start, after);
    rawStart = isSameHead(messageStart, textStart - copy) ? messageStart + (textStart - copy) : 0;
    if (rawStart == 0) return UNCLEAR;
  }
  if (kind == LINES) return keepRecord(start, after);
  if (kind == DURATION) rawStart = messageStart;
  const row = next();
  setKind(row, kind);
  const flags = isMessageEscaped || isDetailEscaped ? IS_ESCAPED : 0;
  setRecord(row, start, after, kind == BEGUN ? flags | flagsOfBegun(messageStart, rawStart) : flags, lines);
  setTimes(durationUs, value);
  setClient(row, originOf(), mixBytes(SEED, startOf(SESSION), endOf(SESSION)), startOf(SESSION), endOf(SESSION));
  setTexts(row, rawStart, messageEnd, startOf(DETAIL), endOf(DETAIL));
  if (kind != DURATION) {
    readKeyOfMessage(to);
    setKeyOf(row, isMessageEscaped);
    setValues(row, values, startOf(DETAIL), endOf(DETAIL));
  }
  keep();
  return after;
}

/** A record that is no execution; returns `after`, or UNCLEAR. */
function keepRecord(start: usize, after: usize): usize {
  const level = levelOf(startOf(SEVERITY), endOf(SEVERITY));
  const stateLength = endOf(STATE) - startOf(STATE);
  // The server quotes every message: in a field those quotes would be doubled.
  if (level < 0 || isEmpty(SESSION) || at8(startOf(MESSAGE) - 1) != QUOTE) return UNCLEAR;
  if (stateLength != STATE_LENGTH && stateLength != 0) return UNCLEAR;
  const row = next();
  setKind(row, RECORD);
  setRecord(row, start, after, isMessageEscaped || isDetailEscaped || isPartEscaped ? IS_ESCAPED : 0, lines);
  setTimes(0, value);
  setClient(row, originOf(), mixBytes(SEED, startOf(SESSION), endOf(SESSION)), startOf(SESSION), endOf(SESSION));
  setLevel(row, level, stateLength == 0 ? 0 : startOf(STATE));
  setTexts(row, startOf(MESSAGE), endOf(MESSAGE), 0, 0);
  keepPart(row, DETAIL_START, DETAIL);
  keepPart(row, CONTEXT_START, CONTEXT);
  keepPart(row, STATEMENT_START, STATEMENT);
  keep();
  return after;
}

function keepPart(row: usize, column: usize, field: usize): void {
  setPart(row, column, isEmpty(field) ? 0 : startOf(field), endOf(field));
}

/** Whether the first bytes of the message are the same without escapes: where the statement begins in the log then. */
function isSameHead(start: usize, length: usize): bool {
  return find(start, start + length, QUOTE) == start + length;
}

/** LOG, of a client, and without context and statement: those would say that a function raised it. */
function isStatement(): bool {
  return (
    endOf(SEVERITY) - startOf(SEVERITY) == LOG.length &&
    LOG.isAt(startOf(SEVERITY), endOf(SEVERITY)) &&
    isEmpty(CONTEXT) &&
    isEmpty(STATEMENT) &&
    !isEmpty(USER) &&
    !isEmpty(DATABASE) &&
    !isEmpty(SESSION)
  );
}

function originOf(): u64 {
  let origin = mixBytes(mix(SEED, USER), startOf(USER), endOf(USER));
  origin = mixBytes(mix(origin, DATABASE), startOf(DATABASE), endOf(DATABASE));
  origin = mixBytes(mix(origin, APPLICATION), startOf(APPLICATION), endOf(APPLICATION));
  return mixBytes(mix(origin, REMOTE), startOf(REMOTE), endOfHost());
}

/** Without the port, which every connection has another of. */
function endOfHost(): usize {
  const start = startOf(REMOTE);
  let colon = endOf(REMOTE);
  while (colon > start && isDigit(at8(colon - 1))) colon--;
  return colon > start && at8(colon - 1) == 58 ? colon - 1 : endOf(REMOTE);
}

/** The fields after the time stamp; returns the address after the record's newline. */
function readFields(from: usize, end: usize): usize {
  let at = from;
  lines = 1;
  isMessageEscaped = isDetailEscaped = isPartEscaped = false;
  let field: usize = 0;
  while (true) {
    field++;
    if (at >= end) return INCOMPLETE;
    const c = at8(at);
    if (c == NEWLINE || c == RETURN) {
      fields = field;
      // PostgreSQL 8.4 has none.
      if (fields == APPLICATION) setField(APPLICATION, at, at);
      if (c == NEWLINE) return at + 1;
      return at + 1 < end ? (at8(at + 1) == NEWLINE ? at + 2 : UNCLEAR) : INCOMPLETE;
    }
    if (c != COMMA || field >= MOST_FIELDS) return UNCLEAR;
    at++;
    const isPlain = field == PID || field == SESSION || field == LINE;
    if (at < end && at8(at) == QUOTE) {
      if (isPlain) return UNCLEAR;
      const close = readQuoted(at + 1, end, field);
      if (close <= UNCLEAR) return close;
      setField(field, at + 1, close);
      at = close + 1;
      continue;
    }
    const close = readUnquoted(isPlain ? plainEnd(at, end, field) : at, end, field);
    if (close == UNCLEAR || (field == LINE && close == at)) return UNCLEAR;
    setField(field, at, close);
    at = close;
  }
}

/** The end of a field without quotes. The first ones have none but where they hold something strange. */
function readUnquoted(from: usize, end: usize, field: usize): usize {
  for (let at = from; at < end; at++) {
    const c = at8(at);
    if (c == COMMA || c == NEWLINE || c == RETURN) return at;
    if (c == QUOTE || field <= TAG) return UNCLEAR;
  }
  return end;
}

/** The address of the closing quote. */
function readQuoted(from: usize, end: usize, field: usize): usize {
  for (let at = findEither(from, end, QUOTE, NEWLINE); at < end; at = findEither(at + 1, end, QUOTE, NEWLINE)) {
    if (at8(at) == QUOTE) {
      if (at + 1 >= end) return INCOMPLETE;
      if (at8(at + 1) != QUOTE) return at;
      at++;
      if (field == MESSAGE) isMessageEscaped = true;
      else if (field == DETAIL) isDetailEscaped = true;
      else if (field == CONTEXT || field == STATEMENT) isPartEscaped = true;
      else return UNCLEAR;
    } else {
      lines++;
      if (field <= TAG) return UNCLEAR;
      // May be the time stamp of the next record, where this one was cut off.
      if (at + 5 < end && at8(at + 5) == 45 && isDigit(at8(at + 1))) return UNCLEAR;
    }
  }
  return INCOMPLETE;
}

/** Into `copy`; returns the end there. */
function unescape(from: usize, to: usize): usize {
  let target = reserve(to - from);
  let at = from;
  while (at < to) {
    const quote = find(at, to, QUOTE);
    const length = min(quote + 1, to) - at;
    memory.copy(target, at, length);
    target += length;
    at = quote + 2;
  }
  return target;
}

/** The end of the digits, or of the hexadecimal digits and dots of a session, that are in the field. */
function plainEnd(from: usize, end: usize, field: usize): usize {
  let at = from;
  for (; at < end; at++) {
    const c = at8(at);
    const isHex = c == 46 || c - 97 < 6;
    if (!isDigit(c) && !(isHex && field == SESSION)) break;
  }
  return at;
}
