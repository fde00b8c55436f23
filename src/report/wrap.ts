/** The words of a text in lines of at most `width` characters; a word that is longer has a line to itself. */
export function wrapWords(text: string, width: number): readonly string[] {
  return wrapPieces(text.split(/\s+/).filter(Boolean), width);
}

/** Likewise of pieces that are not torn apart at their blanks. */
export function wrapPieces(pieces: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + piece.length <= width) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
