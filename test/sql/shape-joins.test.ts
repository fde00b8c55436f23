import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { joinsOf, predicatesOf, shape, useOf } from './names.ts';

beforeAll(loadParser);

describe('joins', () => {
  it('are recorded on both sides', () => {
    const sql = 'SELECT 1 FROM users u JOIN posts p ON p.user_id = u.id';
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(joinsOf(sql, 'users')).toEqual(['id = p.user_id']);
  });

  it('come from WHERE, USING and NATURAL alike', () => {
    expect(joinsOf('SELECT 1 FROM users u, posts p WHERE u.id = p.user_id', 'posts')).toEqual(['user_id = u.id']);
    expect(joinsOf('SELECT 1 FROM posts JOIN comments USING (user_id)', 'posts')).toEqual([
      'user_id = comments.user_id',
    ]);
    expect(joinsOf('SELECT 1 FROM tree a NATURAL JOIN audit.users b', 'a')).toEqual(['id = b.id']);
  });

  it('commute range operators, and pass over <>', () => {
    const sql = 'SELECT 1 FROM users u JOIN posts p ON p.created_at > u.deleted_at AND p.id <> u.id';
    expect(joinsOf(sql, 'users')).toEqual(['deleted_at < p.created_at']);
    expect(joinsOf(sql, 'posts')).toEqual(['created_at > u.deleted_at']);
  });

  it('carry an equality with a constant to the other side', () => {
    expect(predicatesOf('SELECT 1 FROM users u JOIN posts p ON p.user_id = u.id WHERE u.id = $1', 'posts')).toEqual([
      'user_id = $1',
    ]);
    expect(predicatesOf('SELECT 1 FROM posts JOIN comments USING (user_id) WHERE user_id = 7', 'comments')).toEqual([
      "user_id = '7'",
    ]);
  });

  it('see through alias column lists and join aliases', () => {
    const sql = 'SELECT j.x FROM (users AS u(x, y) JOIN posts p ON p.user_id = u.x) AS j WHERE j.y = $1';
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(predicatesOf(sql, 'users')).toEqual(['email = $1']);
  });
});

describe('outer joins', () => {
  const sql = "SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id AND p.title = 'a' AND u.active";

  it('filter only the nullable side by ON', () => {
    expect(predicatesOf(sql, 'posts')).toEqual(["title = 'a'"]);
    expect(predicatesOf(sql, 'users')).toEqual([]);
    expect(useOf(sql, 'users').columnsRead).toEqual(['id', 'active']);
  });

  it('filter neither side of a FULL JOIN', () => {
    const full = 'SELECT 1 FROM users u FULL JOIN posts p ON p.user_id = u.id AND p.score > 1 AND u.active';
    expect([...predicatesOf(full, 'posts'), ...predicatesOf(full, 'users')]).toEqual([]);
  });

  it('carry a constant from the kept side to the other, never back', () => {
    const on = 'SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id AND p.user_id = 5';
    expect(predicatesOf(on, 'users')).toEqual([]);
    const where = 'SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE u.id = 5';
    expect(predicatesOf(where, 'posts')).toEqual(["user_id = '5'"]);
  });

  it('do not take the search for missing rows for a predicate', () => {
    expect(
      predicatesOf('SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE p.id IS NULL', 'posts'),
    ).toEqual([]);
    expect(
      predicatesOf('SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE p.score > 3', 'posts'),
    ).toEqual(["score > '3'"]);
  });
});

describe('subqueries', () => {
  it('EXISTS is a semi join', () => {
    const sql = 'SELECT id FROM users u WHERE EXISTS (SELECT * FROM posts p WHERE p.user_id = u.id AND p.score > 3)';
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(joinsOf(sql, 'users')).toEqual(['id = p.user_id']);
    expect(useOf(sql, 'posts').columnsRead).toEqual(['user_id', 'score']);
  });

  it('NOT EXISTS helps the inner side alone', () => {
    const sql = 'SELECT id FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id AND u.active)';
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(joinsOf(sql, 'users')).toEqual([]);
    expect(predicatesOf(sql, 'users')).toEqual([]);
  });

  it('IN joins the tested column with the output, through grouping too', () => {
    const sql = 'SELECT 1 FROM users WHERE id IN (SELECT user_id FROM posts GROUP BY user_id HAVING count(*) > 5)';
    expect(joinsOf(sql, 'users')).toEqual(['id = posts.user_id']);
  });

  it('IN is an equality with something where the output is no column', () => {
    expect(predicatesOf('SELECT 1 FROM users WHERE id IN (SELECT max(user_id) FROM posts)', 'users')).toEqual([
      'id = ?',
    ]);
  });

  it('a correlated scalar subquery looks up by the outer row', () => {
    const sql = 'SELECT (SELECT count(*) FROM posts p WHERE p.user_id = u.id) FROM users u WHERE u.email = $1';
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(joinsOf(sql, 'users')).toEqual([]);
    expect(useOf(sql, 'users').columnsRead).toEqual(['id', 'email']);
  });

  it('a comparison with what follows from the same row is no look-up', () => {
    const sql =
      'SELECT 1 FROM posts p WHERE score = (SELECT max(q.score) FROM (SELECT * FROM posts) q WHERE q.user_id = p.user_id)';
    expect(predicatesOf(sql, 'p')).toEqual([]);
    const other =
      'SELECT 1 FROM posts p, users u WHERE p.id = (SELECT max(c.post_id) FROM comments c WHERE c.user_id = u.id)';
    expect(predicatesOf(other, 'p')).toEqual(['id = ?']);
  });

  it('LATERAL sees the items before it', () => {
    const sql =
      'SELECT u.id, l.title FROM users u JOIN LATERAL (SELECT * FROM posts p WHERE p.user_id = u.id ORDER BY p.created_at DESC LIMIT 3) l ON true';
    const posts = useOf(sql, 'posts');
    expect(joinsOf(sql, 'posts')).toEqual(['user_id = u.id']);
    expect(posts.orderBy).toEqual([{ column: 'created_at', expression: null, direction: 'desc', nulls: 'first' }]);
    expect(posts.limit).toBe(3);
    expect(posts.columnsRead).toEqual(['user_id', 'title', 'created_at']);
  });

  it('conditions reach through plain subqueries, grouping keys, DISTINCT and UNION', () => {
    const cases = [
      'SELECT 1 FROM (SELECT user_id AS u, title FROM posts) s WHERE u = $1',
      'SELECT 1 FROM (SELECT user_id AS u, count(*) FROM posts GROUP BY 1) s WHERE u = $1',
      'SELECT 1 FROM (SELECT DISTINCT user_id AS u FROM posts) s WHERE u = $1',
      'SELECT 1 FROM (SELECT user_id AS u FROM posts UNION SELECT user_id FROM comments) s WHERE u = $1',
      'SELECT 1 FROM (SELECT user_id AS u, row_number() OVER (PARTITION BY user_id) FROM posts) s WHERE u = $1',
    ];
    for (const sql of cases) expect(predicatesOf(sql, 'posts')).toEqual(['user_id = $1']);
    expect(predicatesOf(cases[3]!, 'comments')).toEqual(['user_id = $1']);
  });

  it('and stop at LIMIT, aggregates, windows and DISTINCT ON', () => {
    const cases = [
      'SELECT 1 FROM (SELECT user_id AS u FROM posts ORDER BY id LIMIT 10) s WHERE u = $1',
      'SELECT 1 FROM (SELECT max(user_id) AS u FROM posts) s WHERE u = $1',
      'SELECT 1 FROM (SELECT user_id AS u, row_number() OVER (PARTITION BY title) FROM posts) s WHERE u = $1',
      'SELECT 1 FROM (SELECT DISTINCT ON (title) user_id AS u FROM posts) s WHERE u = $1',
    ];
    for (const sql of cases) expect(predicatesOf(sql, 'posts')).toEqual([]);
  });

  it('read only the columns that someone above reads', () => {
    expect(useOf('SELECT s.id FROM (SELECT * FROM posts) s', 'posts').columnsRead).toEqual(['id']);
    expect(useOf('SELECT count(*) FROM posts', 'posts').columnsRead).toEqual([]);
    expect(useOf('SELECT p FROM posts p', 'posts').columnsRead).toHaveLength(8);
    expect(useOf('SELECT p.* FROM posts p', 'posts').columnsRead).toHaveLength(8);
    expect(useOf('SELECT ctid, title FROM posts', 'posts').columnsRead).toEqual(['title']);
  });
});

describe('common table expressions', () => {
  it('are inlined when used once', () => {
    const sql = 'WITH p(author, t) AS (SELECT user_id, title FROM posts) SELECT t FROM p WHERE author = $1';
    expect(predicatesOf(sql, 'posts')).toEqual(['user_id = $1']);
    expect(useOf(sql, 'posts').columnsRead).toEqual(['user_id', 'title']);
  });

  it('are fences when used twice or MATERIALIZED', () => {
    expect(
      predicatesOf('WITH p AS (SELECT * FROM posts) SELECT 1 FROM p a, p b WHERE a.id = 1 AND b.id = 2', 'posts'),
    ).toEqual([]);
    expect(predicatesOf('WITH p AS MATERIALIZED (SELECT * FROM posts) SELECT 1 FROM p WHERE id = 1', 'posts')).toEqual(
      [],
    );
  });

  it('recurse', () => {
    const sql =
      'WITH RECURSIVE t AS (SELECT id FROM tree WHERE parent_id IS NULL UNION ALL SELECT c.id FROM tree c JOIN t ON c.parent_id = t.id) SELECT count(*) FROM t';
    expect(shape(sql).unresolved).toEqual([]);
    expect(joinsOf(sql, 'c')).toEqual(['parent_id = tree.id']);
  });

  it('hide a table of the same name', () => {
    expect(shape('WITH users AS (SELECT 1 AS id) SELECT id FROM users').relations).toEqual([]);
  });
});

describe('names', () => {
  it('follow the search path, and a schema where it is given', () => {
    expect(useOf('SELECT id FROM users', 'users').relation.schema).toBe('public');
    expect(useOf('SELECT audit.users.what FROM audit.users', 'users').columnsRead).toEqual(['what']);
  });

  it('that resolve to nothing are listed', () => {
    expect(shape('SELECT u.nothing, q.x FROM users u, missing m WHERE m.anything = u.id').unresolved).toEqual([
      'missing',
      'u.nothing',
      'q.x',
    ]);
  });

  it('may come from the row that a function returns', () => {
    expect(
      shape('SELECT a.x, b.y FROM (SELECT (f(id)).* FROM users) a, (SELECT (f(id)).* FROM users) AS b(x, y)')
        .unresolved,
    ).toEqual([]);
  });

  it('expand views: conditions reach the table, grouping hides the count', () => {
    expect(predicatesOf('SELECT email FROM active_users WHERE team = $1', 'users')).toEqual([
      "active = 'true'",
      'team_id = $1',
    ]);
    expect(useOf('SELECT email FROM active_users WHERE team = $1', 'users').columnsRead).toEqual([
      'email',
      'team_id',
      'active',
    ]);
    expect(predicatesOf('SELECT n FROM post_counts WHERE user_id = $1 AND n > 3', 'posts')).toEqual(['user_id = $1']);
  });
});
