import type { Token } from './tokens.ts';
import { BEFORE_EXPRESSION, BEFORE_OPERAND } from './normalize-words.ts';

/** A token of the normalised text; `number` is set where it was `$n` already. */
export interface Piece {
  readonly kind: Token['kind'] | 'constant' | 'cast';
  readonly text: string;
  readonly number: number;
  readonly spaced: boolean;
}

export function lower(token: { readonly text: string; readonly kind: string } | undefined): string {
  return token === undefined || token.kind === 'identifier' ? '' : token.text.toLowerCase();
}

export function isTypeWord(piece: Piece | undefined): boolean {
  if (piece?.kind === 'identifier') return true;
  return piece?.kind === 'word' && !BEFORE_EXPRESSION.has(piece.text.toLowerCase());
}

/** Whether a minus after the piece would subtract. */
export function endsOperand(piece: Piece | undefined): boolean {
  switch (piece?.kind) {
    case 'constant':
    case 'identifier':
    case 'number':
      return true;
    case 'word':
      return !BEFORE_OPERAND.has(piece.text.toLowerCase());
    case 'punctuation':
      return piece.text === ')' || piece.text === ']';
    default:
      return false;
  }
}
