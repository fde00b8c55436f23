import { defineRule, found, isFrameworkTable, storedTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/empty',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table holds nothing, in a database that holds data.',
  consequence: 'It may belong to a feature that was never finished, or is gone.',
  action: 'Drop it when nobody will use it.',
  details:
    'No page in the table, nor in any of its partitions. A database in which every table is empty, such as that of a CI job, is left alone.',
  options: {},
  bad: {
    schema: `CREATE TABLE used (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE unused (id bigint PRIMARY KEY, name text NOT NULL);`,
    rows: { unused: 0 },
  },
  good: {
    schema: `CREATE TABLE used (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE other (id bigint PRIMARY KEY, name text NOT NULL);`,
    rows: { used: 0, other: 0 },
  },

  *check(context) {
    const tables = storedTables(context.catalog);
    const isEmpty = (parts: (typeof tables)[number]['parts']) => parts.every(({ sizeBytes }) => sizeBytes === 0);
    if (tables.every(({ parts }) => isEmpty(parts))) return;
    for (const { table, parts } of tables) {
      if (isEmpty(parts) && !isFrameworkTable(table)) yield found(table, `${table.name} is empty`);
    }
  },
});
