import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { summarise, type Circumstances, type ValueGroup } from '../../../src/planner/twin/derived/summary.ts';

const LARGE: Circumstances = {
  rows: 100_000,
  mostDistinct: 100_000,
  isLossy: false,
  keepsApart: false,
  correlation: 0.9,
};

function drawn(value: string | null, times: number, more: Partial<ValueGroup> = {}): ValueGroup {
  return { value, share: times / 100, drawn: times, common: false, place: null, width: 10, ...more };
}

function hundred(valueOf: (position: number) => string): ValueGroup[] {
  return Array.from({ length: 100 }, (_, position) => drawn(valueOf(position), 1, { place: position }));
}

describe('statistics of an expression, from its values on a sample', () => {
  test('few values that all recur are the whole list', () => {
    const statistics = summarise([drawn('a', 60), drawn('b', 30), drawn(null, 10)], LARGE);
    expect(statistics).toMatchObject({
      distinct: 2,
      nullFraction: 0.1,
      mostCommonValues: '{"a","b"}',
      averageWidth: 10,
    });
    expect(statistics.mostCommonFrequencies).toEqual([0.6, 0.3]);
    expect(statistics.histogramBounds).toBeNull();
  });

  test('values that never meet are as many as the column has, and their bounds a histogram', () => {
    const statistics = summarise(
      hundred((n) => `user${String(n * 37).padStart(4, '0')}`),
      LARGE,
    );
    expect(statistics).toMatchObject({ distinct: -1, mostCommonValues: null });
    expect(statistics.histogramBounds).toMatch(/^\{"user0000","user0037",.*,"user3663"\}$/);
  });

  test('of a function that leaves something out, they lie between those that chance must show and all', () => {
    const lossy = { ...LARGE, isLossy: true };
    const words = hundred((n) => String.fromCharCode(97 + (n % 26)) + String.fromCharCode(97 + Math.floor(n / 26)));
    expect(summarise(words, lossy).distinct * -LARGE.rows).toBeCloseTo(Math.sqrt(5000 * 100_000), 0);
  });

  test('of one that keeps a number of a text, they are the numbers in between', () => {
    const { distinct } = summarise(
      hundred((n) => `s${n * 60}`),
      { ...LARGE, isLossy: true },
    );
    expect(distinct).toBeGreaterThan(5900);
    expect(distinct).toBeLessThan(6200);
  });

  test('of one that keeps its arguments apart, they are all', () => {
    const met = [...hundred((n) => `v${n}`).slice(0, 96), drawn('x', 2), drawn('y', 2)];
    expect(summarise(met, { ...LARGE, mostDistinct: 60_000, keepsApart: true }).distinct).toBe(-0.6);
  });

  test('of one that leaves something out, values that met common ones tell how many there are', () => {
    const common = Array.from({ length: 50 }, (_, n) =>
      drawn(`a${'x'.repeat(n)}`, 1, { common: true, share: 0.002 + (n < 25 ? 0.01 : 0), drawn: n < 25 ? 1 : 0 }),
    );
    const others = hundred((n) => `b${'x'.repeat(n)}`).slice(0, 75);
    // A quarter of the hundred drawn is among these fifty.
    expect(summarise([...common, ...others], { ...LARGE, isLossy: true }).distinct).toBe(200);
  });

  test('of one that keeps an identifier, they are all', () => {
    const { distinct } = summarise(
      hundred((n) => n.toString(16).padStart(32, 'a')),
      { ...LARGE, isLossy: true },
    );
    expect(distinct).toBe(-1);
  });

  test('no function has more values than its column', () => {
    expect(
      summarise(
        hundred((n) => String(n)),
        { ...LARGE, mostDistinct: 700 },
      ).distinct,
    ).toBe(700);
  });

  test('a value of known frequency keeps it, and a drawn one that is no more frequent than chance is not listed', () => {
    const known = drawn('known', 0, { share: 0.02, common: true });
    const often = drawn('often', 40);
    const rare = Array.from({ length: 58 }, (_, position) => drawn(`r${String(position).padStart(2, '0')}`, 1));
    const { mostCommonValues, mostCommonFrequencies } = summarise([known, often, ...rare], LARGE);
    expect(mostCommonValues).toBe('{"often","known"}');
    expect(mostCommonFrequencies).toEqual([0.4, 0.02]);
  });

  test('an expression in the column’s order has its correlation, one in the opposite order the opposite', () => {
    const groups = hundred((n) => String(n).padStart(3, '0'));
    expect(summarise(groups, LARGE).correlation).toBeCloseTo(0.9, 5);
    const places = groups.map(({ place }) => place);
    const turned = groups.map((group, position) => ({ ...group, place: places.at(-1 - position)! }));
    expect(summarise(turned, LARGE).correlation).toBeCloseTo(-0.9, 5);
  });

  test('whatever was seen: shares are shares, and a histogram has its ends', () => {
    const group = fc.record({
      value: fc.option(fc.string({ maxLength: 3 })),
      share: fc.double({ min: 0.0001, max: 0.01, noNaN: true }),
      drawn: fc.nat(5),
      common: fc.boolean(),
      place: fc.option(fc.nat(1000)),
      width: fc.nat(100),
    });
    const groups = fc
      .uniqueArray(group, { selector: ({ value }) => value, maxLength: 100 })
      .map((list) =>
        list
          .map((one) => ({ ...one, common: one.common || one.drawn === 0 }))
          .toSorted((a, b) => ((a.value ?? '') < (b.value ?? '') ? -1 : 1)),
      );
    fc.assert(
      fc.property(groups, fc.boolean(), fc.integer({ min: 1, max: 1e9 }), (seen, isLossy, rows) => {
        const { distinct, nullFraction, correlation, ...rest } = summarise(seen, { ...LARGE, isLossy, rows });
        expect(nullFraction).toBeGreaterThanOrEqual(0);
        expect(nullFraction).toBeLessThanOrEqual(1);
        expect(Number.isFinite(distinct) && distinct >= -1).toBe(true);
        if (correlation !== null) expect(Math.abs(correlation)).toBeLessThanOrEqual(0.9001);
        const sum = (rest.mostCommonFrequencies ?? []).reduce((total, one) => total + one, 0);
        expect(sum).toBeLessThanOrEqual(1.0001);
        if (rest.histogramBounds !== null) {
          const inside = seen.flatMap(({ value }) => value ?? []).filter((value) => value !== '');
          expect(inside.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
