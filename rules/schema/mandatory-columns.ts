import { columnOf, defineRule, foreignKeysOf, found, ownTables, primaryKeyOf } from '../../src/lint/contract.ts';

const options = {
  columns: { created_at: '' } as Readonly<Record<string, string>>,
  joinTables: false,
};

export default defineRule({
  id: 'schema/mandatory-columns',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table lacks a column that the project wants in every table. A policy: off unless there is one.',
  consequence: 'Code that relies on the column everywhere fails on this table.',
  action: 'Add the column: one that may be null, or has a constant default, is added without a rewrite.',
  details:
    '`columns` maps each name to its type, or to an empty text where any type will do. Join tables (a key of nothing but foreign keys) are left out, unless `joinTables` is on.',
  options,
  bad: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());' },

  *check(context) {
    for (const table of ownTables(context)) {
      const keys = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
      const primary = primaryKeyOf(table) ?? [];
      const isJoin = primary.length > 1 && primary.every((name) => keys.has(name));
      if (isJoin && !context.options.joinTables) continue;
      for (const [name, type] of Object.entries(context.options.columns)) {
        const column = columnOf(table, name);
        if (column && (type === '' || column.type === type || column.baseType === type)) continue;
        yield found(
          table,
          column ? `${table.name}.${name} is ${column.type} and not ${type}` : `${table.name} has no column ${name}`,
          {
            columns: [name],
          },
        );
      }
    }
  },
});
