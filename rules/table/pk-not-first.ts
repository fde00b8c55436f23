import { defineRule, found, ownTables, primaryKeyOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/pk-not-first',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table does not begin with its primary key.',
  consequence: 'Nothing for the server. People look for the key in the first column of `\\d` and of `SELECT *`.',
  action:
    'Put the key first in the next table. The order of an existing table changes only with a new table, which this is not worth.',
  options: {},
  bad: { schema: 'CREATE TABLE person (name text NOT NULL, id bigint PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const key = primaryKeyOf(table);
      const [first] = table.columns;
      if (!key || !first || key.includes(first.name)) continue;
      yield found(table, `${table.name} begins with ${first.name}, not with its primary key`, { columns: key });
    }
  },
});
