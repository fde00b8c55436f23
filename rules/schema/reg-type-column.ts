import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/reg-type-column',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has a `reg…` type (`regproc`, `regoper`, …) that refers to objects of the catalog by number.',
  consequence: '`pg_upgrade` refuses the whole database, because the numbers are other ones in the new server.',
  action: 'Store the name as text and cast it where it is used.',
  details: '`regclass`, `regrole` and `regtype` survive `pg_upgrade` and are fine.',
  options: {},
  bad: { schema: 'CREATE TABLE job (id bigint PRIMARY KEY, handler regproc NOT NULL);' },
  good: { schema: 'CREATE TABLE job (id bigint PRIMARY KEY, handler text NOT NULL, target regclass);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, baseType } of table.columns) {
        if (!/^reg(?:collation|config|dictionary|namespace|oper|operator|proc|procedure)(?:\[\])?$/.test(baseType))
          continue;
        yield found(table, `${table.name}.${name} is ${baseType}, which pg_upgrade refuses`, { columns: [name] });
      }
    }
  },
});
