import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/owner-mismatch',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table belongs to another role than its schema. A policy: off unless each schema has one owner.',
  consequence:
    'Migrations fail half way, because only the owner may alter a table, and privileges that one owner grants by default do not reach the other’s tables.',
  action: 'Run `ALTER TABLE … OWNER TO` the schema’s owner.',
  details:
    '`public` belongs to `pg_database_owner` since PostgreSQL 15, and to a superuser before: there the owner of most of its tables counts.',
  options: {},
  bad: {
    schema: `CREATE SCHEMA sales AUTHORIZATION pg_monitor;
CREATE TABLE sales.purchase (id bigint PRIMARY KEY);`,
  },
  good: {
    schema: `CREATE SCHEMA sales;
CREATE TABLE sales.purchase (id bigint PRIMARY KEY);`,
  },

  *check(context) {
    const owners = new Map(context.catalog.schemas.map(({ name, owner }) => [name, owner]));
    const tables = ownTables(context);
    const usual = mostCommon(tables.filter(({ schema }) => schema === 'public').map(({ owner }) => owner));
    for (const table of tables) {
      const owner = table.schema === 'public' ? usual : owners.get(table.schema);
      if (owner === undefined || owner === table.owner) continue;
      yield found(table, `${table.name} belongs to ${table.owner}, and its schema to ${owner}`);
    }
  },
});

function mostCommon(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
