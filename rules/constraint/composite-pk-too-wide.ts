import { defineRule, found, ownTables, partitionColumns, primaryKeyOf } from '../../src/lint/contract.ts';

const options = {
  /** A primary key may have this many columns. */
  maxColumns: 4,
};

export default defineRule({
  id: 'constraint/composite-pk-too-wide',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A primary key has more than four columns.',
  consequence:
    'Every table that refers to it repeats them all, every index over them is wide, and every join lists them.',
  action: 'Add an identity column as the primary key and keep the columns as a unique constraint.',
  details: 'The columns of the partition key, which a partitioned table’s primary key must hold, do not count.',
  options,
  bad: {
    schema: `CREATE TABLE measure (
  site int, building int, floor int, room int, sensor int, value numeric, PRIMARY KEY (site, building, floor, room, sensor)
);`,
  },
  good: {
    schema:
      'CREATE TABLE measure (site int, building int, floor int, sensor int, PRIMARY KEY (site, building, floor, sensor));',
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const columns = primaryKeyOf(table) ?? [];
      const partitioned = table.partitionKey === null ? [] : (partitionColumns(table.partitionKey) ?? []);
      if (columns.filter((name) => !partitioned.includes(name)).length <= context.options.maxColumns) continue;
      yield found(table, `The primary key of ${table.name} has ${columns.length} columns`, { columns });
    }
  },
});
