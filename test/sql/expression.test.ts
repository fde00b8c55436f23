import { beforeAll, describe, expect, it } from '@jest/globals';
import { deparse, impliesPredicate, parseExpression, sameExpression, samePredicate } from '../../src/sql/expression.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { useOf } from './names.ts';

beforeAll(loadParser);

const types: Record<string, string> = {
  email: 'character varying(200)',
  status: 'character varying',
  x: 'integer',
  n: 'numeric',
  code: 'character(5)',
  ts: 'timestamp without time zone',
  day: 'date',
  mood: 'mood',
  active: 'boolean',
};
const typeOf = (column: string) => types[column];

describe('deparse', () => {
  it.each([
    ['lower(t.email)', 'lower(email)'],
    ["payload->'a'->>'b'", "((payload -> 'a'::text) ->> 'b'::text)"],
    ['"Odd Name" + 1', '("Odd Name" + 1)'],
    ["date_trunc('day', ts AT TIME ZONE 'UTC')", "date_trunc('day', (ts AT TIME ZONE 'UTC'))"],
    ['extract(epoch from ts)', 'EXTRACT(epoch FROM ts)'],
    ['a::numeric(10,2)', '(a)::numeric(10,2)'],
    ['CAST(a AS timestamp(3) with time zone)', '(a)::timestamp(3) with time zone'],
    ["interval '1 day'", "'1 day'::interval"],
    ['coalesce(a, greatest(b, 0))', 'COALESCE(a, GREATEST(b, 0))'],
    ["CASE WHEN a > 1 THEN 'x' ELSE 'y' END", "CASE WHEN (a > 1) THEN 'x' ELSE 'y' END"],
    ['tags[1]', '(tags)[1]'],
    ['a IN (1, 2)', '(a = ANY (ARRAY[1, 2]))'],
    ['NOT (a AND b IS NULL)', '(NOT (a AND (b IS NULL)))'],
    ['current_date', 'CURRENT_DATE'],
    ['public.f(a)', 'public.f(a)'],
    ['a::public.mood[]', '(a)::public.mood[]'],
    ['\'x\'::"char"', '\'x\'::"char"'],
    ['a OPERATOR(ext.%) b', '(a OPERATOR(ext.%) b)'],
  ])('%s', (text, expected) => {
    expect(deparse(parseExpression(text)!)).toBe(expected);
  });

  it('gives text that means the same again', () => {
    for (const text of [
      "lower(email) || 'x'",
      '-x',
      '- (-x)',
      "payload #>> '{a,b}'",
      'a BETWEEN 1 AND 2',
      'a NOT BETWEEN 1 AND 2',
      'x = ALL (y)',
      'NULLIF(a, b)',
      'a COLLATE "C"',
    ]) {
      const once = deparse(parseExpression(text)!)!;
      expect(deparse(parseExpression(once)!)).toBe(once);
      expect(sameExpression(text, once)).toBe(true);
    }
  });

  it('has no text for what it does not know', () => {
    expect(deparse(parseExpression('(SELECT 1)')!)).toBeNull();
    expect(deparse(parseExpression('sum(x) OVER (ORDER BY y)')!)).toBeNull();
  });

  it('takes exactly one expression', () => {
    for (const text of ['a, b', 'a) FROM (SELECT 1', '', 'a; b', 'a AS b'])
      expect(parseExpression(text)).toBeUndefined();
  });
});

describe('sameExpression', () => {
  it.each([
    ['lower(email)', 'lower((email)::text)'],
    ['lower(u.email)', 'lower((email)::text)'],
    ['lower(code)', 'lower((code)::text)'],
    ["payload ->> 'kind'", "(payload ->> 'kind'::text)"],
    ["date_trunc('day', ts)", "date_trunc('day'::text, ts)"],
    ["date_trunc('day', ts AT TIME ZONE 'UTC')", "date_trunc('day'::text, (ts AT TIME ZONE 'UTC'::text))"],
    ["status = 'active'", "((status)::text = 'active'::text)"],
    [
      "status IN ('b', 'a')",
      "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
    ],
    ['a = 1 AND b = 2', '((b = 2) AND (a = 1))'],
    ['a AND (b AND c)', '((a AND b) AND c)'],
    ['active = true', 'active'],
    ['n > 5', '(n > (5)::numeric)'],
    ["day > '2024-01-01'", "(day > '2024-01-01'::date)"],
    ['pg_catalog.lower(email)', 'lower(email)'],
    ['LOWER(email)', 'lower(email)'],
    ['a != 1', 'a <> 1'],
  ])('%s ≡ %s', (a, b) => {
    expect(sameExpression(a, b, typeOf)).toBe(true);
  });

  it.each([
    ['lower(email)', 'upper(email)'],
    ['lower(email)', 'lower("Email")'],
    ["mood::text = 'a'", "mood = 'a'"],
    ['x::text', 'x'],
    ['email::varchar(10)', 'email'],
    ['x / 5', 'x / (5)::numeric'],
    ["payload ->> '1'", 'payload ->> 1'],
    ['a AND b', 'a OR b'],
    ['a - b', 'b - a'],
    ["day > '2024-01-01'", "day > '2024-01-01'::timestamp"],
    ['f(a)', 'other.f(a)'],
    ['nonsense (', 'nonsense ('.concat(' ')],
  ])('%s is not %s', (a, b) => {
    expect(sameExpression(a, b, typeOf)).toBe(false);
  });

  it('does not take a cast to text for nothing where the type is unknown', () => {
    expect(sameExpression("status = 'a'", "(status)::text = 'a'::text")).toBe(false);
    expect(sameExpression('lower(email)', 'lower((email)::text)')).toBe(true);
  });
});

describe('samePredicate', () => {
  it('knows equivalent spellings', () => {
    expect(samePredicate('x BETWEEN 1 AND 5', '(x <= 5) AND (x >= 1)')).toBe(true);
    expect(samePredicate('x > 1', 'x >= 1')).toBe(false);
    expect(samePredicate('deleted_at IS NULL', '(deleted_at IS NULL)')).toBe(true);
    expect(samePredicate('x = 1 OR x = 2', 'x IN (2, 1)')).toBe(true);
    expect(samePredicate('x = 1', 'x = 1 AND y = 2')).toBe(false);
  });
});

describe('impliesPredicate', () => {
  const implied = (where: string, index: string) =>
    impliesPredicate(useOf(`SELECT 1 FROM users WHERE ${where}`, 'users').predicates, index, typeOf);

  it.each([
    ['deleted_at IS NULL AND id = $1', '(deleted_at IS NULL)'],
    ["email = 'a'", "((email)::text = 'a'::text)"],
    ['id = $1', '(id IS NOT NULL)'],
    ['id > $1 AND active', '((id IS NOT NULL) AND active)'],
    ['id = 5', '(id > 3)'],
    ['id IN (5, 6)', '(id > 3)'],
    ['id > 4', '(id > 3)'],
    ['id > 3', '(id >= 3)'],
    ['id BETWEEN 4 AND 6', '((id >= 3) AND (id <= 10))'],
    ["email = 'a'", "((email)::text = ANY (ARRAY['a'::text, 'b'::text]))"],
    ["email IN ('a', 'b')", "((email)::text = ANY (ARRAY['a'::text, 'b'::text, 'c'::text]))"],
    ["email = 'a'", "((email)::text <> 'deleted'::text)"],
    ["lower(email) = 'x'", "(lower((email)::text) = 'x'::text)"],
    ["email LIKE 'a%'", "((email)::text ~~ 'a%'::text)"],
    ['active', '(active = true)'],
    ['NOT active', '(NOT active)'],
  ])('%s ⇒ %s', (where, index) => {
    expect(implied(where, index)).toBe(true);
  });

  it.each([
    ['id = $1', '(id > 3)'],
    ['id = $1', '(deleted_at IS NULL)'],
    ['id = 2', '(id > 3)'],
    ['id >= 3', '(id > 3)'],
    ['id < 2', '(id > 1)'],
    ['id IN (5, 2)', '(id > 3)'],
    ["email = 'z'", "((email)::text = ANY (ARRAY['a'::text, 'b'::text]))"],
    ['id IS NULL', '(id IS NOT NULL)'],
    ['id IS NOT DISTINCT FROM 5', '(id IS NOT NULL)'],
    ['id = 1 OR team_id = 2', '(id = 1)'],
    ["email = 'a'", "((email)::citext <> 'A'::citext)"],
    ['active', '(NOT active)'],
    ['(id, team_id) > (1, 2)', '(id > 1)'],
    ['id = 5', 'ROW(id, team_id) > ROW(1, 2)'],
    ["email > '10'", "((email)::text > '9'::text)"],
  ])('%s does not imply %s', (where, index) => {
    expect(implied(where, index)).toBe(false);
  });
});
