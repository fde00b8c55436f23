import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/rls-initplan',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A policy calls a function of the session for each row, where once would do.',
  consequence:
    '`current_setting()`, `auth.uid()` and the like are evaluated for every row that is read; on large tables that is most of the query’s time.',
  action:
    'Write `(SELECT auth.uid())` instead of `auth.uid()`: the planner then evaluates it once, before the first row.',
  details:
    '`current_setting`, `current_user`, `session_user` and the functions of a schema `auth`, outside of a sub-select, in USING or WITH CHECK.',
  options: {},
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = current_setting('app.user'));`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = (SELECT current_setting('app.user')));`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, using, check } of table.policies) {
        const isCalled = [using, check].some(
          (expression) => expression !== null && CALL.test(withoutSelects(expression)),
        );
        if (!isCalled) continue;
        yield found(table, `The policy ${name} of ${table.name} calls a function of the session for each row`, {
          name,
        });
      }
    }
  },
});

const CALL = /\b(?:current_setting|auth\.\w+)\(/;

/** Takes out string literals and sub-selects, as pg_get_expr writes them: `( SELECT … )`. */
function withoutSelects(expression: string): string {
  const text = expression
    .replaceAll(/'(?:[^']|'')*'/g, '')
    .replaceAll(/"(?:[^"]|"")*"/g, (quoted) => quoted.replaceAll(/[()]/g, ''));
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '(' || !/^\(\s*SELECT\b/i.test(text.slice(at, at + 20))) {
      out += text[at];
      continue;
    }
    for (let depth = 0; at < text.length; at++) {
      if (text[at] === '(') depth++;
      if (text[at] === ')' && --depth === 0) break;
    }
  }
  return out;
}
