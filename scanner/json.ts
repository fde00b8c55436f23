import { at8, find, firstBytes, isDigit, isSame, Text } from './bytes';
import { copy, reserve } from './copy';
import { clearFields, endOf, setField, startOf } from './fields';
import { mix, mixBytes, SEED } from './hash';
import { levelOf } from './level';
import { durationUs, flagsOfBegun, readKeyOfMessage, readMessage, textStart, values } from './message';
import { BEGUN, CONTEXT_START, DETAIL_START, DURATION, IS_ESCAPED, LINES, RECORD, STATEMENT_START, STEP } from './row-layout'; // prettier-ignore
import { addLines, addStep, isFull, keep, next, setClient, setKeyOf, setKind, setLevel, setPart, setRecord, setTexts, setTimes, setValues } from './rows'; // prettier-ignore
import { readStamp, value } from './stamp';

const NEWLINE: u32 = 10;
const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;
const LOG = Text.of('LOG');

/** What is kept of a record. A name, up to PID, with an escape would be written in more than one way. */
const TIMESTAMP: usize = 0;
const USER: usize = 1;
const DATABASE: usize = 2;
const APPLICATION: usize = 3;
const REMOTE: usize = 4;
const SESSION: usize = 5;
const PID: usize = 6;
const MESSAGE: usize = 7;
const DETAIL: usize = 8;
const SEVERITY: usize = 9;
const CONTEXT: usize = 10;
const STATEMENT: usize = 11;
const STATE: usize = 12;
const NOT_KEPT: usize = 13;
const STATE_LENGTH: usize = 5;

/** Names by their length: at most two have the same. */
const NAMES: (Text | null)[] = [];
const FIELDS: usize[] = [];
defineName('timestamp', TIMESTAMP);
defineName('user', USER);
defineName('dbname', DATABASE);
defineName('application_name', APPLICATION);
defineName('remote_host', REMOTE);
defineName('session_id', SESSION);
defineName('pid', PID);
defineName('message', MESSAGE);
defineName('detail', DETAIL);
defineName('error_severity', SEVERITY);
defineName('context', CONTEXT);
defineName('statement', STATEMENT);
defineName('state_code', STATE);

function defineName(name: string, field: usize): void {
  let place = name.length * 2;
  while (NAMES.length <= place + 1) {
    NAMES.push(null);
    FIELDS.push(NOT_KEPT);
  }
  if (NAMES[place] !== null) place++;
  NAMES[place] = Text.of(name);
  FIELDS[place] = field;
}

function fieldOf(start: usize, end: usize): usize {
  for (let i = 0; i < 2; i++) {
    const place = <i32>(end - start) * 2 + i;
    if (place >= NAMES.length) return NOT_KEPT;
    const name = unchecked(NAMES[place]);
    if (name === null) return NOT_KEPT;
    if (isSame(start, name.start, name.length)) return unchecked(FIELDS[place]);
  }
  return NOT_KEPT;
}

/** What a backslash and a letter stand for. \u is not here: control characters alone are written so, and they are rare. */
const ESCAPED = memory.data(256);
store<u8>(ESCAPED + 34, 34);
store<u8>(ESCAPED + 92, 92);
store<u8>(ESCAPED + 47, 47);
store<u8>(ESCAPED + 98, 8);
store<u8>(ESCAPED + 102, 12);
store<u8>(ESCAPED + 110, 10);
store<u8>(ESCAPED + 114, 13);
store<u8>(ESCAPED + 116, 9);

/** Whether the string that was read last holds a backslash. */
let isEscaped = false;
let isMessageEscaped = false;
let isDetailEscaped = false;
/** The same of what an execution has not. */
let isPartEscaped = false;

/**
 * Finds the executions in a jsonlog, and all other records whose level is an English word. What it takes is what JSON.parse would read the
 * same; all else is left to that. Returns the address where it stopped.
 */
export function scanJson(start: usize, end: usize, isLast: bool): usize {
  let at = start;
  while (at < end && !isFull()) {
    const newline = find(at, end, NEWLINE);
    if (newline == end && !isLast) break;
    const after = min(newline + 1, end);
    if (!readRecord(at, newline, after)) addLines(at, after);
    at = after;
  }
  return at;
}

function readRecord(start: usize, lineEnd: usize, after: usize): bool {
  if (!readFields(start, lineEnd) || startOf(MESSAGE) == 0 || startOf(TIMESTAMP) == 0 || startOf(SESSION) == 0)
    return false;
  if (readStamp(startOf(TIMESTAMP), endOf(TIMESTAMP) + 1, true) != endOf(TIMESTAMP)) return false;
  if (!isStatement()) return keepRecord(start, after);
  const messageStart = startOf(MESSAGE);
  const messageEnd = endOf(MESSAGE);
  // The head of a step has no escape but in a statement's name.
  let kind = readMessage(messageStart, messageEnd);
  if (kind == STEP) {
    addStep(start, after, 0, 1);
    return true;
  }
  let to = messageEnd;
  let rawStart = textStart;
  if (isMessageEscaped) {
    to = unescape(messageStart, messageEnd);
    kind = readMessage(copy, to);
    if (kind == LINES || kind == DURATION) return keepRecord(start, after);
    const head = textStart - copy;
    if (find(messageStart, messageStart + head, BACKSLASH) != messageStart + head) return false;
    rawStart = messageStart + head;
  }
  if (kind == LINES) return keepRecord(start, after);
  if (kind == DURATION) rawStart = messageStart;
  const row = next();
  setKind(row, kind);
  const flags = isMessageEscaped || isDetailEscaped ? IS_ESCAPED : 0;
  setRecord(row, start, after, kind == BEGUN ? flags | flagsOfBegun(messageStart, rawStart) : flags, 1);
  setTimes(durationUs, value);
  setClient(row, originOf(), mixBytes(SEED, startOf(SESSION), endOf(SESSION)), startOf(SESSION), endOf(SESSION));
  setTexts(row, rawStart, messageEnd, startOf(DETAIL), endOf(DETAIL));
  if (kind != DURATION) {
    readKeyOfMessage(to);
    setKeyOf(row, isMessageEscaped);
    setValues(row, values, startOf(DETAIL), endOf(DETAIL));
  }
  keep();
  return true;
}

/** A record that is no execution; false where it is left to JSON.parse. */
function keepRecord(start: usize, after: usize): bool {
  const level = levelOf(startOf(SEVERITY), endOf(SEVERITY));
  const stateLength = endOf(STATE) - startOf(STATE);
  if (level < 0 || (stateLength != STATE_LENGTH && stateLength != 0)) return false;
  const row = next();
  setKind(row, RECORD);
  setRecord(row, start, after, isMessageEscaped || isDetailEscaped || isPartEscaped ? IS_ESCAPED : 0, 1);
  setTimes(0, value);
  setClient(row, originOf(), mixBytes(SEED, startOf(SESSION), endOf(SESSION)), startOf(SESSION), endOf(SESSION));
  setLevel(row, level, stateLength == 0 ? 0 : startOf(STATE));
  setTexts(row, startOf(MESSAGE), endOf(MESSAGE), 0, 0);
  setPart(row, DETAIL_START, startOf(DETAIL), endOf(DETAIL));
  setPart(row, CONTEXT_START, startOf(CONTEXT), endOf(CONTEXT));
  setPart(row, STATEMENT_START, startOf(STATEMENT), endOf(STATEMENT));
  keep();
  return true;
}

/** LOG, and without context and statement: those would say that a function raised it. */
function isStatement(): bool {
  return (
    startOf(CONTEXT) == 0 &&
    startOf(STATEMENT) == 0 &&
    endOf(SEVERITY) - startOf(SEVERITY) == LOG.length &&
    LOG.isAt(startOf(SEVERITY), endOf(SEVERITY))
  );
}

function originOf(): u64 {
  let origin = SEED;
  for (let field = USER; field <= REMOTE; field++) {
    if (startOf(field) != 0) origin = mixBytes(mix(origin, field), startOf(field), endOf(field));
  }
  return origin;
}

/** `{"name":"text","name":12}` as the server writes it, without blanks. False for anything else. */
function readFields(start: usize, lineEnd: usize): bool {
  clearFields();
  isMessageEscaped = isDetailEscaped = isPartEscaped = false;
  if (lineEnd - start < 4) return false;
  const end = at8(lineEnd - 1) == 13 ? lineEnd - 1 : lineEnd;
  if (at8(start) != 123 || at8(end - 1) != 125 || end - start < 4) return false;
  let at = start + 1;
  while (true) {
    if (at >= end || at8(at) != QUOTE) return false;
    const name = at + 1;
    at = readString(name, end);
    if (at == 0 || isEscaped || at8(at + 1) != 58) return false;
    const field = fieldOf(name, at);
    at += 2;
    if (at8(at) == QUOTE) {
      const close = readString(at + 1, end);
      if (close == 0) return false;
      if (field != NOT_KEPT) {
        if (isEscaped && (field <= PID || field == STATE)) return false;
        if (isEscaped && (field == CONTEXT || field == STATEMENT)) isPartEscaped = true;
        if (field == MESSAGE) isMessageEscaped = isEscaped;
        if (field == DETAIL) isDetailEscaped = isEscaped;
        setField(field, at + 1, close);
      }
      at = close + 1;
    } else {
      if (field != NOT_KEPT && field != PID) return false;
      at = skipInteger(at, end);
      if (at == 0) return false;
    }
    if (at8(at) == 44) at++;
    else return at == end - 1;
  }
}

/** The address of the closing quote; 0 where JSON would not have it so. */
function readString(from: usize, end: usize): usize {
  isEscaped = false;
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  const space = i8x16.splat(32);
  for (let at = from; at < end;) {
    const bytes = v128.load(at);
    const marks = v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash));
    const mask = i8x16.bitmask(v128.or(marks, i8x16.lt_u(bytes, space)));
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    if (at >= end) return 0;
    const c = at8(at);
    if (c == QUOTE) return at;
    if (c != BACKSLASH || at + 1 >= end || load<u8>(ESCAPED + at8(at + 1)) == 0) return 0;
    isEscaped = true;
    at += 2;
  }
  return 0;
}

/** Into `copy`; returns the end there. */
function unescape(from: usize, to: usize): usize {
  let target = reserve(to - from);
  let at = from;
  while (at < to) {
    const escape = find(at, to, BACKSLASH);
    memory.copy(target, at, escape - at);
    target += escape - at;
    if (escape == to) break;
    store<u8>(target++, load<u8>(ESCAPED + at8(escape + 1)));
    at = escape + 2;
  }
  return target;
}

function skipInteger(from: usize, end: usize): usize {
  let at = at8(from) == 45 ? from + 1 : from;
  const first = at;
  while (at < end && isDigit(at8(at))) at++;
  return at == first || (at8(first) == 48 && at > first + 1) ? 0 : at;
}
