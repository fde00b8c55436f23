import { Text } from './bytes';

/** What may stand for a record's level, LOG first, and what each is in a row (src/workload/log/bytes/row-record.ts). */
const WORDS = ['LOG', 'ERROR', 'FATAL', 'PANIC', 'WARNING', 'NOTICE', 'INFO', 'DEBUG1', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'DEBUG5']; // prettier-ignore
export const LEVELS: i32[] = [0, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3];

/** The words, each with what stands after it. */
export function levelTexts(after: string): Text[] {
  const texts: Text[] = [];
  for (let i = 0; i < WORDS.length; i++) texts.push(Text.of(WORDS[i] + after));
  return texts;
}

const TEXTS = levelTexts('');

/** The level that a field tells; -1 for a word in another language, or of another program. */
export function levelOf(start: usize, end: usize): i32 {
  for (let i = 0; i < TEXTS.length; i++) {
    const text = unchecked(TEXTS[i]);
    if (text.length == end - start && text.isAt(start, end)) return unchecked(LEVELS[i]);
  }
  return -1;
}
