import { defineRule, found, identifyingIndexes, isLogTable, ownTables, primaryKeyOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/no-unique-key',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'Nothing identifies a row of the table: no primary key, and no unique index over columns that are never null.',
  consequence:
    'Two equal rows cannot be told apart, not even to delete one of them. Logical replication of UPDATE and DELETE has no key to use but the whole row.',
  action: 'Find the columns that identify a row and declare them as the primary key, or add an identity column.',
  details: `A unique index counts when it is valid, has no \`WHERE\`, no expression, and only columns that are NOT NULL (or is \`NULLS NOT DISTINCT\`).
Tables whose name says that rows are only added to them (log, event, audit, …) are reported as info. Such a table fires \`constraint/missing-primary-key\` too, which also knows tables that have another key.`,
  options: {},
  bad: { schema: 'CREATE TABLE reading (sensor int NOT NULL, value numeric);' },
  good: {
    schema: 'CREATE TABLE reading (sensor int NOT NULL, day date NOT NULL, value numeric, PRIMARY KEY (sensor, day));',
  },

  *check(context) {
    const parents = new Set(
      context.catalog.relations.flatMap(({ partitionOf }) => (partitionOf ? [partitionOf.parent.name] : [])),
    );
    for (const table of ownTables(context)) {
      // Its partitions may have keys of their own: constraint/missing-primary-key looks at them.
      if (table.kind === 'partitioned-table' && parents.has(table.name)) continue;
      if (table.inherits.length > 0 || primaryKeyOf(table) !== null || identifyingIndexes(table).length > 0) continue;
      yield found(table, `No primary key and no unique index identifies a row of ${table.name}`, {
        ...(isLogTable(table) ? { severity: 'info' } : {}),
      });
    }
  },
});
