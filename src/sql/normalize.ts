import { tokenize, type Token } from './tokens.ts';
import { endsOperand, isTypeWord, lower, type Piece } from './normalize-piece.ts';
import { renderTokens } from './normalize-render.ts';
import { typeEnd, typeStart } from './normalize-types.ts';
import { collapseList, collapseRow } from './normalize-lists.ts';
import {
  AFTER_BY_LIST,
  CLOCKS,
  INTERVAL_FIELDS,
  MODIFIED_TYPES,
  NO_NAME_AFTER_AS,
  TIME_FIELDS,
} from './normalize-words.ts';

export interface Normalized {
  /** Holds no literal; parses where the input does. */
  readonly sql: string;
  /** The highest `$n` of the input, 0 without one. */
  readonly parameters: number;
}

const CONSTANT = '$';
/**
 * Brackets inside of one another that the server's parser, and ours, has room for at most (bison's YYMAXDEPTH): what comes after more of
 * them need not be read to know that the text does not parse.
 */
const MOST_DEPTH = 10_000;

/**
 * Replaces constants by `$n`, numbered after the parameters that the text has, and drops comments and white space, in the
 * manner of pg_stat_statements. Unlike there, the result can be parsed (`interval '1 day'` becomes `$1::interval`),
 * lists of constants (IN, ARRAY, rows of VALUES) are cut to their first element, and positions in ORDER BY 1 stay.
 */
export function normalize(sql: string): string {
  return normalizeStatement(sql).sql;
}

export function normalizeStatement(sql: string): Normalized {
  const tokens = tokenize(sql, MOST_DEPTH);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const state = new Normalizer(tokens);
  return { sql: renderTokens(state.run()), parameters: state.parameters };
}

interface Open {
  /** Index in the output of the bracket. */
  readonly at: number;
  readonly kind: 'list' | 'row' | 'other';
  /** Whether a GROUP BY or ORDER BY list was being read outside. */
  readonly by: boolean;
}

/** One pass over the tokens; a class because its methods share the position, the output and the stack of brackets. */
class Normalizer {
  readonly #tokens: readonly Token[];
  readonly #out: Piece[] = [];
  readonly #open: Open[] = [];
  #at = 0;
  #by = false;
  parameters = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  run(): Piece[] {
    for (; this.#at < this.#tokens.length; this.#at++) this.#take(this.#tokens[this.#at]!);
    return this.#out;
  }

  #take(token: Token): void {
    switch (token.kind) {
      case 'string':
        return this.#string(token);
      case 'number':
        return this.#number(token);
      case 'parameter': {
        const number = Number(token.text.slice(1));
        this.parameters = Math.max(this.parameters, number);
        if (this.#isNormalForm()) return this.#push({ ...token, text: 'NFC' }, 'word');
        return this.#constant({ kind: 'constant', text: token.text, number, spaced: token.spaced });
      }
      case 'word':
        return this.#word(token);
      case 'operator':
        return this.#operator(token);
      case 'punctuation':
        return this.#punctuation(token);
      case 'identifier':
        return this.#identifier(token);
      case 'unterminated':
        this.#push(token);
    }
  }

  #push(token: Token, kind: Piece['kind'] = token.kind): void {
    this.#out.push({ kind, text: token.text, number: 0, spaced: token.spaced });
  }

  /** Its escape character is no value, but part of the name. */
  #identifier(token: Token): void {
    const escape = this.#takeEscape(token);
    this.#push(escape === undefined ? token : { ...token, text: `${token.text} UESCAPE ${escape.text}` });
  }

  /** The character of `U&"…" UESCAPE '!'`. */
  #takeEscape(token: Token): Token | undefined {
    if (!/^u&/i.test(token.text) || lower(this.#tokens[this.#at + 1]) !== 'uescape') return undefined;
    this.#at += 2;
    return this.#tokens[this.#at];
  }

  #string(token: Token): void {
    this.#takeEscape(token);
    const previous = lower(this.#out.at(-1));
    // The grammar wants a literal for JSON_TABLE's paths, and a literal or a name in EXTRACT.
    if (previous === 'path' || previous === 'nested' || this.#isTablePath(previous))
      return this.#push({ ...token, text: "'$'" }, 'word');
    if (this.#isMark("'1'")) return this.#push({ ...token, text: previous === 'to' ? "'1'" : "'0'" }, 'word');
    if (this.#isField(previous)) {
      const field = token.text.slice(1, -1);
      return this.#push({ ...token, text: TIME_FIELDS.has(field.toLowerCase()) ? field : 'field' }, 'word');
    }
    this.#constant({ kind: 'constant', text: CONSTANT, number: 0, spaced: token.spaced });
  }

  /**
   * CYCLE … SET c TO 'x' DEFAULT 'y', which wants literals as well: whether a mark is at hand.
   * @param first what the first one has become
   */
  #isMark(first: string): boolean {
    const previous = lower(this.#out.at(-1));
    if (previous === 'to') return lower(this.#tokens[this.#at + 1]) === 'default';
    return previous === 'default' && this.#out.at(-2)?.text === first && lower(this.#out.at(-3)) === 'to';
  }

  /** Of EXTRACT, not of a function of that name: then it is a value. */
  #isField(previous: string): boolean {
    return previous === '(' && lower(this.#out.at(-2)) === 'extract' && lower(this.#tokens[this.#at + 1]) === 'from';
  }

  #isTablePath(previous: string): boolean {
    return previous === ',' && this.#opener() === 'json_table';
  }

  /** Of IS NFC NORMALIZED and normalize(a, NFC), whose form is a word of the grammar: pg_stat_statements takes it for a constant. */
  #isNormalForm(): boolean {
    const next = lower(this.#tokens[this.#at + 1]);
    const previous = lower(this.#out.at(-1));
    if (next === 'normalized') return previous === 'is' || previous === 'not';
    return next === ')' && previous === ',' && this.#opener() === 'normalize';
  }

  /** The word before the bracket that is open. */
  #opener(): string {
    const open = this.#open.at(-1);
    return open === undefined ? '' : lower(this.#out[open.at - 1]);
  }

  /** A constant after a type's name is a typed literal, which has no form with a parameter: write it as a cast. */
  #constant(piece: Piece): void {
    const from = typeStart(this.#out);
    if (from < 0) {
      this.#out.push(piece);
      return;
    }
    const type = this.#out.splice(from);
    this.#out.push(piece, { kind: 'cast', text: '::', number: 0, spaced: false }, ...type);
    if (lower(type[0]) === 'interval') {
      while (INTERVAL_FIELDS.has(lower(this.#tokens[this.#at + 1]))) this.#at++;
      if (this.#tokens[this.#at]?.kind === 'word' && this.#tokens[this.#at + 1]?.text === '(') this.#at += 3;
    }
  }

  #number(token: Token): void {
    if (this.#isMark('1')) return this.#push({ ...token, text: lower(this.#out.at(-1)) === 'to' ? '1' : '0' }, 'word');
    if (this.#isPosition(token) || this.#isTypeModifier() || this.#isPrecision()) return this.#push(token);
    this.#constant({ kind: 'constant', text: CONSTANT, number: 0, spaced: token.spaced });
  }

  /** The 1 of ORDER BY 1: the number of an output column, not a value. */
  #isPosition(token: Token): boolean {
    if (!this.#by || !/^\d{1,4}$/.test(token.text)) return false;
    const previous = this.#out.at(-1)?.text;
    if (previous !== ',' && previous !== '(' && previous?.toLowerCase() !== 'by') return false;
    const next = this.#tokens[this.#at + 1];
    return next === undefined || next.kind === 'word' || next.text === ',' || next.text === ')';
  }

  /** `timestamp(3) '…'`: whether a literal follows the closing parenthesis, with or without time zone. */
  #isTypeModifier(): boolean {
    if (this.#out.at(-1)?.text !== '(' || !isTypeWord(this.#out.at(-2)) || this.#out.at(-1)!.spaced) return false;
    let i = this.#at + 1;
    if (this.#tokens[i++]?.text !== ')') return false;
    while (['with', 'without', 'time', 'zone'].includes(lower(this.#tokens[i]))) i++;
    return this.#tokens[i]?.kind === 'string' || this.#tokens[i]?.kind === 'parameter';
  }

  /** `current_timestamp(3)`: its grammar wants a literal. */
  #isPrecision(): boolean {
    return this.#out.at(-1)?.text === '(' && CLOCKS.has(lower(this.#out.at(-2)));
  }

  #word(token: Token): void {
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false' || word === 'null') {
      if (this.#isValue(word))
        return this.#constant({ kind: 'constant', text: CONSTANT, number: 0, spaced: token.spaced });
    } else if (word === 'by') this.#by = ['order', 'group'].includes(lower(this.#out.at(-1)));
    else if (AFTER_BY_LIST.has(word)) this.#by = false;
    const declared = MODIFIED_TYPES.has(word) && isTypeWord(this.#out.at(-1));
    this.#push(token);
    if (declared) this.#typeRest(false);
    // CAST(x AS numeric(10,2)); AS ( opens a query.
    else if (word === 'as' && this.#isNameNext()) this.#type(this.#opener() === 'cast');
  }

  #isNameNext(): boolean {
    const next = this.#tokens[this.#at + 1];
    return next?.kind === 'word' && !NO_NAME_AFTER_AS.has(next.text.toLowerCase());
  }

  /** Not in IS NULL, NOT NULL, and SQL/JSON's NULL ON NULL, TRUE ON ERROR. */
  #isValue(word: string): boolean {
    const previous = lower(this.#out.at(-1));
    if (this.#isMark('true') || this.#isMark('false')) return false;
    if (previous === 'is' || (previous === 'not' && lower(this.#out.at(-2)) === 'is')) return false;
    if (word === 'null' && (previous === 'not' || previous === 'on' || previous === 'set')) return false;
    return lower(this.#tokens[this.#at + 1]) !== 'on' || previous === 'select';
  }

  /**
   * Copies the name of a type, whose modifiers are no values: they must stay.
   * @param isCast whether what stands in brackets after it can be nothing else
   */
  #type(isCast: boolean): void {
    const kind = this.#tokens[this.#at + 1]?.kind;
    if (kind !== 'word' && kind !== 'identifier') return;
    this.#push(this.#tokens[++this.#at]!);
    this.#typeRest(isCast);
  }

  #typeRest(isCast: boolean): void {
    const end = typeEnd(this.#tokens, this.#at, isCast);
    while (this.#at < end) {
      const token = this.#tokens[++this.#at]!;
      // Of types of extensions modifiers may be texts.
      if (token.kind === 'string' || token.kind === 'parameter') this.#take(token);
      else this.#push(token);
    }
  }

  #operator(token: Token): void {
    const next = this.#tokens[this.#at + 1];
    // The server's grammar makes one constant of a minus and a number, but not of a plus and a number.
    if (token.text === '-' && next?.kind === 'number' && !endsOperand(this.#out.at(-1))) return;
    this.#push(token);
  }

  #punctuation(token: Token): void {
    switch (token.text) {
      case '::':
        this.#push(token, 'cast');
        return this.#type(true);
      case '(':
      case '[':
        this.#open.push({ at: this.#out.length, kind: this.#openKind(token.text), by: this.#by });
        this.#by = this.#by && ['rollup', 'cube', 'sets', '(', ','].includes(lower(this.#out.at(-1)));
        return this.#push(token);
      case ')':
      case ']':
        return this.#close(token);
      default:
        this.#push(token);
    }
  }

  #openKind(bracket: string): Open['kind'] {
    const previous = lower(this.#out.at(-1));
    if (bracket === '[') return previous === 'array' ? 'list' : 'other';
    if (previous === 'in') return 'list';
    return previous === 'values' || (previous === ',' && this.#out.at(-2)?.text === ')') ? 'row' : 'other';
  }

  #close(token: Token): void {
    const open = this.#open.pop();
    if (open) this.#by = open.by;
    if (open?.kind === 'list') collapseList(this.#out, open.at);
    this.#push(token);
    if (open?.kind === 'row') collapseRow(this.#out, open.at);
  }
}
