import { isTypeWord, lower, type Piece } from './normalize-piece.ts';
import { TYPE_CONTINUATION } from './normalize-words.ts';
import type { Token } from './tokens.ts';

/** Where in the output the name of a type begins that ends it; -1 when it ends in none. */
export function typeStart(out: readonly Piece[]): number {
  let i = out.length - 1;
  if (lower(out[i]) === 'zone') {
    if (lower(out[i - 1]) !== 'time' || !['with', 'without'].includes(lower(out[i - 2]))) return -1;
    i -= 3;
  } else if (lower(out[i]) === 'precision') i--;
  if (out[i]?.text === ')') {
    if (out[i - 1]?.kind !== 'number' || out[i - 2]?.text !== '(') return -1;
    i -= 3;
  }
  if (lower(out[i]) === 'varying') i--;
  if (['char', 'character'].includes(lower(out[i])) && lower(out[i - 1]) === 'national') i--;
  if (!isTypeWord(out[i])) return -1;
  while (out[i - 1]?.text === '.' && isTypeWord(out[i - 2])) i -= 2;
  const before = out[i - 1];
  if (before?.kind === 'cast' || lower(before) === 'as' || lower(before) === 'collate') return -1;
  return i;
}

/**
 * Where the name of a type ends.
 * @param at its first word
 * @param isCast whether what stands in brackets after it is a modifier even if it begins with a word: `::geometry(Point, 4326)`, but `AS alias(a, b)`
 */
export function typeEnd(tokens: readonly Token[], at: number, isCast: boolean): number {
  const isNumber = (index: number) => tokens[index]?.kind === 'number';
  for (;;) {
    const text = tokens[at + 1]?.text;
    if (text === '.' && isName(tokens[at + 2])) at += 2;
    else if (text === '(' && tokens[at]!.text !== ']' && (isCast || isNumber(at + 2)))
      at = closingOf(tokens, at + 1, ')');
    else if (text === '[' && tokens[isNumber(at + 2) ? at + 3 : at + 2]?.text === ']')
      at = closingOf(tokens, at + 1, ']');
    else if (continuesType(tokens, at + 1)) at++;
    else return at;
  }
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'identifier';
}

/** The last token where the bracket is not closed. */
function closingOf(tokens: readonly Token[], open: number, bracket: string): number {
  let at = open;
  while (at < tokens.length - 1 && tokens[at]!.text !== bracket) at++;
  return at;
}

function continuesType(tokens: readonly Token[], at: number): boolean {
  const word = lower(tokens[at]);
  // `… AS a WITH TIES` and the like: with and without only before TIME ZONE.
  return TYPE_CONTINUATION.has(word) && (!word.startsWith('with') || lower(tokens[at + 1]) === 'time');
}
