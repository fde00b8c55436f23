import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/missing-table-comment',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has no comment. A policy: off unless the schema is to document itself.',
  consequence: 'Whoever meets the table has to guess what a row of it is.',
  action: 'Say it in one sentence: `COMMENT ON TABLE … IS ’…’`.',
  options: {},
  bad: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY);' },
  good: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY);
COMMENT ON TABLE visit IS 'One session of a browser, until half an hour without a request.';`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      if ((table.comment ?? '').trim() === '') yield found(table, `${table.name} has no comment`);
    }
  },
});
