import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ColumnStatistics } from '../../src/catalog/model.ts';
import { tokensOfDocuments } from '../../src/advisor/size/document-tokens.ts';
import { domainSize } from '../../src/advisor/size/domain.ts';
import { tokensOfElements, tokensOfLexemes, tokensOfText } from '../../src/advisor/size/element-tokens.ts';
import type { TokenClass } from '../../src/advisor/size/tokens.ts';
import { vocabulary, wordsOfRanks } from '../../src/advisor/size/word-tail.ts';
import { quoteArray } from '../../src/sql/quote.ts';
import { NO_STATISTICS } from '../support/catalog-builder.ts';

const NOTHING: ColumnStatistics = { ...NO_STATISTICS, averageWidth: 60 };

const numberOf = (classes: readonly TokenClass[]) => classes.reduce((sum, { tokens }) => sum + tokens, 0);
const massOf = (classes: readonly TokenClass[]) =>
  classes.reduce((sum, { tokens, frequency }) => sum + tokens * frequency, 0);
const hundred = (valueOf: (position: number) => unknown) => Array.from({ length: 100 }, (_, n) => valueOf(n));

describe('how many different values there may be', () => {
  test.each([
    ['whole numbers', hundred((n) => n * 50), 5000],
    ['numbers in hundredths', hundred((n) => n / 4), 2500],
    ['numbers within a text', hundred((n) => `user${n * 50}@example.org`), 5000],
    ['numbers within one of a few texts', hundred((n) => `/${n % 2 ? 'orders' : 'users'}/${n * 50}`), 10_000],
  ])('is told by %s', (_, values, expected) => {
    const size = domainSize(values.map(String))!;
    expect(size / expected).toBeGreaterThan(0.95);
    expect(size / expected).toBeLessThan(1.1);
  });

  test.each([
    ['words', hundred((n) => 'x'.repeat(n + 1))],
    ['hashes', hundred((n) => (n * 7_919 + 1).toString(36).repeat(3))],
    ['too few values', [1, 2]],
  ])('is not told by %s', (_, values) => {
    expect(domainSize(values.map(String))).toBeNull();
  });

  test('is never less than what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String))), (values) => {
        const size = domainSize(values);
        if (size !== null) expect(size).toBeGreaterThanOrEqual(new Set(values).size * 0.99);
      }),
    );
  });
});

describe('GIN keys of documents', () => {
  const of = (documents: readonly unknown[], operatorClass: 'jsonb_ops' | 'jsonb_path_ops', rows = 100_000) =>
    tokensOfDocuments(
      { ...NOTHING, histogramBounds: quoteArray(documents.map((one) => JSON.stringify(one))) },
      operatorClass,
      rows,
    );
  const documents = hundred((n) => ({ kind: n % 2 ? 'view' : 'sale', score: n % 10, user: n * 50 }));

  test('are the keys and values, each path by itself', () => {
    const tokens = of(documents, 'jsonb_ops')!;
    // Three keys, two kinds, ten scores, 5,000 users.
    expect(numberOf(tokens)).toBeGreaterThan(4950);
    expect(numberOf(tokens)).toBeLessThan(5200);
    expect(massOf(tokens)).toBeCloseTo(6, 1);
  });

  test('are hashes of values with their paths', () => {
    const tokens = of(documents, 'jsonb_path_ops')!;
    expect(massOf(tokens)).toBeCloseTo(3, 1);
    expect(new Set(tokens.map(({ bytes }) => bytes))).toEqual(new Set([4]));
  });

  test('are no more than there are rows', () => {
    const tokens = of(
      hundred((n) => ({ at: `2024-01-${10 + (n % 20)}T${10 + (n % 13)}:${10 + (n % 47)}` })),
      'jsonb_path_ops',
      800,
    );
    expect(numberOf(tokens!)).toBeLessThanOrEqual(801);
  });

  test('are the keys and values of hstore too', () => {
    const pairs = hundred((n) => `"color"=>"${n % 2 ? 'red' : 'blue'}", "sku"=>"S${n * 50}", "note"=>NULL`) as string[];
    const tokens = tokensOfDocuments({ ...NOTHING, histogramBounds: quoteArray(pairs) }, 'gin_hstore_ops', 100_000)!;
    // Three keys, two colours, 5,000 numbers, one NULL.
    expect(numberOf(tokens)).toBeGreaterThan(4950);
    expect(numberOf(tokens)).toBeLessThan(5200);
    expect(massOf(tokens)).toBeCloseTo(6, 1);
  });

  test('are unknown where none was kept', () => {
    expect(tokensOfDocuments(NOTHING, 'jsonb_ops', 1000)).toBeNull();
  });
});

describe('GIN keys of arrays and texts', () => {
  const listed = Array.from({ length: 500 }, (_, n) => 1 / (n + 2));
  const common = {
    mostCommonElements: quoteArray(listed.map((_, n) => `w${'abcdefghij'[n % 10]}${'x'.repeat(n)}`)),
    mostCommonElementFrequencies: [...listed, listed.at(-1)!, listed[0]!],
  };

  test('of words go on as their ranks do', () => {
    const tokens = tokensOfLexemes({ ...NOTHING, ...common, averageWidth: 18 }, () => 8, null, 100_000)!;
    const tail = tokens.filter(({ tokens: number }) => number > 1);
    expect(numberOf(tail)).toBeGreaterThan(5000);
    expect(Math.max(...tail.map(({ frequency }) => frequency))).toBeLessThan(listed.at(-1)!);
  });

  test('of numbers are those between', () => {
    const numbers = Array.from({ length: 500 }, (_, n) => n * 40);
    const statistics = {
      ...NOTHING,
      mostCommonElements: quoteArray(numbers.map(String)),
      mostCommonElementFrequencies: [...numbers.map(() => 0.001), 0.001, 0.001, 0],
      elementCountHistogram: [3, 5, 4],
    };
    const tokens = tokensOfElements(statistics, () => 4, null, 100_000)!;
    expect(numberOf(tokens)).toBeGreaterThan(19_500);
    expect(numberOf(tokens)).toBeLessThan(20_500);
    expect(massOf(tokens)).toBeCloseTo(4, 1);
  });

  test('of texts that nothing is known of are a vocabulary', () => {
    const tokens = tokensOfText(100, 10_000);
    expect(numberOf(tokens) / vocabulary(1e6)).toBeCloseTo(1, 1);
    expect(massOf(tokens) / 100).toBeGreaterThan(0.7);
  });

  test('ranks end, whatever they begin with', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e5 }),
        fc.integer({ min: 1, max: 1e7 }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (from, to, mass) => {
          const classes = wordsOfRanks(from, to, mass, 1000, 8);
          expect(numberOf(classes)).toBeCloseTo(Math.max(0, to - from), 0);
          expect(classes.every(({ frequency }) => frequency > 0 && frequency <= 1)).toBe(true);
        },
      ),
    );
  });
});
