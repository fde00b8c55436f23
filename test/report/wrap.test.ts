import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wrapPieces, wrapWords } from '../../src/report/wrap.ts';

test('lines hold what fits, and a word that is longer has its own', () => {
  expect(wrapWords('a  bb\nccc supercalifragilistic d', 6)).toEqual(['a bb', 'ccc', 'supercalifragilistic', 'd']);
  expect(wrapWords(' ', 6)).toEqual([]);
  expect(wrapPieces(['a b', 'c d'], 6)).toEqual(['a b', 'c d']);
});

test('no word is lost, torn or moved, and no line is longer than need be', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^\S{1,12}$/)), fc.integer({ min: 1, max: 30 }), (words, width) => {
      const lines = wrapWords(words.join(' '), width);
      expect(lines.join(' ')).toBe(words.join(' '));
      for (const [position, line] of lines.entries()) {
        if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
        const next = lines[position + 1]?.split(' ')[0];
        if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(width);
      }
    }),
  );
});
