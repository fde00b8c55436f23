import { defineRule, foundElsewhere, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/default-privileges-missing',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A schema has no default privileges. A policy: off unless roles other than the owner use the schema.',
  consequence:
    'Each migration that makes a table has to grant it again to those who use it, and the one that forgets breaks the application.',
  action: 'Run `ALTER DEFAULT PRIVILEGES IN SCHEMA … GRANT … ON TABLES TO …` as the role that makes the tables.',
  details: 'Only schemas that hold tables.',
  options: {},
  bad: {
    schema: `CREATE SCHEMA sales;
CREATE TABLE sales.purchase (id bigint PRIMARY KEY);`,
  },
  good: {
    schema: `CREATE SCHEMA sales;
CREATE TABLE sales.purchase (id bigint PRIMARY KEY);
ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO pg_monitor;`,
  },

  *check(context) {
    const used = new Set(ownTables(context).map(({ schema }) => schema));
    for (const { name, defaultPrivileges, extension } of context.catalog.schemas) {
      if (defaultPrivileges || extension !== null || !used.has(name)) continue;
      yield foundElsewhere(
        { kind: 'schema', schema: name, name: null },
        `The schema ${name} has no default privileges`,
      );
    }
  },
});
