/** What a byte can be to PostgreSQL's lexer, as src/sql/tokens.ts has it. */
export const BLANK = 1;
export const WORD = 2;
export const DIGIT = 3;
export const OPERATOR = 4;
export const PUNCTUATION = 5;
export const QUOTE = 6;
export const DOUBLE_QUOTE = 7;
export const DOLLAR = 8;

export const CLASS = new Uint8Array(256).fill(PUNCTUATION);
for (const code of [9, 10, 11, 12, 13, 32]) CLASS[code] = BLANK;
for (let code = 128; code < 256; code++) CLASS[code] = WORD;
for (const c of 'abcdefghijklmnopqrstuvwxyz_') CLASS[c.charCodeAt(0)] = CLASS[c.toUpperCase().charCodeAt(0)] = WORD;
for (const c of '0123456789') CLASS[c.charCodeAt(0)] = DIGIT;
for (const c of '-+*/<>=~!@#%^&|`?') CLASS[c.charCodeAt(0)] = OPERATOR;
CLASS[39] = QUOTE;
CLASS[34] = DOUBLE_QUOTE;
CLASS[36] = DOLLAR;

/** Whether a byte may stand inside a word: letters, digits, `_`, `$` and everything beyond ASCII. */
export const IN_WORD = new Uint8Array(256);
for (let code = 0; code < 256; code++)
  IN_WORD[code] = CLASS[code] === WORD || CLASS[code] === DIGIT || code === 36 ? 1 : 0;

/** A word's bytes in lower case as one number: the same for the same letters, for words of a small set that are compared. */
export function foldWord(bytes: Uint8Array, start: number, end: number): number {
  let fold = end - start;
  for (let i = start; i < end; i++) fold = (Math.imul(fold, 33) + (bytes[i]! | 32)) | 0;
  return fold;
}

export function foldText(word: string): number {
  return foldWord(Buffer.from(word), 0, word.length);
}
