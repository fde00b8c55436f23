import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/single-column',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has one column, or none.',
  consequence: 'It says only that something exists. What was meant to stand beside it may be missing.',
  action: 'Add the columns that it lacks, make it a column of another table, or drop it.',
  details: 'Lists of allowed values that other tables refer to are a good use, so this rule is off.',
  options: {},
  bad: { schema: 'CREATE TABLE country (code text PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE country (code text PRIMARY KEY, name text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      if (table.columns.length > 1) continue;
      const [only] = table.columns;
      const message = only ? `${table.name} has no column but ${only.name}` : `${table.name} has no columns`;
      yield found(table, message, { columns: only ? [only.name] : [] });
    }
  },
});
