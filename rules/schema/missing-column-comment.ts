import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/missing-column-comment',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has no comment. A policy: off unless the schema is to document itself.',
  consequence: 'Whoever meets the column has to guess its unit, and what null means in it.',
  action: 'Say it in one sentence: `COMMENT ON COLUMN … IS ’…’`.',
  details: 'One finding for each table, with the columns that have none. Columns named `id` explain themselves.',
  options: {},
  bad: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY, length integer);' },
  good: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY, length integer);
COMMENT ON COLUMN visit.length IS 'Seconds from the first request to the last.';`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const columns = table.columns.filter(({ name, comment }) => name !== 'id' && (comment ?? '').trim() === '');
      if (columns.length === 0) continue;
      const names = columns.map(({ name }) => name);
      yield found(
        table,
        `${names.length === 1 ? 'A column' : `${names.length} columns`} of ${table.name} without a comment`,
        { columns: names },
      );
    }
  },
});
