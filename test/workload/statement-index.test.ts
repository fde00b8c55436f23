import { createRequire } from 'node:module';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { StatementIndex } from '../../src/workload/statement-index.ts';

const parser = createRequire(import.meta.url)('pg-query-parser') as { fingerprintSync: (sql: string) => string };
const parsed = jest.spyOn(parser, 'fingerprintSync');

beforeAll(() => loadParser());
beforeEach(() => {
  parsed.mockClear();
});

describe('a normalised text is parsed once', () => {
  it('also where the bytes do not tell it, and it does not parse', () => {
    const index = new StatementIndex();
    // Unicode escapes are a second look's business: see scanner/statement-key.ts.
    const entries = [1, 2, 3].map((n) => index.find(`SELECT U&'\\0041' FROM t WHERE a = ${n} (`).entry);
    expect(entries[0]!.unparsable).toBe('SELECT $1 FROM t WHERE a = $2 (');
    expect(new Set(entries).size).toBe(1);
    expect(parsed).toHaveBeenCalledTimes(1);
  });

  it('but again where a file alone has told of it', () => {
    const index = new StatementIndex();
    index.addUnparsable('$1::SELEC', 3, 'by another version');
    expect(index.find('SELEC 7').entry.unparsable).toBe('$1::SELEC');
    expect(parsed).toHaveBeenCalledTimes(1);
    index.find('SELEC  8');
    expect(parsed).toHaveBeenCalledTimes(1);
  });
});

describe('a text too long for the table of keys', () => {
  const long = (n: number) => `SELECT ${Array.from({ length: 20_000 }, (_, i) => `c${i + n}`).join()} FROM t`;

  it('is known again', () => {
    const index = new StatementIndex();
    const found = index.find(long(1));
    expect(found.entry.tally).not.toBeNull();
    expect(index.find(long(1))).toBe(found);
    expect(index.find(long(2)).entry).not.toBe(found.entry);
    expect(index.find(long(1))).toBe(found);
  });

  it('is forgotten after others', () => {
    const index = new StatementIndex();
    const found = index.find(long(1));
    for (let n = 2; n < 20; n++) index.find(long(n));
    expect(index.find(long(1))).not.toBe(found);
    expect(index.find(long(1)).entry).toBe(found.entry);
  });
});

describe('brackets inside of brackets', () => {
  const nested = (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`;

  it('parse as deep as the parser has room for', () => {
    expect(new StatementIndex().find(nested(9_000)).entry.tally).not.toBeNull();
  });

  it('are read no deeper than that', () => {
    const index = new StatementIndex();
    const { entry } = index.find(nested(500_000));
    expect(entry.tally).toBeNull();
    expect(entry.unparsable).toHaveLength('SELECT '.length + 10_001);
    index.addUnparsable(entry.unparsable, 1);
    expect(index.unparsable().listed[0]!.reason).toBe('memory exhausted at or near "("');
  });
});

describe('why a text does not parse', () => {
  const reasonFor = (sql: string) => {
    const index = new StatementIndex();
    index.addUnparsable(index.find(sql).entry.unparsable, 1);
    return index.unparsable().listed[0]!.reason;
  };

  it.each([
    // standard_conforming_strings off.
    [String.raw`SELECT a FROM t WHERE b = 'O\'Brien'`, 'syntax error at or near "?"'],
    // The line that began the literal is lost.
    [`Alice Smith', 5)`, 'syntax error at or near "?"'],
    ['SELECT a FROM t WHERE b = 12alice', 'syntax error at or near "?"'],
  ])('of %j has no word that may be a value', (sql, reason) => {
    expect(reasonFor(sql)).toBe(reason);
  });

  it.each([
    ['SELECT a FROM WHERE b = 1', 'syntax error at or near "WHERE"'],
    ['SELECT a FROM t WHERE (b = 1', 'syntax error at end of input'],
    ['SELECT a FROM t LIMIT a)', 'syntax error at or near ")"'],
  ])('of %j has keywords and marks', (sql, reason) => {
    expect(reasonFor(sql)).toBe(reason);
  });
});
