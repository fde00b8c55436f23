import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { describePredicate, predicatesOf, useOf } from './names.ts';

beforeAll(loadParser);

const onPosts = (condition: string) => predicatesOf(`SELECT 1 FROM posts WHERE ${condition}`, 'posts');
const onUsers = (condition: string) => predicatesOf(`SELECT 1 FROM users WHERE ${condition}`, 'users');

describe('predicates', () => {
  it.each([
    ['id = 5', ["id = '5'"]],
    ['5 = id', ["id = '5'"]],
    ['id = $1', ['id = $1']],
    ['id = $1::bigint', ['id = $1']],
    ['5 < id', ["id > '5'"]],
    ['id <> 5', ["id inequality <> '5'"]],
    ['created_at >= now()', ['created_at >= <now()>']],
    ["created_at > now() - interval '1 day'", ["created_at > <(now() - '1 day'::interval)>"]],
    ["created_at > 'today'::timestamptz", ["created_at > <'today'::timestamp with time zone>"]],
    ['id BETWEEN 1 AND $2', ["id >= '1'", 'id <= $2']],
    ['id IN (1, 2, 3)', ['id in [3]']],
    ['id IN ($1)', ['id = $1']],
    ['id = ANY($1)', ['id in $1']],
    ['id = ANY(ARRAY[1, 2]::bigint[])', ['id in [2]']],
    ['id NOT IN (1, 2)', ['id inequality <> [2]']],
    ['NOT (id = 3)', ["id inequality <> '3'"]],
    ['NOT (id > 3)', ["id <= '3'"]],
    ['id = 1 OR id = 2', ['id in [2]']],
    ['id = 1 OR id IN (2, 3) OR id = $1', ['id in [4]']],
    ['created_at IS NULL', ['created_at IS NULL']],
    ['NOT (created_at IS NULL)', ['created_at IS NOT NULL']],
    ['id IS NOT DISTINCT FROM 4', ["id IS NOT DISTINCT FROM '4'"]],
    ["title LIKE 'abc%'", ["title ~~ 'abc%'"]],
    ["title ILIKE '%abc%'", ["title ~~* '%abc%'"]],
    ["title SIMILAR TO 'a|b'", ["title ~ 'a|b'"]],
    ["title ~ '^a'", ["title ~ '^a'"]],
    ["title ^@ 'a'", ["title ^@ 'a'"]],
    ["title NOT LIKE 'a%'", ["title inequality !~~ 'a%'"]],
    ["tags && ARRAY['a', 'b']", ['tags && [2]']],
    ['payload @> \'{"a": 1}\'', ['payload @> \'{"a": 1}\'']],
    ['\'{"a": 1}\' <@ payload', ['payload @> \'{"a": 1}\'']],
    ["payload ? 'k'", ["payload ? 'k'"]],
    ["body @@ to_tsquery('cat')", ["body @@ <to_tsquery('cat')>"]],
    ["payload ->> 'kind' = 'x'", ["(payload ->> 'kind'::text) = 'x'"]],
    ["date_trunc('day', created_at) = $1", ["date_trunc('day', created_at) = $1"]],
    ['(id, user_id) = (1, 2)', ["id = '1'", "user_id = '2'"]],
    ['(id, user_id) > (1, 2)', ["id >= '1'"]],
    ['ROW(id, user_id) < ROW($1, $2)', ['id <= $1']],
    ['id = user_id', ['(id = user_id)']],
    ['id + 1 = 5', ["(id + 1) = '5'"]],
    ['EXTRACT(year FROM created_at) = 2024', ["EXTRACT(year FROM created_at) = '2024'"]],
    ['id = (SELECT max(c.post_id) FROM comments c)', ['id = <(SELECT …)>']],
    ['true', []],
    ['$1', []],
    ['random() < 0.5', []],
    ['id = random()', []],
    ['$1 = ANY (tags)', ['($1 = ANY (tags))']],
  ])('%s', (condition, expected) => {
    expect(onPosts(condition)).toEqual(expected);
  });

  it.each([
    ['active', ["active = 'true'"]],
    ['NOT active', ["active = 'false'"]],
    ['active IS TRUE', ["active = 'true'"]],
    ['active IS NOT TRUE', ['(active IS NOT TRUE)']],
    ['active AND (deleted_at IS NULL AND id = 1)', ["active = 'true'", 'deleted_at IS NULL', "id = '1'"]],
    ["email::text = 'a'", ["email = 'a'"]],
    ["email::varchar = 'a'", ["email = 'a'"]],
    ["email::varchar(10) = 'a'", ["(email)::character varying(10) = 'a'"]],
    ["code::text = 'a'", ["(code)::text = 'a'"]],
    ["id::text = '5'", ["(id)::text = '5'"]],
    ['lower(email) = $1', ['lower(email) = $1']],
    ['email COLLATE "C" = \'a\'', ['(email COLLATE "C") = \'a\'']],
  ])('%s', (condition, expected) => {
    expect(onUsers(condition)).toEqual(expected);
  });

  it.each([
    ['(id, user_id) > (1, $1)', ['user_id']],
    ['(5, $1, 3) > (id, user_id, created_at)', ['user_id', 'created_at']],
    ["(id, date_trunc('day', created_at), title) <= ($1, $2, $3)", ["date_trunc('day', created_at)", 'title']],
    ['(id, random(), title) < ($1, $2, $3)', undefined],
    ['(id, user_id) = (1, 2)', undefined],
  ])('%s searches for its first key, then by others', (condition, expected) => {
    const [first] = useOf(`SELECT 1 FROM posts WHERE ${condition}`, 'posts').predicates;
    expect(first?.thenBy?.map(({ column, expression }) => column ?? expression)).toEqual(expected);
  });

  it('keeps an OR over several columns as alternatives', () => {
    const use = useOf('SELECT 1 FROM users WHERE (id = 1 AND active) OR email = $1', 'users');
    expect(use.predicates).toEqual([]);
    expect(use.disjunctions.map((or) => or.map((arm) => arm.map(describePredicate)))).toEqual([
      [["id = '1'", "active = 'true'"], ['email = $1']],
    ]);
  });

  it('lifts what every arm of an OR says', () => {
    const use = useOf("SELECT 1 FROM users WHERE (active AND id = 1) OR (active AND email = 'a')", 'users');
    expect(use.predicates.map(describePredicate)).toEqual(["active = 'true'"]);
    expect(use.disjunctions).toHaveLength(1);
  });

  it('says nothing of an OR with an arm that restricts nothing', () => {
    const use = useOf('SELECT 1 FROM users WHERE id = 1 OR $1', 'users');
    expect(use.predicates).toEqual([]);
    expect(use.disjunctions).toEqual([]);
  });

  it('gives constant predicates a text for a partial index, and others none', () => {
    const use = useOf(
      "SELECT 1 FROM users u WHERE u.active AND u.email IN ('a', 'b') AND u.id = $1 AND u.deleted_at < now()",
      'users',
    );
    expect(use.predicates.map(({ constant, text }) => [constant, text])).toEqual([
      [true, 'active'],
      [true, "(email = ANY (ARRAY['a', 'b']))"],
      [false, undefined],
      [false, undefined],
    ]);
  });
});
