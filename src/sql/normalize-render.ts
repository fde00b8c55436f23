import type { Piece } from './normalize-piece.ts';
import { endsOperand } from './normalize-piece.ts';
import { SPACED_BEFORE_PARENTHESIS } from './normalize-words.ts';

/** Numbers the constants and joins the pieces with even spacing, so that `a=1` and `a = 1` are one text. */
export function renderTokens(pieces: readonly Piece[]): string {
  const ranks = parameterRanks(pieces);
  let next = ranks.size;
  let sql = '';
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (i > 0 && isSpaced(pieces, i)) sql += ' ';
    if (piece.kind !== 'constant') sql += piece.text;
    else sql += `$${piece.number > 0 ? ranks.get(piece.number)! : ++next}`;
  }
  return sql;
}

/** Dropped list elements leave gaps, and PostgreSQL cannot tell the type of a parameter that is not there: close them. */
function parameterRanks(pieces: readonly Piece[]): ReadonlyMap<number, number> {
  const used = new Set<number>();
  for (const { number } of pieces) if (number > 0) used.add(number);
  return new Map([...used].sort((a, b) => a - b).map((number, index) => [number, index + 1]));
}

function isSpaced(pieces: readonly Piece[], at: number): boolean {
  const previous = pieces[at - 1]!;
  const piece = pieces[at]!;
  if (piece.kind === 'cast' || previous.kind === 'cast') return false;
  if (previous.kind === 'punctuation' && '([.:'.includes(previous.text)) return false;
  if (piece.kind === 'punctuation') {
    if (')],;.:'.includes(piece.text)) return false;
    if (piece.text === '[') return !endsOperand(previous) && !(previous.kind === 'word' && !piece.spaced);
    if (piece.text === '(' && previous.kind === 'word') {
      return SPACED_BEFORE_PARENTHESIS.has(previous.text.toLowerCase()) || piece.spaced;
    }
    if (piece.text === '(' && previous.kind === 'identifier') return piece.spaced;
  }
  return !(previous.kind === 'operator' && isPrefix(pieces, at - 1));
}

/** A sign without an operand before it: `-x`, `(- x)`. */
function isPrefix(pieces: readonly Piece[], at: number): boolean {
  const { text } = pieces[at]!;
  if (text !== '-' && text !== '+') return false;
  const previous = pieces[at - 1];
  // Two operators side by side must not melt into one.
  return previous !== undefined && !endsOperand(previous) && pieces[at + 1]?.kind !== 'operator';
}
