import { isTypeWord, lower, type Piece } from './normalize-piece.ts';

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
