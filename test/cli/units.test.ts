import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBytes, parsePercent } from '../../src/cli/units.ts';

describe('sizes', () => {
  it.each([
    ['500MB', 500 * 1024 ** 2],
    ['2 gb', 2 * 1024 ** 3],
    ['1.5kB', 1536],
    ['42', 42],
  ])('%s is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(['', 'MB', '-1MB', '5 parsecs', '1e3'])('%j is refused', (text) => {
    expect(() => parseBytes(text)).toThrow('is not a size');
  });

  it('reads back any whole number of megabytes', () => {
    fc.assert(fc.property(fc.nat(1_000_000), (n) => parseBytes(`${n}MB`) === n * 1024 ** 2));
  });
});

describe('percentages', () => {
  it.each([
    ['10', 0.1],
    ['12.5 %', 0.125],
    ['0%', 0],
  ])('%s is %d', (text, fraction) => expect(parsePercent(text)).toBeCloseTo(fraction));

  it.each(['101', '-1', 'ten'])('%j is refused', (text) =>
    expect(() => parsePercent(text)).toThrow('not a percentage'),
  );
});
