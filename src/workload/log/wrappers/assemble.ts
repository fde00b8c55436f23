import { isCsvStart } from '../csvlog.ts';
import { isJsonStart } from '../jsonlog.ts';
import { isSeverity } from '../stderr.ts';
import { findTag, type TagPlace } from '../severity-tag.ts';
import { withIdentity } from './carrier-time.ts';
import { isAsLongAsPart } from './partial.ts';
import { hasPrefix, prefixOf } from './prefix-form.ts';

/** One line that a carrier has of a process. */
export interface Piece {
  /** Process id; empty where the carrier tells none. */
  readonly pid: string;
  /** Whose process that is, where the carrier tells: of many hosts two may have the same process id. */
  readonly host?: string | null;
  /** Its message's number, of those of one process; null where the carrier counts none. */
  readonly message?: string | null;
  readonly text: string;
  /** Its number in the message, from 1; null where the carrier counts none. */
  readonly number: number | null;
  /** Whether that may also be the number of a whole message: it stands alone. */
  readonly isLone: boolean;
  /** When the carrier got it; null where that is not told. */
  readonly time: string | number | null;
  /** Whether the carrier names the server as the one who wrote it: a record that cannot be read is a loss then. */
  readonly isServer: boolean;
}

export interface Assembler {
  /** Returns the lines of the process's record before, where this piece begins another one. */
  push(piece: Piece): readonly string[];
  /** A line that the carrier did not mark: of a message with newlines in it. */
  continue(line: string): boolean;
  /** Whether the last line ended inside of a field of a csvlog, which goes on with whatever comes. */
  readonly isInField: boolean;
  end(): readonly string[];
}

interface Draft {
  readonly piece: Piece;
  /** Of its last piece; null where the carrier counts none. */
  number: number | null;
  /** Whether one of its pieces has not come. */
  isDamaged: boolean;
  readonly lines: string[];
  /** Of its first line. */
  readonly place: TagPlace | null;
  /** Whether it is a record of jsonlog or csvlog, which tells all by itself. */
  readonly isBare: boolean;
  /** Whether its lines so far, where it is of csvlog, end inside of quotes. */
  isInField: boolean;
  /** What came last: a line, or a part of one. */
  before: string;
}

/** PG_SYSLOG_LIMIT: no piece that the server writes has more bytes. */
const MOST_BYTES = 900;
/** Of a character in UTF-8 at most: none is cut. */
const CHARACTER_BYTES = 4;
/** Processes whose last record is held at a time. */
const MOST_PROCESSES = 10_000;
/** Messages, where no process id tells which belong to the same. */
const MOST_MESSAGES = 100;
/** With so many, the ones that have written last are told from the others. */
const MANY_PROCESSES = MOST_PROCESSES / 2;

/**
 * Puts the lines together that a carrier has of several processes in turn: syslog has a message in pieces, one for each line and for each
 * 900 bytes of a long one. A record is handed on when the next one of its process begins. Process id and time are put before
 * each line whose prefix has none, since log_line_prefix needs none where the carrier tells.
 */
export function createAssembler(onLost: () => void): Assembler {
  const drafts = new Map<string, Draft>();
  let last: Draft | undefined;

  const finish = (key: string): readonly string[] => {
    const draft = drafts.get(key);
    if (!draft) return [];
    const { piece, lines, isBare, isDamaged } = draft;
    const { pid } = piece;
    // Not for each record: to leave and to come back takes a sixth of all the time.
    if (pid === '' || drafts.size >= MANY_PROCESSES) drafts.delete(key);
    if (isDamaged) return [];
    if (isBare) return lines;
    const place = draft.place ?? findTag(lines[0]!);
    if (place === null) {
      if (piece.isServer) onLost();
      return [];
    }
    const told = pid === '' ? null : pid;
    return lines.map((line, i) => withIdentity(line, piece.time, told, i === 0 ? place : undefined));
  };
  const add = (draft: Draft, lines: readonly string[]): void => {
    // Of another program that never begins a record no more is kept than more of a line may come of.
    if (draft.lines.length > 1 && isForeign(draft)) draft.lines.length = 1;
    draft.lines.push(...lines);
    draft.before = lines.at(-1)!;
    if (draft.isBare && !isJsonStart(draft.lines[0]!)) draft.isInField = lines.reduce(endsInField, draft.isInField);
    last = draft;
  };
  const begin = (
    piece: Piece,
    lines: readonly string[],
    place: TagPlace | null,
    isBare: boolean,
  ): readonly string[] => {
    const key = keyOf(piece);
    const finished = finish(key);
    const most = piece.pid === '' ? MOST_MESSAGES : MOST_PROCESSES;
    const oldest = drafts.size >= most ? drafts.keys().next().value : undefined;
    const { number } = piece;
    const draft = { piece, number, isDamaged: false, lines: [], place, isBare, isInField: false, before: '' };
    add(draft, lines);
    drafts.set(key, draft);
    return oldest === undefined ? finished : [...finished, ...finish(oldest)];
  };

  return {
    push(piece) {
      const lines = piece.text.includes('\n') ? piece.text.split('\n') : [piece.text];
      const [text = ''] = lines;
      const place = text.startsWith('\t') ? null : findTag(text);
      const draft = drafts.get(keyOf(piece));
      // The server itself writes neither to syslog, and so numbers none.
      const isBare = piece.number === null && (isJsonStart(text) || isCsvStart(text));
      // What follows in a csvlog may look like a record, inside of a literal.
      const joined = draft?.isBare ? howGoesOn(draft) : draft && howJoined(draft, text, place, piece);
      if (!draft || isBare || joined === 'begins') return begin(piece, lines, place, isBare);
      if (!goesOn(draft, piece)) {
        if (!draft.isDamaged || !isSameMessage(draft, piece)) onLost();
        draft.isDamaged ||= isSameMessage(draft, piece);
        return [];
      }
      draft.number = piece.number;
      if (joined === 'glued') lines[0] = draft.lines.pop()! + text;
      add(draft, lines);
      if (lines.length === 1) draft.before = text;
      return [];
    },
    continue(line) {
      if (last) add(last, [line]);
      return last !== undefined;
    },
    get isInField() {
      return last?.isInField === true;
    },
    end: () => [...drafts.keys()].flatMap(finish),
  };
}

/** Whether its first line begins no record, so that it is one of another program. */
function isForeign({ place, isBare, lines }: Draft): boolean {
  return place === null && !isBare && findTag(lines[0]!) === null;
}

/** What pieces of one record have in common. */
function keyOf({ pid, host, message }: Piece): string {
  return pid === '' ? (message ?? '') : `${pid} ${host ?? ''}`;
}

/** Whether a piece that begins no record is the next one of this, as far as the server's own numbers tell. */
function goesOn(draft: Draft, piece: Piece): boolean {
  if (typeof piece.message !== 'string' || typeof draft.piece.message !== 'string') return true;
  if (draft.isDamaged) return false;
  // What begins with a DETAIL is no message of the server: the number is that of log_line_prefix (`[%l-1]`).
  return piece.number === 1 || (isSameMessage(draft, piece) && piece.number === (draft.number ?? 0) + 1);
}

function isSameMessage(draft: Draft, { message }: Piece): boolean {
  return draft.piece.message === message;
}

/** Whether quotes are open after a line: those inside of a field are doubled. */
function endsInField(isInField: boolean, line: string): boolean {
  let isInside = isInField;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isInside = !isInside;
  return isInside;
}

/** What the next line is to one that tells all by itself. */
function howGoesOn({ lines, before }: Draft): 'next' | 'glued' {
  return isAsLongAsPart(before) && isJsonStart(lines[0]!) ? 'glued' : 'next';
}

/** What a line is to those of the same process before it: their next line, more of the last one, or another record. */
function howJoined(
  { lines, before }: Draft,
  text: string,
  place: TagPlace | null,
  { number, isLone }: Piece,
): 'begins' | 'next' | 'glued' {
  if (isAsLongAsPart(before) && !(place !== null && hasPrefix(text, prefixOf(lines[0]!)))) return 'glued';
  if (text.startsWith('\t')) return 'next';
  if (place === null && number === 1) return 'begins';
  const isRecord = place !== null && isSeverity(place.tag);
  if (isRecord && (number === null || number === 1)) return 'begins';
  // Not all carriers have the TAB that the server puts before a line.
  const isCut = number !== null && isCutBetween(before, text);
  if (place === null) return isCut ? 'glued' : 'next';
  if (isRecord) {
    if (isLone && (!isCut || hasPrefix(text, prefixOf(lines[0]!)))) return 'begins';
    return isCut ? 'glued' : 'next';
  }
  // A DETAIL after a long line, or long text cut before such a word: the first has the record's own prefix.
  return isCut && !hasPrefix(text, prefixOf(lines[0]!)) ? 'glued' : 'next';
}

/** Whether the server may have cut a line there (write_syslog): at the last blank up to where a piece must end, anywhere in a word that is as long. */
function isCutBetween(before: string, text: string): boolean {
  const bytes = Buffer.byteLength(before);
  if (/^\s/.test(text)) return bytes + Buffer.byteLength(/^\s\S*/.exec(text)![0]) > MOST_BYTES;
  return bytes > MOST_BYTES - CHARACTER_BYTES && !/\s/.test(before.slice(1));
}
