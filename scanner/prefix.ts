import { at8, find, isSame, Text } from './bytes';
import { mix, mixBytes, SEED } from './hash';
import {
  skipDigits,
  skipHex,
  skipHost,
  skipInteger,
  skipRemote,
  skipState,
  skipTransaction,
  skipUntil,
} from './prefix-fields';
import { NO_SESSION } from './row-layout';
import { readStamp, value } from './stamp';

/** What names the session, what tells one client from another, and what differs from line to line. */
const SESSION: u32 = 1;
const CLIENT: u32 = 2;
const VARIABLE: u32 = 3;

/** A part of the prefix: text as it stands (`field` 0), or the field of an escape (its letter's code). */
@final
class Step {
  constructor(
    readonly field: u32,
    readonly role: u32,
    /** The text as it stands; of a field of any characters what follows it. */
    readonly text: Text,
  ) {}
}

const steps: Step[] = [];
/** The escape that tells the time, its letter's code; 0 without one. */
let timeField: u32 = 0;
/** The step after the session's, where what stands before it is no client's; -1 otherwise. */
let tailStep: i32 = -1;
/** Whether any tells the session. */
let hasSession = false;

/** Of the prefix that was read last: hashes of user, database, application and host, and of the session. */
export let origin: u64 = 0;
export let session: u64 = NO_SESSION;
export let sessionStart: usize = 0;
export let sessionEnd: usize = 0;
/** Milliseconds since 1970, NaN where the prefix does not tell. */
export let time: f64 = NaN;
/** Where its SQLSTATE is, from its begin on; -1 without one. */
export let state: i32 = -1;
let prefixStart: usize = 0;

/**
 * A slot for what stands after the session in the lines of one session, but for fields that differ from line to line: the session's and
 * the client's hash, the number of parts, for each part the length of its fixed text or NOT_FIXED and the step, and the texts.
 */
const SLOTS: usize = 2_048;
const SLOT: usize = 256;
const ORIGIN: usize = 8;
const PARTS: usize = 16;
const FIRST_PART: usize = 20;
const PART: usize = 4;
const MOST_PARTS: usize = 9;
const TEXTS: usize = 56;
const MOST_TEXT: usize = SLOT - TEXTS - 8;
const NOT_FIXED: u32 = 0x10000;
const slots = heap.alloc(SLOTS * SLOT);

/** What the line before had up to the session, and its slot: lines of one event share the time and the session. */
const MOST_HEAD: usize = 64;
const head = memory.data(72);
let headLength: usize = 0;
let headStart: usize = 0;
let headSlot: usize = 0;

/** Defines the prefix, one call a step; the host has made sure that it needs no going back. */
export function addStep(field: u32, role: u32, textStart: usize, textLength: usize): void {
  const text = heap.alloc(textLength + 8);
  memory.copy(text, textStart, textLength);
  steps.push(new Step(field, role, new Text(text, textLength)));
}

export function endSteps(time: u32): void {
  timeField = time;
  for (let i = 0; i < steps.length; i++) hasSession = hasSession || steps[i].role == SESSION;
  for (let i = 0; i < steps.length; i++) {
    if (steps[i].role == CLIENT) return;
    if (steps[i].role == SESSION) {
      tailStep = i + 1;
      return;
    }
  }
}

/**
 * Reads a log_line_prefix. It takes every field as short as can be and never goes back, so it may fail where the regular
 * expression of the same prefix fits, but where it fits it reads the same. Returns the address after it; 0 where it does not fit.
 */
export function readPrefix(start: usize, end: usize): usize {
  prefixStart = start;
  if (!hasSession) sessionStart = sessionEnd = start;
  if (headLength > 0 && start + headLength <= end && isSame(start, head, headLength)) {
    // The session may go on: 400 begins 4001 too, but not what stands after it.
    const after = readTail(headSlot, start + headLength, end);
    if (after != 0) {
      sessionStart += start - headStart;
      sessionEnd += start - headStart;
      headStart = start;
      return after;
    }
  }
  headLength = 0;
  origin = SEED;
  if (tailStep < 0) return readSteps(0, steps.length, start, end);
  const at = readSteps(0, tailStep, start, end);
  if (at == 0) return 0;
  const slot = slots + ((<usize>session) & (SLOTS - 1)) * SLOT;
  let after = load<u64>(slot) == session ? readTail(slot, at, end) : 0;
  if (after == 0) after = learnTail(slot, at, end);
  if (after != 0 && at - start <= MOST_HEAD && load<u64>(slot) == session) {
    headLength = at - start;
    headStart = start;
    headSlot = slot;
    memory.copy(head, start, headLength);
  }
  return after;
}

function readSteps(from: i32, to: i32, start: usize, end: usize): usize {
  let at = start;
  for (let i = from; i < to; i++) {
    const step = unchecked(steps[i]);
    if (step.field == 0) {
      if (!step.text.isAt(at, end)) return 0;
      at += step.text.length;
      continue;
    }
    const fieldStart = at;
    at = readField(step, at, end);
    if (at == 0) return 0;
    if (step.role == SESSION) {
      session = mixBytes(SEED, fieldStart, at);
      sessionStart = fieldStart;
      sessionEnd = at;
    } else if (step.role == CLIENT) {
      // The port of %r does not tell a client.
      const clientEnd = step.field == 114 ? find(fieldStart, at, 40) : at;
      origin = mixBytes(mix(origin, step.field), fieldStart, clientEnd);
    }
  }
  return at;
}

function readTail(slot: usize, start: usize, end: usize): usize {
  const parts = <usize>load<u32>(slot + PARTS);
  let text = slot + TEXTS;
  let at = start;
  for (let i: usize = 0; i < parts; i++) {
    const part = load<u32>(slot + FIRST_PART + i * PART);
    if (part >= NOT_FIXED) {
      at = readField(unchecked(steps[part - NOT_FIXED]), at, end);
      if (at == 0) return 0;
    } else {
      if (at + part > end || !isSame(at, text, part)) return 0;
      at += part;
      text += part;
    }
  }
  origin = load<u64>(slot + ORIGIN);
  return at;
}

/** Reads what stands after the session step by step, and keeps it in the slot where there is room. */
function learnTail(slot: usize, start: usize, end: usize): usize {
  let parts: usize = 0;
  let text = slot + TEXTS;
  let fixedStart = start;
  let at = start;
  let fits = true;
  store<u64>(slot, ~session);
  for (let i = tailStep; i <= steps.length; i++) {
    const isVariable = i < steps.length && steps[i].role == VARIABLE;
    if (i == steps.length || isVariable) {
      const length = at - fixedStart;
      fits = fits && parts + 2 <= MOST_PARTS && text + length <= slot + TEXTS + MOST_TEXT;
      if (fits && length > 0) {
        memory.copy(text, fixedStart, length);
        text += length;
        store<u32>(slot + FIRST_PART + parts++ * PART, length);
      }
    }
    if (i == steps.length) break;
    at = readSteps(i, i + 1, at, end);
    if (at == 0) return 0;
    if (!isVariable) continue;
    if (fits) store<u32>(slot + FIRST_PART + parts++ * PART, NOT_FIXED + i);
    fixedStart = at;
  }
  if (fits) {
    store<u64>(slot, session);
    store<u64>(slot + ORIGIN, origin);
    store<u32>(slot + PARTS, <u32>parts);
  }
  return at;
}

function readField(step: Step, at: usize, end: usize): usize {
  switch (step.field) {
    case 109: // m
    case 115: // s
    case 116: {
      // t
      const after = readStamp(at, end, step.field == 109);
      if (step.field == timeField) time = value;
      return after;
    }
    case 110: // n
      return readEpoch(at, end);
    case 108: // l
    case 112: // p
    case 120: // x
      return skipDigits(at, end);
    case 80: {
      // P
      const after = skipDigits(at, end);
      return after == 0 ? at : after;
    }
    case 81: // Q
      return skipInteger(at, end);
    case 99: {
      // c
      const dot = skipHex(at, end);
      return dot == 0 || dot >= end || at8(dot) != 46 ? 0 : skipHex(dot + 1, end);
    }
    case 118: // v
      return skipTransaction(at, end);
    case 101: // e
      state = <i32>(at - prefixStart);
      return skipState(at, end);
    case 114: // r
      return skipRemote(at, end);
    case 76: // L
    case 104: // h
      return skipHost(at, end, step.text);
    default:
      return skipUntil(at, end, step.text);
  }
}

/** Seconds of more are no time, as src/workload/log/stderr.ts has it. */
const MOST_EPOCH_DIGITS: usize = 12;

/** %n: `1732366191.864`. */
function readEpoch(at: usize, end: usize): usize {
  const dot = skipDigits(at, end);
  if (dot == 0 || dot >= end || at8(dot) != 46) return 0;
  const after = skipDigits(dot + 1, min(end, dot + 4));
  if (after != dot + 4) return 0;
  if (timeField == 110) {
    time = dot - at > MOST_EPOCH_DIGITS ? NaN : 0;
    for (let i = at; i < after; i++) if (i != dot) time = time * 10 + <f64>(at8(i) - 48);
  }
  return after;
}
