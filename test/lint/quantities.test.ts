import { expect, test } from '@jest/globals';
import { countText } from '../../src/count-text.ts';
import { bytesText, shareText, someOf } from '../../src/lint/quantities.ts';

test.each([
  [0, '0'],
  [999.6, '1,000'],
  [1_234_567, '1,234,567'],
  [-12_345, '-12,345'],
])('countText(%d) is %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [8192, '8 kB'],
  [1_610_612_736, '1.5 GB'],
  [5 * 1024 ** 5, '5120 TB'],
])('bytesText(%d) is %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.001, '< 1 %'],
  [0.42, '42 %'],
])('shareText(%d) is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});

test('someOf names the first ones, and counts the others', () => {
  expect(someOf(['a'])).toBe('a');
  expect(someOf(['a', 'b', 'c'])).toBe('a, b and c');
  expect(someOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 others');
});
