import {
  at8,
  BLANK,
  classAt,
  DIGIT,
  DOLLAR,
  DOUBLE_QUOTE,
  endOfWord,
  find,
  findEither,
  isDigit,
  OPERATOR,
  QUOTE,
  WORD,
} from './bytes';
import { mix, mixBytes, SEED } from './hash';
import {
  endOfBlockComment,
  endOfDigits,
  endOfDollarQuote,
  endOfNumber,
  endOfQuoted,
  isJoinedByNewline,
  isNumberNext,
  isStringPrefix,
  skipBlanks,
} from './spans';
import * as patterns from './statement-patterns';
import * as rows from './value-rows';
import {
  BEFORE_BY,
  CONTINUES_TYPE,
  ENDS_BY_LIST,
  IS_ARRAY,
  IS_AS,
  IS_BY,
  IS_EXTRACT,
  IS_GROUPING,
  IS_IN,
  IS_JSON_TABLE,
  IS_VALUE,
  IS_VALUES,
  IS_ZONE,
  NAMES_NO_TYPE,
  rolesOf,
  TAKES_MODIFIER,
} from './words';

/** Stand for tokens whose text does not matter, and for what is between tokens; no bytes of SQL. */
const NUMBER: u64 = 0x100;
const CONSTANT: u64 = 0x101;
const SPACE: u64 = 0x102;
const COUNT: u64 = 0x103;

/** Kinds of the previous token; punctuation is its own code. */
const NOTHING: u32 = 0;
const A_WORD: u32 = 1;
const A_CONSTANT: u32 = 2;
const A_PARAMETER: u32 = 3;
const AN_OPERATOR: u32 = 4;
const AN_IDENTIFIER: u32 = 5;
const A_CAST: u32 = 6;

const NO_TYPE: u32 = 0;
const TYPE_COMES: u32 = 1;
const TYPE_READ: u32 = 2;

const NO_LIST: i32 = 0;
const LIST_OPENED: i32 = -1;

const DEEPEST: u32 = 256;
/** For each open bracket: the list of ORDER BY or GROUP BY, and the type's modifier outside of it. */
const outside = memory.data(256 * 2);

/** Of the text that was read last. */
export let key: u64 = 0;
/** A hash of the constants, which the key leaves out; comments are in neither: a trace's id is another one in every execution. */
export let constants: u64 = 0;
/** The block comments that begin and end the text, with their marks, from the first to the last of several; 0 without one. */
export let leadStart: usize = 0;
export let leadEnd: usize = 0;
export let tailStart: usize = 0;
export let tailEnd: usize = 0;
/** Whether the text has comments and its tokens do not tell where: all of it stands for them, as what begins it. */
export let isUntold: bool = false;

let at: usize = 0;
let end: usize = 0;
let previous = NOTHING;
/** The place of the last word: a bracket asks what opened it. */
let wordStart: usize = 0;
let wordEnd: usize = 0;
/** Whether a sign stands before the number that comes, and belongs to it. */
let isSigned = false;
/** The end of the last operator. */
let operatorEnd: usize = 0;
let isSpaced = false;
/** Whether a list of ORDER BY or GROUP BY is being read. */
let isByList = false;
/** Whether the numbers inside the bracket are a type's. */
let isModifier = false;
/** Whether a number right after the last bracket would be a type's. */
let mayModify = false;
let type = NO_TYPE;
/** Elements of an IN or ARRAY list, all constants so far. */
let list = NO_LIST;
/** Whether the comma after such an element was read, and is not in the key yet. */
let hasComma = false;
let depth: u32 = 0;

/**
 * The key of a statement's bytes: a hash of its tokens without white space, comments and constants. Two texts with one key have the
 * same normalised text (src/sql/normalize.ts), which is what the key stands for: where the normaliser may keep a constant's text
 * (ORDER BY 1, numeric(10,2)), the key holds it too, and where that is hard to tell, the key is of the bytes as they are. The
 * reverse need not hold: `a = NULL` and `a = 1` are one normalised text with two keys.
 */
export function readKey(textStart: usize, textEnd: usize): void {
  leadStart = tailStart = 0;
  isUntold = false;
  if (patterns.fitsPattern(textStart, textEnd)) {
    key = patterns.key;
    constants = patterns.constants;
    return;
  }
  at = wordStart = wordEnd = textStart;
  end = textEnd;
  previous = NOTHING;
  type = NO_TYPE;
  list = NO_LIST;
  depth = 0;
  isByList = isModifier = isSpaced = isSigned = hasComma = false;
  rows.forgetRows();
  key = constants = SEED;
  if (readTokens()) patterns.addPattern(textStart, textEnd, key);
  else {
    constants = key = mixBytes(~SEED, textStart, textEnd);
    isUntold = hasBlockComment(textStart, textEnd);
    leadStart = isUntold ? textStart : 0;
    leadEnd = textEnd;
    tailStart = 0;
  }
}

/** Or a literal that looks like one. */
function hasBlockComment(start: usize, end: usize): bool {
  for (let slash = find(start, end, 47); slash + 1 < end; slash = find(slash + 1, end, 47)) {
    if (at8(slash + 1) == 42) return true;
  }
  return false;
}

/** To one that is known already, of a text without comments. */
export function setKey(known: u64): void {
  key = known;
  leadStart = tailStart = 0;
  isUntold = false;
}

/** False where the tokens do not tell the normalised text for certain. */
function readTokens(): bool {
  while (at < end) {
    const kind = classAt(at);
    if (kind == BLANK) {
      at++;
      isSpaced = true;
      continue;
    }
    const c = at8(at);
    const next = at + 1 < end ? at8(at + 1) : 0;
    if ((c == 45 && next == 45) || (c == 47 && next == 42)) {
      if (!comment(c)) return false;
      continue;
    }
    // A comment that a token follows does not end the text.
    if (c != 59) tailStart = 0;
    if (rows.takeEndOfRow() && c == 44 && isNext(40)) {
      rows.expectRow();
      previous = c;
      at++;
    } else if (!token(c, kind, next)) return false;
    isSpaced = false;
  }
  return list <= 0 && !rows.isRowOpen();
}

/** Whether a character comes after that at hand, and blanks. */
function isNext(c: u32): bool {
  const next = skipBlanks(at + 1, end);
  return next < end && at8(next) == c;
}

function token(c: u32, kind: u32, next: u32): bool {
  switch (kind) {
    case WORD:
      if (next == 39 && isStringPrefix(c)) return constant(endOfQuoted(at + 1, end, 39, (c | 32) == 101));
      // U&'…' and U&"…" may be followed by UESCAPE.
      if (next == 38 && (c | 32) == 117) return false;
      word();
      return true;
    case QUOTE:
      return constant(endOfQuoted(at, end, 39, false));
    case DIGIT:
      return number();
    case DOLLAR:
      return isDigit(next) ? parameter() : constant(endOfDollarQuote(at, end));
    case OPERATOR:
      operator();
      return true;
    case DOUBLE_QUOTE:
      return identifier();
    default:
      return c == 46 && isDigit(next) ? fraction() : punctuation(c, next);
  }
}

function comment(c: u32): bool {
  patterns.fitNone();
  // The server ends one at a CR, too.
  if (c == 45) at = findEither(at, end, 10, 13);
  else {
    const close = endOfBlockComment(at, end);
    if (close == 0) return false;
    if (previous == NOTHING) {
      if (leadStart == 0) leadStart = at;
      leadEnd = close;
    } else {
      if (tailStart == 0) tailStart = at;
      tailEnd = close;
    }
    at = close;
  }
  isSpaced = true;
  return true;
}

function word(): void {
  if (list != NO_LIST) endList();
  const start = at;
  at = endOfWord(at, end);
  if (isValueOfRow(start)) {
    key = mix(key, CONSTANT);
    rows.noteConstant();
    previous = A_CONSTANT;
    type = NO_TYPE;
    return;
  }
  key = mixBytes(key, start, at);
  // AS has more after it than types.
  if (type == TYPE_COMES) type = (rolesOf(start, at) & NAMES_NO_TYPE) == 0 ? TYPE_READ : NO_TYPE;
  else if (type == NO_TYPE || (rolesOf(start, at) & CONTINUES_TYPE) == 0) {
    type = NO_TYPE;
    const isShort = at - start == 2;
    if (isByList || isShort) {
      const roles = rolesOf(start, at);
      if (isByList && (roles & ENDS_BY_LIST) != 0) isByList = false;
      if (isShort && (roles & IS_AS) != 0) type = TYPE_COMES;
      else if (isShort && (roles & IS_BY) != 0) isByList = (lastWord() & BEFORE_BY) != 0;
    }
  }
  wordStart = start;
  wordEnd = at;
  previous = A_WORD;
}

/** Whether the word that was read is NULL, TRUE or FALSE, and all of a value in a row. */
function isValueOfRow(start: usize): bool {
  if (!beginsValueOfRow() || (rolesOf(start, at) & IS_VALUE) == 0) return false;
  const next = skipBlanks(at, end);
  return next < end && (at8(next) == 44 || at8(next) == 41);
}

function beginsValueOfRow(): bool {
  return (previous == 40 || previous == 44) && rows.isInRow(depth);
}

function number(): bool {
  const after = endOfNumber(at, end);
  if (after == 0) return false;
  const isPosition = isByList && after - at <= 4 && (previous == 44 || previous == 40 || previous == A_WORD);
  if (!isPosition && !isModifier) return constant(after);
  putText(at, after, A_CONSTANT);
  return true;
}

/** `.5`. What a digit could go on with instead (`a.5`, `$1.5`, `a..5`) is no pattern of a number, and rare enough. */
function fraction(): bool {
  if (!isSpaced && (previous == A_WORD || previous == A_PARAMETER || previous == 46)) return false;
  return number();
}

function parameter(): bool {
  if (endsTypeWithNumber()) return false;
  rows.noteParameter();
  putText(at, endOfDigits(at + 2, end), A_PARAMETER);
  return true;
}

function constant(after: usize): bool {
  if (after == 0) return false;
  const isNumber = classAt(at) == DIGIT || at8(at) == 46;
  if (!isNumber) {
    // EXTRACT's field is no value.
    if (endsTypeWithNumber() || (previous == 40 && (rolesOf(wordStart, wordEnd) & IS_EXTRACT) != 0)) return false;
    if (isJoinedByNewline(after, end)) return false;
  }
  if (list > 0) {
    if (!hasComma) return false;
    list++;
    hasComma = false;
    patterns.extendHole(after);
  } else {
    key = mix(key, isNumber && !isLikeText() ? NUMBER : CONSTANT);
    patterns.addHole(at, after, isSigned ? patterns.NUMBER : holeFor(isNumber));
    if (list == LIST_OPENED) list = 1;
  }
  isSigned = false;
  rows.noteConstant();
  // How long a number is can tell what it is, and other forms of texts begin with what looks like a word.
  if (isModifier || (isByList && isNumber) || (!isNumber && at8(at) != 39)) patterns.fitNone();
  constants = mixBytes(constants, at, after);
  previous = A_CONSTANT;
  type = NO_TYPE;
  at = after;
  return true;
}

/** What else may stand where the constant does. */
function holeFor(isNumber: bool): u32 {
  if (mayBeEither()) return list == LIST_OPENED ? patterns.LIST : patterns.ANY;
  return isNumber ? patterns.NUMBER : patterns.TEXT;
}

/** Whether a number is the same as a text there: after a minus it is not, which becomes part of it, nor after some words, as PATH. */
function isLikeText(): bool {
  if (previous == AN_OPERATOR) return at8(operatorEnd - 1) != 45;
  return previous == 40 || previous == 44 || previous == 91;
}

/** Whether a number there would say as much as a text does, and the reverse. */
function mayBeEither(): bool {
  if (isByList || !isLikeText()) return false;
  const isFirst = previous == 40 || previous == 91;
  return !isFirst || (!mayModify && (rolesOf(wordStart, wordEnd) & IS_EXTRACT) == 0);
}

/** `timestamp(3) with time zone '…'`: the number before the literal was part of a type. */
function endsTypeWithNumber(): bool {
  return previous == 41 || previous == 93 || (previous == A_WORD && (rolesOf(wordStart, wordEnd) & IS_ZONE) != 0);
}

function operator(): void {
  if (list != NO_LIST) endList();
  if (at8(at) == 45 && beginsValueOfRow() && at + 1 < end && isDigit(at8(at + 1))) {
    isSigned = true;
    at++;
    return;
  }
  const start = at;
  for (; at < end; at++) {
    if (classAt(at) != OPERATOR) break;
    if (at > start && at + 1 < end) {
      const c = at8(at);
      const next = at8(at + 1);
      if ((c == 45 && next == 45) || (c == 47 && next == 42)) break;
    }
  }
  key = mixBytes(mix(key, AN_OPERATOR), start, at);
  operatorEnd = at;
  previous = AN_OPERATOR;
  type = NO_TYPE;
}

function identifier(): bool {
  const after = endOfQuoted(at, end, 34, false);
  if (after == 0) return false;
  // The server puts a TAB after a newline, in stderr alone.
  if (find(at, after, 10) < after) return false;
  const typeAfter = type == TYPE_COMES ? TYPE_READ : NO_TYPE;
  putText(at, after, AN_IDENTIFIER);
  type = typeAfter;
  return true;
}

function punctuation(c: u32, next: u32): bool {
  // Control characters: rare enough.
  if (c < 32 || c == 92) return false;
  if (c == 44 && list > 0 && !hasComma) {
    hasComma = true;
    previous = c;
    at++;
    return true;
  }
  const endsList = (c == 41 || c == 93) && !hasComma;
  if (list > 0 && endsList) list = NO_LIST;
  else if (list != NO_LIST) endList();
  let typeAfter = NO_TYPE;
  if (c == 58 && (next == 58 || next == 61)) {
    key = mix(key, next);
    at++;
    type = next == 58 ? TYPE_COMES : NO_TYPE;
    previous = A_CAST;
  } else {
    if (c == 40 || c == 91) {
      if (!open(c)) return false;
    } else if (c == 41 || c == 93) typeAfter = close();
    else if (c == 46 && type == TYPE_READ) typeAfter = TYPE_COMES;
    type = typeAfter;
    previous = c;
  }
  key = mix(key, c);
  if ((c == 41 || c == 93) && rows.isInRow(depth + 1)) key = rows.endRow(key);
  at++;
  return true;
}

function open(c: u32): bool {
  if (depth == DEEPEST) return false;
  const roles = lastWord();
  // The paths among its arguments stay.
  if ((roles & IS_JSON_TABLE) != 0) return false;
  store<u8>(outside + depth * 2, isByList);
  store<u8>(outside + depth * 2 + 1, isModifier);
  depth++;
  if (isByList) isByList = previous == 40 || previous == 44 || (roles & IS_GROUPING) != 0;
  const isTyped = type == TYPE_READ || (c == 40 && (roles & TAKES_MODIFIER) != 0);
  mayModify = isTyped;
  if (isTyped && ((c == 40 && type == TYPE_READ) || isNumberNext(at + 1, end))) isModifier = true;
  else if ((c == 40 && (roles & IS_IN) != 0) || (c == 91 && (roles & IS_ARRAY) != 0)) list = LIST_OPENED;
  if (isSpaced) key = mix(key, SPACE);
  if (c == 40 && !isModifier) key = rows.beginRow((roles & IS_VALUES) != 0, depth, key);
  return true;
}

/** What it leaves: after `numeric(10,2)` the type may go on. */
function close(): u32 {
  if (depth == 0) return NO_TYPE;
  depth--;
  isByList = load<u8>(outside + depth * 2) != 0;
  const wasModifier = isModifier;
  isModifier = load<u8>(outside + depth * 2 + 1) != 0;
  return wasModifier && !isModifier ? TYPE_READ : NO_TYPE;
}

/** A list with something else than constants: their number counts. */
function endList(): void {
  if (list > 0) {
    patterns.fitNone();
    key = mix(mix(key, COUNT), <u64>list * 2 + (hasComma ? 1 : 0));
  }
  list = NO_LIST;
  hasComma = false;
}

/** The roles of the token before, where it is a word. */
function lastWord(): u32 {
  return previous == A_WORD ? rolesOf(wordStart, wordEnd) : 0;
}

/** A token whose text counts. */
function putText(start: usize, after: usize, kind: u32): void {
  if (list != NO_LIST) endList();
  key = mixBytes(key, start, after);
  previous = kind;
  type = NO_TYPE;
  at = after;
}
