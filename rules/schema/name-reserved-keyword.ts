import { defineRule, foundNamed, namedObjects, RESERVED_KEYWORDS } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/name-reserved-keyword',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table or column has a reserved word of SQL for its name.',
  consequence:
    'It must be quoted everywhere. Where it is not, some words give a syntax error, and others (`user`, `current_date`) silently mean something else.',
  action:
    'Rename it, together with the code that uses it: `users` or `app_user` for `user`, `sort_order` or `position` for `order`.',
  details:
    'The words that PostgreSQL 18 reserves (`pg_get_keywords()`, category R or T). Words like `name`, `type` or `value` are not reserved and are fine.',
  options: {},
  bad: { schema: 'CREATE TABLE "user" (id bigint PRIMARY KEY, name text NOT NULL);' },
  good: {
    schema: 'CREATE TABLE app_user (id bigint PRIMARY KEY, name text NOT NULL, type text NOT NULL, value numeric);',
  },

  *check(context) {
    for (const named of namedObjects(context)) {
      const { kind, name } = named;
      // Nobody writes the names of indexes and constraints in queries.
      if (kind === 'index' || kind === 'constraint' || !RESERVED_KEYWORDS.has(name)) continue;
      yield foundNamed(named, `The ${kind} name ${name} is a reserved word and must be quoted`);
    }
  },
});
