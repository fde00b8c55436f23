import { beforeAll, describe, expect, test } from '@jest/globals';
import { deferCalls, deferConditionCalls } from '../../src/sql/unknown-calls.ts';
import { loadParser } from '../../src/sql/parser.ts';

beforeAll(loadParser);

const isOfSession = (name: string) => ['uid', 'current_setting', 'Who Am I'].includes(name);
const deferred = (expression: string) => deferCalls(expression, isOfSession);

describe('a call whose value the session decides is put into a sub-select', () => {
  test.each([
    ['(user_id = auth.uid())', '(user_id = (SELECT auth.uid()))'],
    [
      "(tenant = (current_setting('app.tenant'::text))::integer)",
      "(tenant = ((SELECT current_setting('app.tenant'::text)))::integer)",
    ],
    [
      '(owner = CURRENT_USER) OR (editor = SESSION_USER)',
      '(owner = (SELECT CURRENT_USER)) OR (editor = (SELECT SESSION_USER))',
    ],
    ['(name = lower((auth.uid())::text))', '(name = (SELECT lower((auth.uid())::text)))'],
    [`(ä = 'ü' AND user_id = "Who Am I"(')'))`, `(ä = 'ü' AND user_id = (SELECT "Who Am I"(')')))`],
    ['auth.may_read(auth.uid(), team_id)', 'auth.may_read((SELECT auth.uid()), team_id)'],
    [
      'team_id IN ( SELECT m.team_id FROM member m WHERE m.user_id = auth.uid())',
      'team_id IN ( SELECT m.team_id FROM member m WHERE m.user_id = (SELECT auth.uid()))',
    ],
    ['auth.uid() = user_id -- the owner', '(SELECT auth.uid()) = user_id -- the owner'],
  ])('%s', (expression, expected) => {
    expect(deferred(expression)).toBe(expected);
  });
});

test.each([
  'true',
  'expires_at > now()',
  'auth.may_read(team_id)',
  '(user_id = ( SELECT auth.uid() AS uid))',
  'seen > CURRENT_TIMESTAMP(3)',
])('%s stays as it is', (expression) => {
  expect(deferred(expression)).toBe(expression);
});

describe('in a statement only the calls of conditions are put into a sub-select', () => {
  test.each([
    [
      "SELECT auth.uid() FROM todo t JOIN list l ON l.id = t.list AND l.owner = auth.uid() WHERE t.tenant = current_setting('a.b')::int",
      "SELECT auth.uid() FROM todo t JOIN list l ON l.id = t.list AND l.owner = (SELECT auth.uid()) WHERE t.tenant = (SELECT current_setting('a.b'))::int",
    ],
    [
      'UPDATE todo SET at = auth.uid() WHERE id IN (SELECT id FROM list WHERE owner = auth.uid())',
      'UPDATE todo SET at = auth.uid() WHERE id IN (SELECT id FROM list WHERE owner = (SELECT auth.uid()))',
    ],
    ['DELETE FROM "tödo" WHERE owner = (SELECT auth.uid())', 'DELETE FROM "tödo" WHERE owner = (SELECT auth.uid())'],
    ['SELECT * FROM todo WHERE id = $1', 'SELECT * FROM todo WHERE id = $1'],
  ])('%s', (sql, expected) => {
    expect(deferConditionCalls(sql, isOfSession)).toBe(expected);
  });
});
