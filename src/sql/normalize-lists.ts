import type { Piece } from './normalize-piece.ts';

/**
 * Cuts the list that was opened at `out[open]` to its first element where all elements have the same structure:
 * `IN ($1, $2, $3)` → `IN ($1)`.
 */
export function collapseList(out: Piece[], open: number): void {
  const commas = topLevelCommas(out, open + 1);
  const [firstComma] = commas;
  if (firstComma === undefined) return;
  const shape = shapeOf(out, open + 1, firstComma);
  if (!shape.includes('$')) return;
  for (let i = 0; i < commas.length; i++) {
    if (shapeOf(out, commas[i]! + 1, commas[i + 1] ?? out.length) !== shape) return;
  }
  out.length = firstComma;
}

/**
 * Called when the parenthesis opened at `out[open]` has just been closed: drops it, with the comma before it, where the
 * parenthesis before that comma has the same structure and holds constants: `VALUES ($1, $2), ($3, $4)`.
 */
export function collapseRow(out: Piece[], open: number): void {
  if (out[open - 1]?.text !== ',') return;
  const previous = matchingOpen(out, open - 2);
  if (previous < 0) return;
  const before = out[previous - 1]?.text.toLowerCase();
  if (before !== 'values' && before !== ',' && before !== '(') return;
  const shape = shapeOf(out, previous, open - 1);
  if (shape.includes('$') && shape === shapeOf(out, open, out.length)) out.length = open - 1;
}

function topLevelCommas(out: readonly Piece[], from: number): number[] {
  const commas: number[] = [];
  let depth = 0;
  for (let i = from; i < out.length; i++) {
    const { kind, text } = out[i]!;
    if (kind !== 'punctuation') continue;
    if (text === '(' || text === '[') depth++;
    else if (text === ')' || text === ']') depth--;
    else if (text === ',' && depth === 0) commas.push(i);
  }
  return commas;
}

function matchingOpen(out: readonly Piece[], close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const { kind, text } = out[i]!;
    if (kind !== 'punctuation') continue;
    if (text === ')' || text === ']') depth++;
    else if (text === '(' || text === '[') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function shapeOf(out: readonly Piece[], from: number, to: number): string {
  let shape = '';
  for (let i = from; i < to; i++) shape += `${out[i]!.kind === 'constant' ? '$' : out[i]!.text} `;
  return shape;
}
