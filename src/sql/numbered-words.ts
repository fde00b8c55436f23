/** What is passed over: quoted names with other than plain words in them, and numbers, whose letters (`1e5`) are no words. Then words, plain or quoted. */
const WORD = /\$?\d[\w.]*|"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g;
const NUMBERED = /^"?[A-Za-z_][\w$]*\d[\w$]*"?$/;
/** Where there is none of it, there is no such word; parameters are none. */
const LETTER_AND_NUMBER = /[A-Za-z_]\d/;
/** The server cuts longer names. */
const LONGEST_NAME = 63;
/** A name after it may be written with escapes. */
const ESCAPED = '&"';

/** A text in which words that have numbers are marked. */
export interface Marked {
  /** With `w0`, `w1`, … in their place: no word of the grammar has a number, so that it parses into the same tree but for these names. */
  readonly sql: string;
  /** What stood there, as the server understands it: of `"Orders_2024"` what is in quotes, of `Orders_2024` small letters. */
  readonly words: readonly string[];
}

/** A normalised text with its words that have numbers marked, as tables of days and shards have; null for one that has none, or may have escaped names. */
export function markNumberedWords(sql: string): Marked | null {
  if (!LETTER_AND_NUMBER.test(sql) || sql.includes(ESCAPED)) return null;
  const words: string[] = [];
  const marked = sql.replaceAll(WORD, (word) => {
    if (word.length > LONGEST_NAME || !NUMBERED.test(word)) return word;
    words.push(word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase());
    return `w${words.length - 1}`;
  });
  return words.length === 0 ? null : { sql: marked, words };
}

/** Which of the words a name of the marked text stands for; -1 for one that is there as it was. */
export function markedWord(name: string | undefined): number {
  return name !== undefined && /^w\d+$/.test(name) ? Number(name.slice(1)) : -1;
}
