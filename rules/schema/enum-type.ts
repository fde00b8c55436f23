import { defineRule, found, ownTables, quoteIdentifier } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/enum-type',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has an enumerated type. A policy: off unless checks are preferred.',
  consequence:
    'A value can be added but never removed, and in one transaction a new value cannot be used. Their order is the order in which they were made.',
  action:
    'For new columns, use `text` with a CHECK, or a small table with a foreign key. An existing one is rarely worth the change.',
  options: {},
  bad: {
    schema: `CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE diary (id bigint PRIMARY KEY, mood mood NOT NULL);`,
  },
  good: { schema: `CREATE TABLE diary (id bigint PRIMARY KEY, mood text NOT NULL CHECK (mood IN ('good', 'bad')));` },

  *check(context) {
    const enums = new Set(
      context.catalog.types
        .filter(({ kind }) => kind === 'enum')
        .map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`),
    );
    for (const table of ownTables(context)) {
      for (const { name, type, baseType } of table.columns) {
        if (!enums.has(baseType.replace(/\[\]$/, ''))) continue;
        yield found(table, `${table.name}.${name} is the enumerated type ${type}`, { columns: [name] });
      }
    }
  },
});
