import { defineRule, found, foreignKeysOf, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/fk-cross-schema',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A foreign key leads into another schema. A policy: off unless schemas are to be independent.',
  consequence: 'Neither schema can be dumped, moved, or dropped without the other.',
  action: 'Keep what belongs together in one schema, or refer to the other by an identifier without a foreign key.',
  options: {},
  bad: {
    schema: `CREATE SCHEMA sales;
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE sales.purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
CREATE INDEX ON sales.purchase (customer_id);`,
  },
  good: {
    schema: `CREATE SCHEMA sales;
CREATE TABLE sales.customer (id bigint PRIMARY KEY);
CREATE TABLE sales.purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES sales.customer);
CREATE INDEX ON sales.purchase (customer_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        const { schema } = references.relation;
        if (schema === table.schema) continue;
        yield found(table, `${name} of ${table.schema}.${table.name} leads into the schema ${schema}`, {
          columns,
          name,
        });
      }
    }
  },
});
