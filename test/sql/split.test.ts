import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitStatements, takeStatements } from '../../src/sql/split.ts';

describe('splitStatements', () => {
  it.each([
    ['nothing', ' ;  -- none\n', []],
    ['one', ' SELECT 1 ', ['SELECT 1']],
    ['several', 'SELECT 1; SELECT 2 ;', ['SELECT 1', 'SELECT 2']],
    ['semicolons in literals', `SELECT ';', ";", $$;$$; SELECT E'\\';'`, [`SELECT ';', ";", $$;$$`, `SELECT E'\\';'`]],
    ['semicolons in comments', 'SELECT 1 /* ; */; -- ;\nSELECT 2', ['SELECT 1 /* ; */', '-- ;\nSELECT 2']],
    ['a comment before', "/*a*/ SELECT ';'", ["/*a*/ SELECT ';'"]],
    ['a comment after', 'SELECT 1; SELECT 2; /*a*/ ;', ['SELECT 1', 'SELECT 2 /*a*/']],
    [
      'a rule of two actions',
      'CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1',
      ['CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)', 'SELECT 1'],
    ],
    [
      'an SQL function’s body',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3',
      ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END', 'SELECT 3'],
    ],
    ['BEGIN by itself', 'BEGIN; SELECT 1; END', ['BEGIN', 'SELECT 1', 'END']],
  ])('%s', (_, sql, expected) => {
    expect(splitStatements(sql)).toEqual(expected);
  });

  it('finds again what was joined', () => {
    const statement = fc.constantFrom(
      "SELECT ';'",
      'UPDATE "a;b" SET c = 1',
      'SELECT $x$ ; $x$',
      'SELECT (1)',
      "SELECT E'\\';' -- c;\n, 2",
    );
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1 }), (statements) => {
        expect(splitStatements(statements.join(';\n'))).toEqual(statements);
      }),
    );
  });
});

it('takeStatements leaves what no semicolon ends, and tells the comment before each statement', () => {
  expect(takeStatements('-- calls: 5\nSELECT 1; SELECT ')).toEqual({
    statements: [{ sql: 'SELECT 1', lead: '-- calls: 5\n' }],
    rest: ' SELECT ',
  });
});
