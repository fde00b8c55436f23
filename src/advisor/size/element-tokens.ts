import type { ColumnStatistics } from '../../catalog/model.ts';
import { parseArrayText } from './array-text.ts';
import { domainSize } from './domain.ts';
import { sampledValues } from './sampled-values.ts';
import type { TokenClass } from './tokens.ts';
import { rarerWords, vocabulary, wordsOfRanks } from './word-tail.ts';

/** What is left unlisted of a row is nothing when it is less than this share of what is listed. */
const NEGLIGIBLE = 0.02;

/**
 * From the most common elements of an array column: these count at their own frequency, and what else a row holds, by
 * elem_count_histogram, is spread over rarer ones.
 * @param samples the tokens as samples of values show them.
 */
export function tokensOfElements(
  statistics: ColumnStatistics,
  bytesOf: (element: string) => number,
  samples: readonly TokenClass[] | null,
  rows: number,
): readonly TokenClass[] | null {
  const listed = listedElements(statistics, bytesOf);
  if (!listed) return null;
  const perRow = statistics.elementCountHistogram?.at(-1);
  const mass = perRow === undefined ? massOf(samples ?? []) : perRow * (1 - statistics.nullFraction);
  const rest = mass - massOf(listed);
  if (rest <= NEGLIGIBLE * massOf(listed)) return listed;
  const domain = domainSize(elementsKept(statistics));
  const least = Math.min(...listed.map(({ frequency }) => frequency));
  // Between as frequent as the least one listed, and once each: the mean of their logarithms, where the values do not tell.
  const tokens =
    domain === null ? Math.sqrt((rest / (least || 1e-9)) * rest * rows) : Math.min(rest * rows, domain - listed.length);
  const number = Math.max(1, tokens, rest);
  return [...listed, { tokens: number, frequency: rest / number, bytes: meanBytes(listed) }];
}

/** From the most common lexemes of a tsvector column, which has no count of those in a row. */
export function tokensOfLexemes(
  statistics: ColumnStatistics,
  bytesOf: (element: string) => number,
  samples: readonly TokenClass[] | null,
  rows: number,
): TokenClass[] | null {
  const listed = listedElements(statistics, bytesOf);
  if (!listed) return null;
  const bytes = meanBytes(listed);
  const told = samples ? [massOf(samples), massOf(samples)] : lexemesPerRow(statistics, bytes);
  // The width of a mere pointer to the value tells less than what is listed.
  const [least, most] = told[1] < massOf(listed) ? [0, Infinity] : told;
  const rest = { least: Math.max(0, least - massOf(listed)), most: Math.max(0, most - massOf(listed)) };
  const tail = rarerWords({ listed: listed.map(({ frequency }) => frequency), ...rest, rows, bytes });
  const sampled = numberOf(samples ?? []) - listed.length;
  // Samples never show too many rare words, and a power that is fitted to chance does not show enough.
  return sampled > numberOf(tail)
    ? [...listed, { tokens: sampled, frequency: rest.least / sampled, bytes }]
    : [...listed, ...tail];
}

/**
 * Words of sampled texts: those in several of them count at their share, and the others are as many as a vocabulary has, or the
 * sample shows.
 */
export function tokensOfWords(samples: readonly TokenClass[], rows: number): readonly TokenClass[] {
  const listed = samples.filter(({ tokens }) => tokens === 1);
  const rare = samples.filter(({ tokens }) => tokens !== 1);
  const [first] = rare;
  if (!first) return listed;
  const different = Math.max(vocabulary(massOf(samples) * rows), numberOf(samples));
  return [...listed, ...wordsOfRanks(listed.length + 1, different, massOf(rare), rows, first.bytes)];
}

/**
 * Words of texts that ANALYZE kept none of.
 * @param perRow different words of a row
 */
export function tokensOfText(perRow: number, rows: number): readonly TokenClass[] {
  return wordsOfRanks(1, Math.max(2, vocabulary(perRow * rows)), perRow, rows, WORD_BYTES);
}

/** A word of about seven letters. */
const WORD_BYTES = 9;

function listedElements(
  statistics: ColumnStatistics,
  bytesOf: (element: string) => number,
): readonly TokenClass[] | null {
  const elements = parseArrayText(statistics.mostCommonElements ?? '');
  if (elements.length === 0) return null;
  // Frequencies are of the rows that are not NULL; after the elements' own follow the least and the greatest.
  const frequencies = (statistics.mostCommonElementFrequencies ?? []).slice(0, elements.length);
  return elements.map((element, i) => ({
    tokens: 1,
    frequency: (frequencies[i] ?? 0) * (1 - statistics.nullFraction),
    bytes: bytesOf(element ?? ''),
  }));
}

/** Common ones, and, as these may be alike by being common, those of the arrays that ANALYZE kept. */
function elementsKept(statistics: ColumnStatistics): string[] {
  const { common, bounds } = sampledValues(statistics);
  return [statistics.mostCommonElements, ...common, ...bounds].flatMap((array) =>
    parseArrayText(array ?? '').flatMap((element) => element ?? []),
  );
}

/**
 * At least and at most, by the width of a tsvector (tsvector.h): 8 bytes, and for each lexeme its place in 4, itself, and its positions, in 4 and
 * more, if they were not stripped.
 */
function lexemesPerRow(statistics: ColumnStatistics, bytes: number): readonly [number, number] {
  const width = (1 - statistics.nullFraction) * Math.max(0, statistics.averageWidth - 8);
  return [width / (bytes + 8), width / (bytes + 3)];
}

function meanBytes(classes: readonly TokenClass[]): number {
  return Math.round(classes.reduce((sum, one) => sum + one.bytes, 0) / classes.length);
}

function massOf(classes: readonly TokenClass[]): number {
  return classes.reduce((sum, { tokens, frequency }) => sum + tokens * frequency, 0);
}

function numberOf(classes: readonly TokenClass[]): number {
  return classes.reduce((sum, { tokens }) => sum + tokens, 0);
}
