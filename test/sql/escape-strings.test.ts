import { describe, expect, it } from '@jest/globals';
import { withEscapesMarked } from '../../src/sql/escape-strings.ts';

describe('a text of a session with standard_conforming_strings off', () => {
  it.each([
    [String.raw`SELECT 'it\'s a secret; x'`, String.raw`SELECT E'it\'s a secret; x'`],
    [
      String.raw`SELECT 'it\'s' AND a LIKE'O\'Brien' AND b = 'c'`,
      String.raw`SELECT E'it\'s' AND a LIKE E'O\'Brien' AND b = 'c'`,
    ],
    [String.raw`SELECT 'say \'x\' ; y', 'a\\'`, String.raw`SELECT E'say \'x\' ; y', E'a\\'`],
    [String.raw`SELECT a IN ('a\' -- b')`, String.raw`SELECT a IN (E'a\' -- b')`],
    [String.raw`SELECT '\'', '\'' /* it's */`, String.raw`SELECT E'\'', E'\'' /* it's */`],
  ])('is marked: %s', (sql, marked) => {
    expect(withEscapesMarked(sql)).toBe(marked);
  });

  it.each([
    String.raw`SELECT 'C:\', 'D:\'`,
    String.raw`SELECT E'it\'s', 'C:\' AS path WHERE a = 'b'`,
    String.raw`SELECT 'C:\'::text || 'x' -- it\'s`,
    String.raw`SELECT "a\'", $$it\'s$$`,
    // Cut off by whoever logged it.
    String.raw`SELECT 'C:\' WHERE a = 'secret`,
    String.raw`SELECT E'it\'s a sec`,
  ])('is left as it is where that can be read: %s', (sql) => {
    expect(withEscapesMarked(sql)).toBe(sql);
  });
});
