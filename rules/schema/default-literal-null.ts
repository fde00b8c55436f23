import { defineRule, found, ownTables, quoteIdentifier, quoteQualified } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/default-literal-null',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The default of a column is the text `NULL`, in four letters, and not null.',
  consequence: 'Rows get the string where nothing was meant, and `IS NULL` does not find them.',
  action: 'Drop the default: without one a column is null. Then look for rows that hold the text.',
  options: {},
  bad: { schema: `CREATE TABLE person (id bigint PRIMARY KEY, nickname text DEFAULT 'NULL');` },
  good: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, nickname text DEFAULT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, default: value } of table.columns) {
        if (value === null || !/^'null'(?:::[^']+)?$/i.test(value)) continue;
        const alter = `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdentifier(name)}`;
        yield found(table, `The default of ${table.name}.${name} is the text NULL`, {
          columns: [name],
          fix: {
            kind: 'statement',
            relation: { schema: table.schema, name: table.name },
            up: [`${alter} DROP DEFAULT`],
            down: [`${alter} SET DEFAULT ${value}`],
            transactional: true,
          },
        });
      }
    }
  },
});
