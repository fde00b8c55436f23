import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatArray, parseArray, type ArrayValue } from '../../src/catalog/redact/array-text.ts';
import { keyedRandom } from '../../src/catalog/redact/keyed-random.ts';
import { comparatorFor, compareBytes, orderByChains } from '../../src/catalog/redact/order.ts';
import { shiftFloats, shiftIntegers } from '../../src/catalog/redact/shift-numbers.ts';
import { standInTexts } from '../../src/catalog/redact/texts.ts';
import { formatInterval, formatTimestamp, parseInterval, parseTimestamp } from '../../src/catalog/redact/time-text.ts';

const isAscending = <T>(values: readonly T[], less: (a: T, b: T) => boolean = (a, b) => a < b) =>
  values.every((value, i) => i === 0 || less(values[i - 1]!, value));
const distinct = <T extends bigint | number>(values: T[]) => [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));

describe('array text', () => {
  it('is read back as it was written', () => {
    const { tree } = fc.letrec<{ tree: ArrayValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.array(fc.option(fc.string({ unit: 'binary' }))),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      ),
    }));
    fc.assert(fc.property(tree, (value) => expect(parseArray(formatArray(value))).toEqual(value)));
  });

  it('knows lower bounds, NULL and "NULL"', () => {
    expect(parseArray('[0:1]={a,NULL}')).toEqual(['a', null]);
    expect(parseArray('{"NULL","a\\"b",c d}')).toEqual(['NULL', 'a"b', 'c d']);
    expect(() => parseArray('{a')).toThrow(/not an array/);
  });
});

describe('stand-ins', () => {
  const random = () => keyedRandom('secret', 'test');

  it('of integers ascend as the originals do, in the limits of the type', () => {
    for (const [low, high] of [
      [-32768n, 32767n],
      [-(2n ** 63n), 2n ** 63n - 1n],
    ] as const) {
      fc.assert(
        fc.property(fc.array(fc.bigInt({ min: low, max: high })).map(distinct), (values) => {
          const shifted = shiftIntegers(values, { lowest: low, highest: high, shift: 1000n }, random());
          expect(shifted).toHaveLength(values.length);
          expect(isAscending(shifted)).toBe(true);
          for (const value of shifted) expect(value >= low && value <= high).toBe(true);
          if (values.length > 0 && values[0]! >= 0n) expect(shifted[0]! >= 0n).toBe(true);
        }),
      );
    }
  });

  it('of integers keep distances within a factor of two', () => {
    const values = [0n, 1_000n, 1_000_000n, 1_001_000n];
    const shifted = shiftIntegers(values, { lowest: -(2n ** 31n), highest: 2n ** 31n - 1n, shift: 1000n }, random());
    for (let i = 1; i < values.length; i++) {
      const ratio = Number(shifted[i]! - shifted[i - 1]!) / Number(values[i]! - values[i - 1]!);
      expect(ratio).toBeGreaterThan(0.49);
      expect(ratio).toBeLessThan(1.51);
    }
  });

  it('of floats ascend, down to the smallest differences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })).map((v) => distinct(v.map((n) => n + 0))),
        (values) => {
          const shifted = shiftFloats(values, 8, random());
          expect(shifted).toHaveLength(values.length);
          expect(isAscending(shifted)).toBe(true);
          expect(shifted.every(Number.isFinite)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })).map((v) => distinct(v.map((n) => n + 0))),
        (values) => {
          const shifted = shiftFloats(values, 4, random());
          expect(isAscending(shifted)).toBe(true);
          expect(shifted.every((value) => Math.fround(value) === value && Number.isFinite(value))).toBe(true);
        },
      ),
    );
  });

  it('of texts ascend in byte order and in natural language, and fit the type', () => {
    const english = comparatorFor('en_US.UTF-8');
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' })), (values) => {
        const ordered = orderByChains(values, [], compareBytes);
        const texts = standInTexts(ordered, null, true);
        expect(isAscending(texts, (a, b) => compareBytes(a, b) < 0)).toBe(true);
        expect(isAscending(texts, (a, b) => english(a, b) < 0)).toBe(true);
        for (const text of texts) expect(values).not.toContain(text);
      }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2, unit: 'binary' }), { maxLength: 2000 }),
        (values) => {
          const texts = standInTexts(orderByChains(values, [], compareBytes), 2, true);
          expect(isAscending(texts, (a, b) => compareBytes(a, b) < 0)).toBe(true);
          expect(texts.every((text) => [...text].length <= 2)).toBe(true);
        },
      ),
    );
  });
});

describe('the order of texts', () => {
  it('is byte order under C', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('obeys every chain that the server gave, whatever the comparator thinks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2 }), fc.array(fc.array(fc.nat())), (truth, picks) => {
        const chains = picks.map((pick) =>
          [...new Set(pick.map((n) => n % truth.length))].sort((a, b) => a - b).map((n) => truth[n]!),
        );
        const ordered = orderByChains(truth, chains, compareBytes);
        expect([...ordered].sort()).toEqual([...truth].sort());
        for (const chain of chains) expect(isAscending(chain.map((value) => ordered.indexOf(value)))).toBe(true);
      }),
    );
  });

  it('gives every value once even where chains contradict each other', () => {
    expect(
      orderByChains(
        ['a', 'b', 'c'],
        [
          ['b', 'a'],
          ['a', 'b'],
        ],
        compareBytes,
      ).sort(),
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('times', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          const microseconds = BigInt(date.getTime()) * 1000n + 7n;
          expect(parseTimestamp(formatTimestamp(microseconds))).toBe(microseconds);
          expect(formatTimestamp(microseconds - 7n).slice(0, 19)).toBe(
            date.toISOString().slice(0, 19).replace('T', ' '),
          );
        },
      ),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (value) =>
        expect(parseInterval(formatInterval(value))).toBe(value),
      ),
    );
    expect(parseInterval('1 year -2 mons +3 days -04:05:06.7')).toBe(
      ((12n - 2n) * 30n + 3n) * 86_400_000_000n - 14_706_700_000n,
    );
    expect(parseTimestamp('infinity')).toBeNull();
    expect(parseTimestamp('0001-01-01 BC')).toBe(parseTimestamp('0001-01-01')! - 366n * 86_400_000_000n);
  });
});
