import { parseArrayText } from './array-text.ts';
import { storedBytes, withHeader } from './stored-bytes.ts';
import type { Tokenizer } from './tokens.ts';

const STOP_WORDS = new Set(
  'a about an and are as at be but by for from had has have he her his i if in into is it its me my no not of on or our she so than that the their them then there they this to up was we were what when which who will with you your'.split(
    ' ',
  ),
);

/** pg_trgm: the threes of each lower-case word with two blanks before it and one after. */
export const trigrams: Tokenizer = (value) => {
  const tokens = new Map<string, number>();
  for (const word of value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) tokens.set(padded.slice(at, at + 3), 4);
  }
  return tokens;
};

/** Roughly the lexemes of to_tsvector: words without the most common English ones and their commonest endings. */
export const lexemes: Tokenizer = (value) => {
  const tokens = new Map<string, number>();
  for (const word of value.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []) {
    if (STOP_WORDS.has(word)) continue;
    const stem = word.replace(/(?:ing|ed|ly|es|s)$/, '') || word;
    tokens.set(stem, withHeader(Buffer.byteLength(stem)));
  }
  return tokens;
};

export function arrayElements(elementType: string, fixedBytes: number | null): Tokenizer {
  return (value) =>
    new Map(
      parseArrayText(value)
        .filter((element) => element !== null)
        .map((element) => [element, elementBytes(elementType, fixedBytes)(element)]),
    );
}

export function elementBytes(elementType: string, fixedBytes: number | null): (element: string) => number {
  return (element) => fixedBytes ?? storedBytes(elementType, element) ?? withHeader(Buffer.byteLength(element));
}

/** The scalars of a document, each with the keys that lead to it. */
export function visitScalars(
  document: unknown,
  see: (path: readonly string[], scalar: unknown) => void,
  path: readonly string[] = [],
): void {
  if (Array.isArray(document)) for (const item of document) visitScalars(item, see, path);
  else if (typeof document === 'object' && document !== null) {
    for (const [key, item] of Object.entries(document)) visitScalars(item, see, [...path, key]);
  } else see(path, document);
}
