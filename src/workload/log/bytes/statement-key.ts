import { BLANK, CLASS, DIGIT, DOLLAR, DOUBLE_QUOTE, foldWord, IN_WORD, OPERATOR, QUOTE, WORD } from './byte-class.ts';
import { FIRST_SEED, mixFirst, mixSecond, SECOND_SEED } from './hash.ts';
import { KeyHash } from './key-hash.ts';
import {
  ARRAY,
  AS,
  BEFORE_BY,
  BY,
  CONTINUES_TYPE,
  ENDS_BY_LIST,
  EXTRACT,
  GROUPING,
  IN,
  TAKES_MODIFIER,
  ZONE,
} from './key-words.ts';
import {
  endOfBlockComment,
  endOfDollarQuote,
  endOfNumber,
  endOfQuoted,
  isJoinedByNewline,
  isNumberNext,
  isStringPrefix,
} from './spans.ts';

/** Stand for tokens whose text does not matter, and for what is between tokens; no bytes of SQL. */
const NUMBER = 0x10;
const CONSTANT = 0x11;
const BREAK = 0x12;
const SPACE = 0x13;
const COUNT = 0x14;

/** Kinds of the previous token; punctuation is its own code. */
const NOTHING = 0;
const A_WORD = 1;
const A_CONSTANT = 2;
const A_PARAMETER = 3;
const AN_OPERATOR = 4;
const AN_IDENTIFIER = 5;
const A_CAST = 6;

const NO_TYPE = 0;
const TYPE_COMES = 1;
const TYPE_READ = 2;

const NO_LIST = 0;
const LIST_OPENED = -1;

const DEEPEST = 256;

/**
 * The key of a statement's bytes: two independent 32-bit hashes of its tokens without white space, comments and constants. Two
 * texts with one key have the same normalised text (src/sql/normalize.ts), which is what the key stands for: where the normaliser may
 * keep a constant's text (ORDER BY 1, numeric(10,2)), the key holds it too, and where that is hard to tell, the key is of the
 * bytes as they are. The reverse need not hold: `a = NULL` and `a = 1` are one normalised text with two keys.
 */
export class StatementKey extends KeyHash {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #previous = NOTHING;
  /** The place of the last word: a bracket asks what opened it. */
  #wordStart = 0;
  #wordEnd = 0;
  #spaced = false;
  /** Whether a list of ORDER BY or GROUP BY is being read: 1 or 0. */
  #by = 0;
  /** Whether the numbers inside the bracket are a type's: 1 or 0. */
  #modifier = 0;
  #type = NO_TYPE;
  /** Elements of an IN or ARRAY list, all constants so far. */
  #list = NO_LIST;
  /** Whether the comma after such an element was read, and is not in the key yet. */
  #comma = false;
  #depth = 0;
  readonly #byOutside = new Uint8Array(DEEPEST);
  readonly #modifierOutside = new Uint8Array(DEEPEST);

  read(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = this.#wordStart = this.#wordEnd = start;
    this.#end = end;
    this.#previous = NOTHING;
    this.#type = NO_TYPE;
    this.#list = NO_LIST;
    this.#depth = this.#by = this.#modifier = 0;
    this.#spaced = this.#comma = false;
    this.leadStart = this.tailStart = -1;
    this.first = FIRST_SEED;
    this.second = SECOND_SEED;
    if (this.#readTokens()) {
      this.first ^= this.first >>> 16;
      this.second ^= this.second >>> 15;
    } else this.#readExactly(start);
  }

  #readExactly(start: number): void {
    this.first = ~FIRST_SEED;
    this.second = ~SECOND_SEED;
    this.#putBytes(start, this.#end);
  }

  /** False where the tokens do not tell the normalised text for certain. */
  #readTokens(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    while (this.#at < end) {
      const c = bytes[this.#at]!;
      const kind = CLASS[c]!;
      if (kind === BLANK) {
        this.#at++;
        this.#spaced = true;
        continue;
      }
      const next = this.#at + 1 < end ? bytes[this.#at + 1]! : 0;
      if ((c === 45 && next === 45) || (c === 47 && next === 42)) {
        if (!this.#comment(c)) return false;
        continue;
      }
      // A comment that a token follows does not end the text.
      if (c !== 59) this.tailStart = -1;
      if (!this.#token(c, kind, next)) return false;
      this.#spaced = false;
    }
    return this.#list <= 0;
  }

  #token(c: number, kind: number, next: number): boolean {
    switch (kind) {
      case WORD:
        if (next === 39 && isStringPrefix(c))
          return this.#constant(endOfQuoted(this.#bytes, this.#at + 1, this.#end, 39, (c | 32) === 101));
        // U&'…' and U&"…" may be followed by UESCAPE.
        if (next === 38 && (c | 32) === 117) return false;
        this.#word();
        return true;
      case QUOTE:
        return this.#constant(endOfQuoted(this.#bytes, this.#at, this.#end, 39, false));
      case DIGIT:
        return this.#number();
      case DOLLAR:
        return CLASS[next] === DIGIT
          ? this.#parameter()
          : this.#constant(endOfDollarQuote(this.#bytes, this.#at, this.#end));
      case OPERATOR:
        this.#operator();
        return true;
      case DOUBLE_QUOTE:
        return this.#identifier();
      default:
        return this.#punctuation(c, next);
    }
  }

  #comment(c: number): boolean {
    if (c === 45) {
      const newline = this.#bytes.indexOf(10, this.#at);
      this.#at = newline < 0 || newline >= this.#end ? this.#end : newline + 1;
    } else {
      const close = endOfBlockComment(this.#bytes, this.#at, this.#end);
      if (close < 0) return false;
      if (this.#previous === NOTHING && this.leadStart < 0) {
        this.leadStart = this.#at;
        this.leadEnd = close;
      } else {
        this.tailStart = this.#at;
        this.tailEnd = close;
      }
      this.#at = close;
    }
    this.#spaced = true;
    return true;
  }

  #word(): void {
    if (this.#list !== NO_LIST) this.#endList();
    const bytes = this.#bytes;
    const end = this.#end;
    const start = this.#at;
    let first = this.first;
    let second = this.second;
    let at = start;
    do {
      const c = bytes[at]!;
      if (IN_WORD[c] === 0) break;
      first = mixFirst(first, c);
      second = mixSecond(second, c);
    } while (++at < end);
    this.first = mixFirst(first ^ (first >>> 15), BREAK);
    this.second = mixSecond(second ^ (second >>> 13), BREAK);
    this.#at = at;
    if (this.#type === TYPE_COMES) this.#type = TYPE_READ;
    else if (this.#type === NO_TYPE || !CONTINUES_TYPE.has(foldWord(bytes, start, at))) {
      this.#type = NO_TYPE;
      if (this.#by === 1 && ENDS_BY_LIST.has(foldWord(bytes, start, at))) this.#by = 0;
      if (at - start === 2) {
        const fold = foldWord(bytes, start, at);
        if (fold === AS) this.#type = TYPE_COMES;
        else if (fold === BY) this.#by = BEFORE_BY.has(this.#lastWord()) ? 1 : 0;
      }
    }
    this.#wordStart = start;
    this.#wordEnd = at;
    this.#previous = A_WORD;
  }

  #number(): boolean {
    const start = this.#at;
    const end = endOfNumber(this.#bytes, start, this.#end);
    if (end < 0) return false;
    const isPosition =
      this.#by === 1 &&
      end - start <= 4 &&
      (this.#previous === 44 || this.#previous === 40 || this.#previous === A_WORD);
    if (!isPosition && this.#modifier === 0) return this.#constant(end);
    this.#putText(start, end, A_CONSTANT);
    return true;
  }

  #parameter(): boolean {
    if (this.#endsTypeWithNumber()) return false;
    const start = this.#at;
    let end = start + 2;
    while (end < this.#end && CLASS[this.#bytes[end]!] === DIGIT) end++;
    this.#putText(start, end, A_PARAMETER);
    return true;
  }

  #constant(end: number): boolean {
    if (end < 0) return false;
    const isNumber = CLASS[this.#bytes[this.#at]!] === DIGIT;
    // EXTRACT's field is no value.
    if (!isNumber && (this.#endsTypeWithNumber() || (this.#previous === 40 && this.#wordIs(EXTRACT)))) return false;
    if (!isNumber && isJoinedByNewline(this.#bytes, end, this.#end)) return false;
    if (this.#list > 0) {
      if (!this.#comma) return false;
      this.#list++;
      this.#comma = false;
    } else {
      if (this.#list === LIST_OPENED) this.#list = 1;
      // A minus before a number becomes part of it.
      this.put(isNumber ? NUMBER : CONSTANT);
    }
    this.#previous = A_CONSTANT;
    this.#type = NO_TYPE;
    this.#at = end;
    return true;
  }

  /** `timestamp(3) with time zone '…'`: the number before the literal was part of a type. */
  #endsTypeWithNumber(): boolean {
    return this.#previous === 41 || this.#previous === 93 || (this.#previous === A_WORD && this.#wordIs(ZONE));
  }

  #operator(): void {
    if (this.#list !== NO_LIST) this.#endList();
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    this.put(BREAK);
    for (; at < this.#end; at++) {
      const c = bytes[at]!;
      if (CLASS[c] !== OPERATOR) break;
      const next = at + 1 < this.#end ? bytes[at + 1]! : 0;
      if (at > start && ((c === 45 && next === 45) || (c === 47 && next === 42))) break;
      this.put(c);
    }
    this.put(BREAK);
    this.#at = at;
    this.#previous = AN_OPERATOR;
    this.#type = NO_TYPE;
  }

  #identifier(): boolean {
    const start = this.#at;
    const end = endOfQuoted(this.#bytes, start, this.#end, 34, false);
    if (end < 0) return false;
    // The server puts a TAB after a newline, in stderr alone.
    for (let i = start; i < end; i++) if (this.#bytes[i] === 10) return false;
    const type = this.#type === TYPE_COMES ? TYPE_READ : NO_TYPE;
    this.#putText(start, end, AN_IDENTIFIER);
    this.#type = type;
    return true;
  }

  #punctuation(c: number, next: number): boolean {
    // .5, the end of 1..5, control characters: rare enough.
    if ((c === 46 && CLASS[next] === DIGIT) || c < 32 || c === 92) return false;
    if (c === 44 && this.#list > 0 && !this.#comma) {
      this.#comma = true;
      this.#previous = c;
      this.#at++;
      return true;
    }
    const endsList = (c === 41 || c === 93) && !this.#comma;
    if (this.#list > 0 && endsList) this.#list = NO_LIST;
    else if (this.#list !== NO_LIST) this.#endList();
    let type = NO_TYPE;
    if (c === 58 && (next === 58 || next === 61)) {
      this.put(next);
      this.#at++;
      this.#type = next === 58 ? TYPE_COMES : NO_TYPE;
      this.#previous = A_CAST;
    } else {
      if (c === 40 || c === 91) {
        if (!this.#open(c)) return false;
      } else if (c === 41 || c === 93) type = this.#close();
      else if (c === 46 && this.#type === TYPE_READ) type = TYPE_COMES;
      this.#type = type;
      this.#previous = c;
    }
    this.put(c);
    this.#at++;
    return true;
  }

  #open(c: number): boolean {
    if (this.#depth === DEEPEST) return false;
    const word = this.#previous === A_WORD ? this.#lastWord() : 0;
    this.#byOutside[this.#depth] = this.#by;
    this.#modifierOutside[this.#depth] = this.#modifier;
    this.#depth++;
    if (this.#by === 1) this.#by = this.#previous === 40 || this.#previous === 44 || GROUPING.has(word) ? 1 : 0;
    const isTyped = this.#type === TYPE_READ || (c === 40 && TAKES_MODIFIER.has(word));
    if (isTyped && isNumberNext(this.#bytes, this.#at + 1, this.#end)) this.#modifier = 1;
    else if ((c === 40 && word === IN) || (c === 91 && word === ARRAY)) this.#list = LIST_OPENED;
    if (this.#spaced) this.put(SPACE);
    return true;
  }

  /** What it leaves: after `numeric(10,2)` the type may go on. */
  #close(): number {
    if (this.#depth === 0) return NO_TYPE;
    this.#depth--;
    this.#by = this.#byOutside[this.#depth]!;
    const wasModifier = this.#modifier === 1;
    this.#modifier = this.#modifierOutside[this.#depth]!;
    return wasModifier && this.#modifier === 0 ? TYPE_READ : NO_TYPE;
  }

  /** A list with something else than constants: their number counts. */
  #endList(): void {
    if (this.#list > 0) {
      this.put(COUNT);
      this.put(this.#list * 2 + (this.#comma ? 1 : 0));
    }
    this.#list = NO_LIST;
    this.#comma = false;
  }

  #lastWord(): number {
    return this.#previous === A_WORD ? foldWord(this.#bytes, this.#wordStart, this.#wordEnd) : 0;
  }

  #wordIs(fold: number): boolean {
    return foldWord(this.#bytes, this.#wordStart, this.#wordEnd) === fold;
  }

  /** A token whose text counts. */
  #putText(start: number, end: number, kind: number): void {
    if (this.#list !== NO_LIST) this.#endList();
    this.#putBytes(start, end);
    this.put(BREAK);
    this.#previous = kind;
    this.#type = NO_TYPE;
    this.#at = end;
  }

  #putBytes(start: number, end: number): void {
    for (let i = start; i < end; i++) this.put(this.#bytes[i]!);
  }
}
