import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/int-column',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has the type `integer` or `smallint`. A policy: off unless everything is to be `bigint`.',
  consequence:
    'At 2,147,483,647 inserts fail, and widening a large table then takes hours under a lock. The four bytes saved are often lost to alignment.',
  action: 'Use `bigint` for whatever counts or identifies; keep the smaller types for years, sizes and the like.',
  details:
    'Keys that run out are `constraint/short-primary-key`’s and `constraint/integer-key-overflow`’s: they are on.',
  options: {},
  bad: { schema: 'CREATE TABLE page (id bigint PRIMARY KEY, views integer NOT NULL);' },
  good: { schema: 'CREATE TABLE page (id bigint PRIMARY KEY, views bigint NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, type, baseType } of table.columns) {
        if (baseType !== 'integer' && baseType !== 'smallint') continue;
        yield found(table, `${table.name}.${name} is ${type}`, { columns: [name] });
      }
    }
  },
});
