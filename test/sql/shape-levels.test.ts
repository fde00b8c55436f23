import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { predicatesOf, shape, useOf } from './names.ts';

beforeAll(loadParser);

const column = (name: string) => ({ column: name, expression: null });

describe('grouping', () => {
  it.each(['user_id, title', '1, 2', 'author, title'])(
    'takes names, positions and output names: GROUP BY %s',
    (keys) => {
      const use = useOf(`SELECT user_id AS author, title, count(*) FROM posts GROUP BY ${keys}`, 'posts');
      expect(use.groupBy).toEqual([column('user_id'), column('title')]);
      expect(use.aggregated).toBe(true);
    },
  );

  it('takes expressions', () => {
    const use = useOf("SELECT date_trunc('day', created_at), avg(score) FROM posts GROUP BY 1 ORDER BY 1", 'posts');
    expect(use.groupBy).toEqual([{ column: null, expression: "date_trunc('day', created_at)" }]);
    expect(use.orderBy[0]?.expression).toBe("date_trunc('day', created_at)");
    expect(use.aggregates).toEqual([{ function: 'avg', columns: ['score'], distinct: false }]);
  });

  it('is empty for GROUPING SETS and for keys of two relations', () => {
    expect(useOf('SELECT user_id FROM posts GROUP BY ROLLUP (user_id)', 'posts').groupBy).toEqual([]);
    expect(useOf('SELECT p.title, u.email FROM posts p, users u GROUP BY 1, 2', 'posts').groupBy).toEqual([]);
  });

  it('takes no condition on grouping sets for a filter', () => {
    expect(predicatesOf('SELECT user_id FROM posts GROUP BY CUBE (user_id) HAVING user_id = 5', 'posts')).toEqual([]);
  });

  it('filters by HAVING on a key, not on an aggregate', () => {
    const sql = 'SELECT user_id FROM posts GROUP BY user_id HAVING user_id > 5 AND count(DISTINCT title) > 3';
    expect(predicatesOf(sql, 'posts')).toEqual(["user_id > '5'"]);
    expect(useOf(sql, 'posts').aggregates).toEqual([{ function: 'count', columns: ['title'], distinct: true }]);
  });
});

describe('order, distinct and limit', () => {
  it('keeps direction and nulls', () => {
    const use = useOf(
      'SELECT id FROM posts ORDER BY user_id, created_at DESC NULLS LAST, score USING > LIMIT 10',
      'posts',
    );
    expect(use.orderBy).toEqual([
      { ...column('user_id'), direction: 'asc', nulls: 'last' },
      { ...column('created_at'), direction: 'desc', nulls: 'last' },
      { ...column('score'), direction: 'desc', nulls: 'first' },
    ]);
    expect([use.orderComplete, use.limit]).toEqual([true, 10]);
  });

  it('prefers an output name in ORDER BY', () => {
    expect(useOf('SELECT -score AS id FROM posts ORDER BY id', 'posts').orderBy[0]?.expression).toBe('(- score)');
  });

  it('stops at another relation’s key', () => {
    const sql = 'SELECT 1 FROM posts p JOIN users u ON u.id = p.user_id ORDER BY p.created_at, u.email LIMIT $1';
    expect(useOf(sql, 'posts')).toMatchObject({
      orderBy: [column('created_at')],
      orderComplete: false,
      limit: 'parameter',
    });
    expect(useOf(sql, 'users')).toMatchObject({ orderBy: [], orderComplete: false });
  });

  it('belongs to the table inside a view or a plain subquery', () => {
    const use = useOf('SELECT email FROM active_users ORDER BY email LIMIT 5', 'users');
    expect(use).toMatchObject({ orderBy: [column('email')], limit: 5 });
  });

  it('knows DISTINCT, DISTINCT ON, FETCH FIRST and LIMIT ALL', () => {
    expect(useOf('SELECT DISTINCT user_id FROM posts', 'posts').distinct).toEqual([column('user_id')]);
    expect(useOf('SELECT DISTINCT ON (user_id) * FROM posts ORDER BY user_id, id', 'posts').distinct).toEqual([
      column('user_id'),
    ]);
    expect(useOf('SELECT id FROM posts FETCH FIRST 4 ROWS ONLY', 'posts').limit).toBe(4);
    expect(useOf('SELECT id FROM posts LIMIT ALL', 'posts').limit).toBeNull();
  });
});

describe('writing statements', () => {
  it('UPDATE … FROM', () => {
    const sql =
      'UPDATE posts p SET score = score + 1, (title, tags) = (SELECT u.email, p.tags) FROM users u WHERE u.id = p.user_id AND u.active RETURNING p.body';
    const use = useOf(sql, 'posts');
    expect(shape(sql).kind).toBe('update');
    expect(use).toMatchObject({
      role: 'target',
      columnsWritten: ['title', 'score', 'tags'],
      columnsRead: ['user_id', 'score', 'tags', 'body'],
    });
    expect(predicatesOf(sql, 'users')).toEqual(["active = 'true'"]);
  });

  it('DELETE … USING', () => {
    const use = useOf('DELETE FROM posts USING users u WHERE u.id = posts.user_id AND posts.score < 0', 'posts');
    expect(use).toMatchObject({ role: 'target', columnsWritten: [], columnsRead: ['user_id', 'score'] });
    expect(use.joins).toHaveLength(1);
  });

  it('INSERT … SELECT … ON CONFLICT', () => {
    const sql =
      'INSERT INTO users (id, email) SELECT p.id, p.title FROM posts p WHERE p.score > 9 ON CONFLICT (id) DO UPDATE SET email = excluded.email, team_id = users.team_id + 1';
    expect(useOf(sql, 'users')).toMatchObject({
      role: 'target',
      columnsWritten: ['id', 'email', 'team_id'],
      columnsRead: ['team_id'],
    });
    expect(predicatesOf(sql, 'posts')).toEqual(["score > '9'"]);
    expect(shape(sql).unresolved).toEqual([]);
  });

  it('INSERT without a column list writes as many as it has values', () => {
    expect(useOf('INSERT INTO users VALUES (1, $1), (2, $2)', 'users').columnsWritten).toEqual(['id', 'email']);
  });

  it('MERGE', () => {
    const sql =
      'MERGE INTO users u USING posts p ON u.id = p.user_id AND u.active AND p.score > 1 WHEN MATCHED THEN UPDATE SET email = p.title WHEN NOT MATCHED THEN INSERT (id) VALUES (p.id)';
    expect(useOf(sql, 'users')).toMatchObject({
      role: 'target',
      columnsWritten: ['id', 'email'],
      writes: ['insert', 'update'],
    });
    expect(useOf(sql, 'posts').writes).toBeUndefined();
    expect(predicatesOf(sql, 'users')).toEqual(["active = 'true'"]);
    expect(predicatesOf(sql, 'posts')).toEqual([]);
  });

  it('a data-modifying CTE is shaped though nobody reads it', () => {
    const sql = 'WITH gone AS (DELETE FROM posts WHERE score < 0 RETURNING id) SELECT 1';
    expect(predicatesOf(sql, 'posts')).toEqual(["score < '0'"]);
    expect(useOf(sql, 'posts').writes).toEqual(['delete']);
  });
});

describe('other statements', () => {
  it.each([
    ['EXPLAIN ANALYZE SELECT id FROM users WHERE id = 1', 'select'],
    ['PREPARE q AS SELECT id FROM users WHERE id = 1', 'select'],
    ['DECLARE c CURSOR FOR SELECT id FROM users WHERE id = 1', 'select'],
    ['COPY (SELECT id FROM users WHERE id = 1) TO STDOUT', 'select'],
  ])('%s stands for what it holds', (sql, kind) => {
    expect(shape(sql).kind).toBe(kind);
    expect(predicatesOf(sql, 'users')).toEqual(["id = '1'"]);
  });

  it.each([
    'BEGIN',
    'SET x = 1',
    'VACUUM users',
    'COPY users FROM STDIN',
    'CREATE TABLE x AS SELECT * FROM users',
    'EXECUTE q',
  ])('%s is a utility', (sql) => {
    expect(shape(sql)).toEqual({ kind: 'utility', relations: [], unresolved: [] });
  });

  it('functions in FROM have columns of their own', () => {
    const sql =
      'SELECT g.x, j.k FROM generate_series(1, 3) AS g(x), json_to_recordset($1) AS j(k int), ROWS FROM (unnest($2), f()) r, posts WHERE posts.id = g.x';
    expect(shape(sql).unresolved).toEqual([]);
    expect(predicatesOf(sql, 'posts')).toEqual(['id = ?']);
  });

  it('deep nesting degrades, and does not throw', () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `title <> 'v${i}'`).join(' OR ');
    expect(shape(`SELECT 1 FROM posts WHERE ${chain}`).kind).toBe('select');
    const sum = Array.from({ length: 1500 }, () => 'score').join(' + ');
    expect(shape(`SELECT 1 FROM posts WHERE ${sum} > 5`).kind).toBe('select');
    const union = Array.from({ length: 500 }, () => 'SELECT id FROM posts').join(' UNION ALL ');
    expect(shape(union).relations).toHaveLength(500);
  });
});
