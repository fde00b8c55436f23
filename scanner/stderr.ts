import { at8, find, Text } from './bytes';
import { LEVELS, levelTexts } from './level';
import { durationUs, flagsOfBegun, readKeyOfMessage, readMessage, textStart, values } from './message';
import { origin, readPrefix, session, sessionEnd, sessionStart, state, time } from './prefix';
import { BEGUN, CONTEXT_START, DETAIL_START, DURATION, HAS_TABS, LINES, RECORD, STATEMENT_START, STEP } from './row-layout'; // prettier-ignore
import { addLines, addStep, isFull, keep, next, setClient, setKeyOf, setKind, setLevel, setPart, setRecord, setTexts, setTimes, setValues } from './rows'; // prettier-ignore

const TAB: u32 = 9;
const NEWLINE: u32 = 10;
const COLON: u32 = 58;

const LOG = Text.of('LOG:  ');
/** What begins a record. */
const TAGS = levelTexts(':  ');
const SUCCESS = Text.of('00000: ');
/** What a record goes on with: first what it may have that tells of an execution. */
const PARTS = [Text.of('DETAIL:  '), Text.of('LOCATION:  '), Text.of('CONTEXT:  '), Text.of('STATEMENT:  '), Text.of('HINT:  '), Text.of('QUERY:  '), Text.of('BACKTRACE:  ')]; // prettier-ignore
const DETAIL = 0;
const LOCATION = 1;
const CONTEXT = 2;
const STATEMENT = 3;
/** What the most frequent messages begin with of those that tell of no execution with its duration. */
const HEADS = [Text.of('duration: '), Text.of('statement: '), Text.of('execute '), Text.of('temporary file: '), Text.of('process '), Text.of('connection '), Text.of('disconnection: '), Text.of('checkpoint '), Text.of('automatic '), Text.of('AUDIT: ')]; // prettier-ignore
/** A tag further into a line is part of no client's name. */
const FARTHEST_TAG: usize = 1_024;

/** What a record turned out to be when its last line was looked for. */
const INCOMPLETE: usize = 0;
const UNCLEAR: usize = 1;

/** The line whose prefix was read last, where it ends, and where the prefix ends. */
let prefixed: usize = 0;
let prefixedEnd: usize = 0;
let afterPrefix: usize = 0;
/** Of the record that is being read. */
let message: usize = 0;
let severity: i32 = 0;
let textEnd: usize = 0;
let detailStart: usize = 0;
let detailEnd: usize = 0;
let contextStart: usize = 0;
let contextEnd: usize = 0;
let statementStart: usize = 0;
let statementEnd: usize = 0;
let flags: i32 = 0;
let lines: i32 = 0;

/**
 * Finds the executions in a stderr log whose prefix is known, and of other records those that come often. A record is taken only where the
 * line after it is known to begin another one, and as an execution where nothing but a DETAIL belongs to it: CONTEXT or STATEMENT would say
 * that a function raised it. Returns the address where it stopped.
 */
export function scanStderr(start: usize, end: usize, isLast: bool): usize {
  prefixed = 0;
  let at = start;
  while (at < end && !isFull()) {
    const lineEnd = endOfLine(at, end, isLast);
    if (lineEnd == 0) break;
    const kind = kindOf(at, lineEnd);
    let after = UNCLEAR;
    if (kind != LINES) {
      // What the prefix and the message say, before the next line's are read.
      const row = next();
      setKind(row, kind);
      setClient(row, origin, session, sessionStart, sessionEnd);
      setTimes(durationUs, time);
      if (kind == RECORD) setLevel(row, severity, state < 0 ? 0 : at + state);
      after = endOfRecord(kind, lineEnd, end, isLast);
      if (after == INCOMPLETE) break;
      // It has something else after it.
      if (kind == DURATION && textEnd != lineEnd) after = UNCLEAR;
    }
    if (after == UNCLEAR) {
      after = min(lineEnd + 1, end);
      addLines(at, after);
    } else if (kind == STEP) addStep(at, after, flags, lines);
    else {
      const row = next();
      setRecord(row, at, after, flags, lines);
      if (kind == RECORD) {
        setTexts(row, message, textEnd, 0, 0);
        setPart(row, DETAIL_START, detailStart, detailEnd);
        setPart(row, CONTEXT_START, contextStart, contextEnd);
        setPart(row, STATEMENT_START, statementStart, statementEnd);
      } else if (kind == DURATION) setTexts(row, message, textEnd, 0, 0);
      else {
        if (kind == BEGUN) setRecord(row, at, after, flags | flagsOfBegun(message, textStart), lines);
        setTexts(row, textStart, textEnd, detailStart, detailEnd);
        readKeyOfMessage(textEnd);
        setKeyOf(row, false);
        setValues(row, values, detailStart, detailEnd);
      }
      keep();
    }
    at = after;
  }
  return at;
}

/** 0 where it does not end here. */
function endOfLine(at: usize, end: usize, isLast: bool): usize {
  if (at == prefixed) return prefixedEnd;
  const newline = find(at, end, NEWLINE);
  return newline < end || isLast ? newline : 0;
}

function tagOf(at: usize, lineEnd: usize): usize {
  if (at != prefixed) {
    prefixed = at;
    prefixedEnd = lineEnd;
    afterPrefix = readPrefix(at, lineEnd);
  }
  return afterPrefix;
}

function kindOf(at: usize, lineEnd: usize): i32 {
  if (at8(at) == TAB) return LINES;
  const start = tagOf(at, lineEnd);
  if (start == 0) return LINES;
  if (LOG.isAt(start, lineEnd)) {
    severity = 0;
    message = start + LOG.length;
    const said = SUCCESS.isAt(message, lineEnd) ? message + SUCCESS.length : message;
    const kind = readMessage(said, lineEnd);
    if (kind == BEGUN || kind == DURATION) return mayHaveTag(message, lineEnd) ? LINES : kind;
    if (kind != LINES || indexOf(HEADS, said, lineEnd) < 0) return kind;
  } else {
    const tag = indexOf(TAGS, start, lineEnd);
    if (tag < 0) return LINES;
    severity = unchecked(LEVELS[tag]);
    message = start + unchecked(TAGS[tag]).length;
  }
  return mayHaveTag(message, lineEnd) ? LINES : RECORD;
}

/** Whether the tag may be part of a client's name, and another one the line's: the readers of strings know names. */
function mayHaveTag(start: usize, lineEnd: usize): bool {
  const end = min(lineEnd, start + FARTHEST_TAG);
  for (let at = find(start, end, COLON); at + 2 < end; at = find(at + 1, end, COLON)) {
    if (load<u16>(at + 1) == 0x2020) return true;
  }
  return false;
}

/** Which of the texts stands there; -1 for none. */
function indexOf(texts: Text[], at: usize, end: usize): i32 {
  for (let i = 0; i < texts.length; i++) if (unchecked(texts[i]).isAt(at, end)) return i;
  return -1;
}

/** The address after the record whose first line ends at `lineEnd`. */
function endOfRecord(kind: i32, lineEnd: usize, end: usize, isLast: bool): usize {
  lines = 1;
  flags = 0;
  detailStart = detailEnd = contextStart = contextEnd = statementStart = statementEnd = 0;
  let at = skipTabs(lineEnd, end, isLast);
  if (at == 0) return INCOMPLETE;
  textEnd = max(lineEnd, min(at - 1, end));
  const ownSession = session;
  while (at < end) {
    const nextEnd = endOfLine(at, end, isLast);
    if (nextEnd == 0) return INCOMPLETE;
    const tag = tagOf(at, nextEnd);
    if (tag == 0) return UNCLEAR;
    if (LOG.isAt(tag, nextEnd)) return at;
    const part = indexOf(PARTS, tag, nextEnd);
    if (part < 0) return indexOf(TAGS, tag, nextEnd) < 0 ? UNCLEAR : at;
    if (session != ownSession || (part > LOCATION && kind != RECORD)) return UNCLEAR;
    const text = tag + unchecked(PARTS[part]).length;
    if (kind == RECORD && mayHaveTag(text, nextEnd)) return UNCLEAR;
    lines++;
    at = skipTabs(nextEnd, end, isLast);
    if (at == 0) return INCOMPLETE;
    notePart(part, text, max(nextEnd, min(at - 1, end)));
  }
  return isLast ? end : INCOMPLETE;
}

function notePart(part: i32, start: usize, end: usize): void {
  if (part == DETAIL) {
    detailStart = start;
    detailEnd = end;
  } else if (part == CONTEXT) {
    contextStart = start;
    contextEnd = end;
  } else if (part == STATEMENT) {
    statementStart = start;
    statementEnd = end;
  }
}

/** After the line that ends at `lineEnd` and those that continue it; 0 where they do not end here. */
function skipTabs(lineEnd: usize, end: usize, isLast: bool): usize {
  let newline = lineEnd;
  while (newline + 1 < end && at8(newline + 1) == TAB) {
    newline = endOfLine(newline + 1, end, isLast);
    if (newline == 0) return 0;
    lines++;
    flags |= HAS_TABS;
  }
  return min(newline + 1, end);
}
