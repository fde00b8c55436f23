const IS_ASCII = /^[\x20-\x7e]*$/;
/** Characters that take the place of two on a terminal (psql's ucs_wcwidth), and of none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (IS_ASCII.test(text)) return text.length;
  return [...text].reduce((sum, each) => sum + (WITHOUT_WIDTH.test(each) ? 0 : WIDE.test(each) ? 2 : 1), 0);
}

/** Where in a text what begins at `from` has filled up a width. */
export function endOfWidth(text: string, from: number, width: number): number {
  let at = from;
  let used = 0;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    used += widthOf(character);
    if (used > width) break;
    at += character.length;
  }
  return at;
}
