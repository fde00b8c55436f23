import { at8, find, Text } from './bytes';
import { durationUs, readKeyOfMessage, readMessage, textStart, values } from './message';
import { origin, readPrefix, session, sessionEnd, sessionStart, time } from './prefix';
import { HAS_TABS, LINES, STEP } from './row-layout';
import { addLines, addStep, isFull, keep, next, setClient, setKeyOf, setKind, setRecord, setTexts, setTimes, setValues } from './rows'; // prettier-ignore

const TAB: u32 = 9;
const NEWLINE: u32 = 10;

const LOG = Text.of('LOG:  ');
const SUCCESS = Text.of('00000: ');
const DETAIL = Text.of('DETAIL:  ');
const LOCATION = Text.of('LOCATION:  ');
/** What begins the next record. */
const SEVERITIES = [Text.of('ERROR:  '), Text.of('FATAL:  '), Text.of('WARNING:  '), Text.of('NOTICE:  '), Text.of('INFO:  '), Text.of('PANIC:  ')]; // prettier-ignore

/** What a record turned out to be when its last line was looked for. */
const INCOMPLETE: usize = 0;
const UNCLEAR: usize = 1;

/** The line whose prefix was read last, where it ends, and where the prefix ends. */
let prefixed: usize = 0;
let prefixedEnd: usize = 0;
let afterPrefix: usize = 0;
/** Of the record that is being read. */
let textEnd: usize = 0;
let detailStart: usize = 0;
let detailEnd: usize = 0;
let flags: i32 = 0;
let lines: i32 = 0;

/**
 * Finds the executions in a stderr log whose prefix is known. A record is taken only where the line after it is known to begin another
 * one, and where nothing but a DETAIL belongs to it: CONTEXT or STATEMENT would say that a function raised it.
 * Returns the address where it stopped.
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
      after = endOfRecord(lineEnd, end, isLast);
      if (after == INCOMPLETE) break;
    }
    if (after == UNCLEAR) {
      after = min(lineEnd + 1, end);
      addLines(at, after);
    } else if (kind == STEP) addStep(at, after, flags, lines);
    else {
      const row = next();
      setRecord(row, at, after, flags, lines);
      setTexts(row, textStart, textEnd, detailStart, detailEnd);
      readKeyOfMessage(textEnd);
      setKeyOf(row, false);
      setValues(row, values, detailStart, detailEnd);
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
  let message = tagOf(at, lineEnd);
  if (message == 0 || !LOG.isAt(message, lineEnd)) return LINES;
  message += LOG.length;
  if (SUCCESS.isAt(message, lineEnd)) message += SUCCESS.length;
  return readMessage(message, lineEnd);
}

/** The address after the record whose first line ends at `lineEnd`. */
function endOfRecord(lineEnd: usize, end: usize, isLast: bool): usize {
  lines = 1;
  flags = 0;
  detailStart = detailEnd = 0;
  let at = skipTabs(lineEnd, end, isLast);
  if (at == 0) return INCOMPLETE;
  textEnd = max(lineEnd, min(at - 1, end));
  const ownSession = session;
  while (at < end) {
    const nextEnd = endOfLine(at, end, isLast);
    if (nextEnd == 0) return INCOMPLETE;
    const tag = tagOf(at, nextEnd);
    if (tag == 0) return UNCLEAR;
    if (LOG.isAt(tag, nextEnd) || isSeverity(tag, nextEnd)) return at;
    if (session != ownSession) return UNCLEAR;
    const isDetail = DETAIL.isAt(tag, nextEnd);
    if (!isDetail && !LOCATION.isAt(tag, nextEnd)) return UNCLEAR;
    lines++;
    at = skipTabs(nextEnd, end, isLast);
    if (at == 0) return INCOMPLETE;
    if (isDetail) {
      detailStart = tag + DETAIL.length;
      detailEnd = max(nextEnd, min(at - 1, end));
    }
  }
  return isLast ? end : INCOMPLETE;
}

function isSeverity(tag: usize, lineEnd: usize): bool {
  for (let i = 0; i < SEVERITIES.length; i++) if (unchecked(SEVERITIES[i]).isAt(tag, lineEnd)) return true;
  return false;
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
