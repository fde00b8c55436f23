import { FIRST_SEED, mixFirst, mixSecond, SECOND_SEED } from './hash.ts';
import { BytePattern, viewOf } from './byte-pattern.ts';
import { ByteTable } from './byte-table.ts';
import { startsWith } from './message-scanner.ts';
import { skipDigits, skipHex, skipTransaction, skipState, skipRemote, skipUntil, skipHost } from './prefix-fields.ts';
import { StampReader } from './stamp.ts';

/** A part of the prefix: text as it stands (`field` 0), or the field of an escape (its letter's code). */
interface Step {
  readonly field: number;
  readonly text: Uint8Array;
  /** What follows a field: those of any characters end there. */
  until: Uint8Array | null;
  /** SESSION for what names the session, CLIENT for what tells one client from another, VARIABLE for what differs from line to line. */
  role: number;
}

const ESCAPES = 'abcdehilLmnpPQrstuvx';
/** Fields of any characters. */
const OPEN = 'abdiuhL';
const SESSION = 1;
const CLIENT = 2;
const VARIABLE = 3;
/** Fields that differ from line to line of a session. */
const VARIABLES = 'elmnQstvx';
const CLIENTS = 'adhru';
const NOTHING = new Uint8Array(0);

/** What stands after the session in the lines of one session. */
interface Tail {
  readonly parts: readonly (Step | BytePattern)[];
  readonly originFirst: number;
  readonly originSecond: number;
}

/**
 * Reads a log_line_prefix off bytes. It takes every field as short as can be and never goes back, so it may fail where the
 * regular expression of the same prefix (../prefix.ts) fits, but where it fits it reads the same.
 */
export class PrefixScanner {
  /** Hashes of user, database, application and host. */
  originFirst = 0;
  originSecond = 0;
  sessionFirst = 0;
  sessionSecond = 0;
  sessionStart = 0;
  sessionEnd = 0;
  /** Milliseconds since 1970, NaN where the prefix does not tell. */
  at = NaN;
  readonly #steps: readonly Step[];
  /** The code of the escape that tells the time; 0 without one. */
  readonly #time: number;
  readonly #stamp = new StampReader();
  /** Index of the first step after the session's, where what stands before it is no client's; -1 otherwise. */
  readonly #tail: number;
  readonly #tails = new ByteTable<Tail>();

  private constructor(steps: readonly Step[], time: number) {
    this.#steps = steps;
    this.#time = time;
    const session = steps.findIndex(({ role }) => role === SESSION);
    this.#tail = steps.slice(0, session).some(({ role }) => role === CLIENT) ? -1 : session + 1;
  }

  /** Null for a prefix that takes going back: fields side by side, paddings, one that ends in an open field, or has no session. */
  static compile(prefix: string): PrefixScanner | null {
    const steps: Step[] = [];
    let fields = '';
    for (const [part, padding, letter] of prefix.matchAll(/%(-?\d*)(.)|[^%]+/gs)) {
      if (letter === 'q') continue;
      if (letter === undefined || letter === '%') {
        const text = Buffer.from(letter ?? part);
        const last = steps.at(-1);
        if (last?.field === 0) steps[steps.length - 1] = { ...last, text: Buffer.concat([last.text, text]) };
        else steps.push({ field: 0, text, until: null, role: 0 });
        continue;
      }
      // Of a field that comes twice only the first is kept.
      if (padding !== '' || !ESCAPES.includes(letter) || fields.includes(letter)) return null;
      fields += letter;
      steps.push({
        field: letter.charCodeAt(0),
        text: NOTHING,
        until: null,
        role: VARIABLES.includes(letter) ? VARIABLE : CLIENTS.includes(letter) ? CLIENT : 0,
      });
    }
    const first = (letters: string) => [...letters].find((letter) => fields.includes(letter))?.charCodeAt(0) ?? 0;
    const session = first('cp');
    for (const [index, step] of steps.entries()) {
      if (step.field === 0) continue;
      const next = steps[index + 1];
      if (next?.field === 0) step.until = next.text;
      else if (OPEN.includes(String.fromCharCode(step.field))) return null;
      if (step.field === session) step.role = SESSION;
    }
    if (session === 0 || (fields.includes('m') && fields.includes('t'))) return null;
    return new PrefixScanner(steps, first('mtn'));
  }

  /** The offset after the prefix; -1 where it does not fit. */
  read(bytes: Buffer, start: number, end: number): number {
    this.originFirst = FIRST_SEED;
    this.originSecond = SECOND_SEED;
    if (this.#tail < 0) return this.#readSteps(0, this.#steps.length, bytes, start, end);
    const at = this.#readSteps(0, this.#tail, bytes, start, end);
    if (at < 0) return -1;
    const known = this.#tails.get(this.sessionFirst, this.sessionSecond);
    const after = known ? this.#readTail(known, bytes, at, end) : -1;
    return after >= 0 ? after : this.#learnTail(known, bytes, at, end);
  }

  #readSteps(from: number, to: number, bytes: Buffer, start: number, end: number): number {
    const steps = this.#steps;
    let at = start;
    for (let i = from; i < to; i++) {
      const step = steps[i]!;
      if (step.field === 0) {
        if (!startsWith(bytes, at, end, step.text)) return -1;
        at += step.text.length;
        continue;
      }
      const fieldStart = at;
      at = this.#field(step, bytes, at, end);
      if (at < 0) return -1;
      if (step.role === SESSION) this.#takeSession(bytes, fieldStart, at);
      else if (step.role === CLIENT) this.#takeClient(bytes, fieldStart, at, step.field);
    }
    return at;
  }

  /** What the session's last line had after the session, but for fields that differ from line to line; -1 where this one has not. */
  #readTail(tail: Tail, bytes: Buffer, start: number, end: number): number {
    const view = viewOf(bytes);
    const { parts } = tail;
    let at = start;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (part instanceof BytePattern) {
        if (!part.isAt(view, at, end)) return -1;
        at += part.length;
      } else {
        at = this.#field(part, bytes, at, end);
        if (at < 0) return -1;
      }
    }
    this.originFirst = tail.originFirst;
    this.originSecond = tail.originSecond;
    return at;
  }

  #learnTail(known: Tail | undefined, bytes: Buffer, start: number, end: number): number {
    const steps = this.#steps;
    const parts: (Step | BytePattern)[] = [];
    let fixedStart = start;
    let at = start;
    const fix = () => {
      if (at > fixedStart) parts.push(new BytePattern(Uint8Array.from(bytes.subarray(fixedStart, at))));
    };
    for (let i = this.#tail; i < steps.length; i++) {
      const isVariable = steps[i]!.role === VARIABLE;
      if (isVariable) fix();
      at = this.#readSteps(i, i + 1, bytes, at, end);
      if (at < 0) return -1;
      if (!isVariable) continue;
      parts.push(steps[i]!);
      fixedStart = at;
    }
    fix();
    const { originFirst, originSecond } = this;
    if (known) Object.assign(known, { parts, originFirst, originSecond });
    else this.#tails.add(this.sessionFirst, this.sessionSecond, { parts, originFirst, originSecond });
    return at;
  }

  #field(step: Step, bytes: Buffer, at: number, end: number): number {
    switch (step.field) {
      case 109: // m
      case 115: // s
      case 116: {
        const after = this.#stamp.read(bytes, at, end, step.field === 109);
        if (step.field === this.#time) this.at = this.#stamp.value;
        return after;
      }
      case 110: // n
        return this.#epoch(bytes, at, end);
      case 108: // l
      case 112: // p
      case 120: // x
        return skipDigits(bytes, at, end);
      case 80: {
        const after = skipDigits(bytes, at, end);
        return after < 0 ? at : after;
      }
      case 81: // Q
        return skipDigits(bytes, bytes[at] === 45 ? at + 1 : at, end);
      case 99: {
        const dot = skipHex(bytes, at, end);
        return dot < 0 || bytes[dot] !== 46 ? -1 : skipHex(bytes, dot + 1, end);
      }
      case 118: // v
        return skipTransaction(bytes, at, end);
      case 101: // e
        return skipState(bytes, at, end);
      case 114: // r
        return skipRemote(bytes, at, end);
      case 76: // L
      case 104:
        return skipHost(bytes, at, end, step.until!);
      default:
        return skipUntil(bytes, at, end, step.until!);
    }
  }

  /** %n: `1732366191.864`. */
  #epoch(bytes: Buffer, at: number, end: number): number {
    const dot = skipDigits(bytes, at, end);
    if (dot < 0 || bytes[dot] !== 46) return -1;
    const after = skipDigits(bytes, dot + 1, Math.min(end, dot + 4));
    if (after !== dot + 4) return -1;
    if (this.#time === 110) this.at = Math.round(Number(bytes.toString('latin1', at, after)) * 1000);
    return after;
  }

  #takeSession(bytes: Buffer, from: number, to: number): void {
    let first = FIRST_SEED;
    let second = SECOND_SEED;
    for (let i = from; i < to; i++) {
      const c = bytes[i]!;
      first = mixFirst(first, c);
      second = mixSecond(second, c);
    }
    this.sessionFirst = first ^ (first >>> 15);
    this.sessionSecond = second;
    this.sessionStart = from;
    this.sessionEnd = to;
  }

  /** The port of %r does not tell a client. */
  #takeClient(bytes: Buffer, from: number, to: number, field: number): void {
    let first = mixFirst(this.originFirst, field);
    let second = mixSecond(this.originSecond, field);
    for (let i = from; i < to; i++) {
      const c = bytes[i]!;
      if (c === 40 && field === 114) break;
      first = mixFirst(first, c);
      second = mixSecond(second, c);
    }
    this.originFirst = first ^ (first >>> 15);
    this.originSecond = second ^ (second >>> 13);
  }
}
