import { BLANK, CLASS, foldText, foldWord, IN_WORD, WORD } from './byte-class.ts';
import { BytePattern, viewOf } from './byte-pattern.ts';
import { ROW } from './row-table.ts';
import { STATEMENT_WORDS } from '../message.ts';

const DURATION = BytePattern.of('duration: ');
const MS = BytePattern.of(' ms  ');
const STATEMENT = Buffer.from('statement: ');
const EXECUTE = Buffer.from('execute ');
const FETCH = Buffer.from('fetch from ');
const PARSE = Buffer.from('parse ');
const BIND = Buffer.from('bind ');
const FIRST_WORDS = new Set(STATEMENT_WORDS.map(foldText));
/** The server's names are shorter (NAMEDATALEN). A statement and its portal have one each. */
const LONGEST_NAME = 300;

/** Reads the beginning of a message about a statement and its duration, as the server writes it in English. */
export class MessageScanner {
  durationUs = 0;
  /** Where the statement begins. */
  textStart = 0;
  /** Whether it is of the extended protocol, where the same text comes again and again. */
  isRepeated = false;

  /** The kind of row that the message is; ROW.lines for every other message. */
  read(bytes: Buffer, start: number, end: number): number {
    const view = viewOf(bytes);
    if (!DURATION.isAt(view, start, end)) return ROW.lines;
    let at = start + DURATION.length;
    let microseconds = 0;
    const digitsStart = at;
    for (; at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      microseconds = microseconds * 10 + digit;
    }
    if (at === digitsStart || bytes[at] !== 46) return ROW.lines;
    for (const fractionEnd = ++at + 3; at < fractionEnd; at++) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) return ROW.lines;
      microseconds = microseconds * 10 + digit;
    }
    if (!MS.isAt(view, at, end)) return ROW.lines;
    this.durationUs = microseconds;
    at += MS.length;
    switch (bytes[at]) {
      case 115:
        if (!startsWith(bytes, at, end, STATEMENT)) return ROW.lines;
        this.textStart = at + STATEMENT.length;
        this.isRepeated = false;
        return ROW.execution;
      case 101:
        return this.#execute(bytes, at, end);
      case 112:
        return startsWith(bytes, at, end, PARSE) ? ROW.step : ROW.lines;
      case 98:
        return startsWith(bytes, at, end, BIND) ? ROW.step : ROW.lines;
      default:
        return ROW.lines;
    }
  }

  /** `execute S_1: …`, `execute S_2/C_9: …`, `execute fetch from S_1: …`. */
  #execute(bytes: Buffer, start: number, end: number): number {
    if (!startsWith(bytes, start, end, EXECUTE)) return ROW.lines;
    let at = start + EXECUTE.length;
    const isFetch = startsWith(bytes, at, end, FETCH);
    if (isFetch) at += FETCH.length;
    const last = Math.min(end - 1, at + LONGEST_NAME);
    while (at < last && (bytes[at] !== 58 || bytes[at + 1] !== 32)) at++;
    if (at >= last) return ROW.lines;
    this.textStart = at + 2;
    this.isRepeated = true;
    // A name may hold a colon and a blank itself: what is no statement for certain is looked at again.
    if (!beginsStatement(bytes, at + 2, end)) return ROW.lines;
    return isFetch ? ROW.fetch : ROW.execution;
  }
}

function beginsStatement(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && CLASS[bytes[at]!] === BLANK) at++;
  if (at === end) return true;
  const c = bytes[at]!;
  if (c === 40 || c === 59) return true;
  if (c === 45 || c === 47) return bytes[at + 1] === (c === 45 ? 45 : 42);
  if (CLASS[c] !== WORD) return false;
  const wordStart = at;
  while (at < end && IN_WORD[bytes[at]!] === 1) at++;
  return FIRST_WORDS.has(foldWord(bytes, wordStart, at));
}

export function startsWith(bytes: Buffer, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
