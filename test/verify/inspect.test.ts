import { beforeAll, describe, expect, it } from '@jest/globals';
import { inspect, UnsafeStatementError } from '../../src/verify/inspect.ts';
import { loadParser } from '../../src/sql/parser.ts';

beforeAll(loadParser);

describe('a statement that may not be executed', () => {
  it.each([
    ['INSERT INTO t VALUES (1)', /not a SELECT/],
    ['UPDATE t SET a = 1', /not a SELECT/],
    ['EXPLAIN ANALYZE DELETE FROM t', /not a SELECT/],
    ['COPY t TO STDOUT', /not a SELECT/],
    ['CREATE TABLE u AS SELECT 1', /not a SELECT/],
    ['SELECT 1; SELECT 2', /expected one statement/],
    ['', /does not parse/],
    ['SELEC 1', /does not parse/],
    ['SELECT * INTO u FROM t', /SELECT INTO/],
    ['SELECT 1 INTO u UNION SELECT 2', /SELECT INTO/],
    ['SELECT * FROM t FOR UPDATE', /locks rows/],
    ['SELECT * FROM (SELECT * FROM t FOR KEY SHARE) x', /locks rows/],
    ['(SELECT 1) UNION (SELECT a FROM t FOR SHARE)', /locks rows/],
    ['WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d', /writes/],
    ['SELECT (WITH i AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a FROM i)', /writes/],
    ['SELECT 1 UNION (WITH u AS (UPDATE t SET a = 1 RETURNING a) SELECT a FROM u)', /writes/],
    ['WITH m AS (MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING *) SELECT * FROM m', /writes/],
  ])('%s', (sql, reason) => {
    expect(() => inspect(sql)).toThrow(UnsafeStatementError);
    expect(() => inspect(sql)).toThrow(reason);
  });
});

describe('a statement that may be executed', () => {
  it('is told with all that it calls and reads', () => {
    expect(
      inspect(`
        WITH x AS (SELECT lower(a) FROM s.t WHERE b ~~ $2)
        SELECT count(*), (u).f, extract(year FROM u.d), other.g(1) FROM x, u
        WHERE EXISTS (SELECT 1 FROM v) AND e OPERATOR(other.@@@) ANY (SELECT $1)
        ORDER BY 1 USING <`),
    ).toEqual({
      functions: expect.arrayContaining([['lower'], ['count'], ['pg_catalog', 'extract'], ['other', 'g']]),
      operators: expect.arrayContaining(['~~', '@@@', '<']),
      fields: expect.arrayContaining(['f', 'd']),
      relations: expect.arrayContaining([['s', 't'], ['x'], ['u'], ['v']]),
      parameters: 2,
    });
  });

  it.each(['SELECT 1', 'VALUES (1)', 'TABLE t', '(SELECT 1);', '/* a */ SELECT 1 -- b', 'SELECT 1 UNION SELECT 2'])(
    '%s',
    (sql) => {
      expect(inspect(sql).parameters).toBe(0);
    },
  );
});
