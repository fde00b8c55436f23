import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bindParameters, plannableText } from '../../src/sql/bind.ts';
import { constantText, walk } from '../../src/sql/ast.ts';
import { loadParser, parse } from '../../src/sql/parser.ts';

beforeAll(loadParser);

describe('bindParameters', () => {
  it('quotes values, and writes NULL', () => {
    expect(bindParameters('SELECT $1, $2', ["it's", null])).toBe("SELECT 'it''s', NULL");
  });

  it('keeps a cast', () => {
    expect(bindParameters('SELECT $1::int', ['5'])).toBe("SELECT '5'::int");
  });

  it('tells $1 from $10, and leaves what it has no value for', () => {
    expect(bindParameters('SELECT $10, $1, $2', ['a'])).toBe("SELECT $10, 'a', $2");
  });

  it('leaves literals, comments, identifiers and dollar quotes alone', () => {
    const sql = `SELECT '$1', E'\\'$1', "$1", a$1, $q$ $1 $q$ /* $1 */ -- $1\n, $1`;
    expect(bindParameters(sql, ['x'])).toBe(`${sql.slice(0, -2)}'x'`);
  });

  it('counts characters, not bytes', () => {
    expect(bindParameters("SELECT 'ü😀', $1, 'é', $2 -- ✓", ['ß', 'y'])).toBe("SELECT 'ü😀', 'ß', 'é', 'y' -- ✓");
  });

  it('gives back exactly the values, whatever they hold', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '\\', '$', '1', '\n', '"', '-', '/*', 'E', 'é', '😀', ';', '\u2028') }),
    );
    fc.assert(
      fc.property(value, value, value, (first, second, before) => {
        // NUL cannot be in a text, nor can a lone surrogate be sent in UTF-8.
        fc.pre(![first, second, before].some((text) => /[\0\p{Surrogate}]/u.test(text)));
        const sql = bindParameters(`SELECT $3, '€', $1 /* $1 */, $2, '$1'`, [first, second, before]);
        expect(constants(sql)).toEqual([before, '€', first, second, '$1']);
      }),
    );
  });

  it('leaves a value with NUL unbound', () => {
    expect(bindParameters('SELECT $1', ['a\0b'])).toBe('SELECT $1');
  });
});

describe('plannableText', () => {
  it('is generic while parameters are left', () => {
    expect(plannableText({ sql: 'SELECT $1, $2', parameters: ['a'] })).toEqual({
      sql: "SELECT 'a', $2",
      generic: true,
    });
    expect(plannableText({ sql: "SELECT $1, '$2'", parameters: ['a'] }).generic).toBe(false);
  });
});

function constants(sql: string): (string | null)[] {
  const found: (string | null)[] = [];
  walk(parse(sql), (type, fields) => {
    if (type === 'A_Const') found.push(constantText(fields));
    return true;
  });
  return found;
}
