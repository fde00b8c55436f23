import { beforeAll, describe, expect, it } from '@jest/globals';
import { isPlannable } from '../../src/sql/plannable.ts';
import { loadParser } from '../../src/sql/parser.ts';

beforeAll(loadParser);

describe('isPlannable', () => {
  it.each([
    'SELECT 1',
    'VALUES (1)',
    'TABLE t',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    'INSERT INTO t VALUES ($1)',
    'UPDATE t SET a = 1',
    'DELETE FROM t',
    'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE',
  ])('%s', (sql) => {
    expect(isPlannable(sql)).toEqual({ plannable: true, sql });
  });

  it.each([
    ['EXPLAIN SELECT 1', 'SELECT 1'],
    ['explain analyze verbose select 1', 'select 1'],
    ["EXPLAIN (ANALYZE, FORMAT json) /* ü */ SELECT 'é'", "SELECT 'é'"],
    ['EXPLAIN (SELECT 1)', '(SELECT 1)'],
    ['PREPARE q (int, text) AS SELECT $1', 'SELECT $1'],
    ['DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT a AS b FROM t FOR UPDATE;', 'SELECT a AS b FROM t FOR UPDATE'],
    ['COPY (SELECT (1)) TO STDOUT WITH (FORMAT csv)', 'SELECT (1)'],
  ])('%s holds %s', (sql, inner) => {
    expect(isPlannable(sql)).toEqual({ plannable: true, sql: inner });
  });

  it.each([
    ['SELECT 1; DROP TABLE t', 'expected one statement, found 2'],
    ['-- nothing', 'expected one statement, found 0'],
    ['SELEC 1', 'it does not parse'],
    ['SELECT a INTO b FROM c', 'SELECT INTO creates a table'],
    ['EXPLAIN ANALYZE CREATE TABLE a AS SELECT 1', 'not a SELECT, INSERT, UPDATE, DELETE or MERGE'],
    ['DELETE FROM t WHERE CURRENT OF c', 'WHERE CURRENT OF needs its cursor'],
    ['COPY t TO STDOUT', 'not a SELECT, INSERT, UPDATE, DELETE or MERGE'],
    ['VACUUM', 'not a SELECT, INSERT, UPDATE, DELETE or MERGE'],
    ['EXECUTE q', 'not a SELECT, INSERT, UPDATE, DELETE or MERGE'],
  ])('%s is not: %s', (sql, reason) => {
    expect(isPlannable(sql)).toEqual({ plannable: false, reason });
  });
});
