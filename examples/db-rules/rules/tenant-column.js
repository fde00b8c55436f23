import { defineRule } from 'idx-advisor';

export default defineRule({
  id: 'team/tenant-column',
  severity: 'error',
  since: '1.0.0',
  needs: ['catalog'],
  summary: 'A table has no column that says whose rows they are, or lets it be null.',
  consequence:
    'A query that forgets the tenant shows the rows of one customer to another, and row security has nothing to go by.',
  action: 'Add the column, fill it, and set it NOT NULL; or name the table in the option `shared`.',
  options: { column: 'tenant_id', shared: ['tenant'] },
  bad: { schema: 'CREATE TABLE invoice (id bigint PRIMARY KEY, total numeric NOT NULL);' },
  good: { schema: 'CREATE TABLE invoice (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, total numeric NOT NULL);' },

  *check({ tables, options }) {
    for (const table of tables) {
      if (options.shared.includes(table.name)) continue;
      const column = table.columns.find(({ name }) => name === options.column);
      if (column?.notNull) continue;
      yield {
        object: { schema: table.schema, table: table.name, columns: column ? [column.name] : [], name: null },
        message: column ? `${column.name} may be null` : `The table has no column ${options.column}`,
        fingerprints: [],
      };
    }
  },
});
