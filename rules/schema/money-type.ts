import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/money-type',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has the type `money`.',
  consequence:
    'Its meaning depends on the server’s setting `lc_monetary`: the same dump shows another currency on another server. It holds no currency, and no fractions of a cent.',
  action: 'Use `numeric`, with the currency in a column beside it; move the values through a new column.',
  options: {},
  bad: { schema: 'CREATE TABLE invoice (id bigint PRIMARY KEY, total money NOT NULL);' },
  good: {
    schema: 'CREATE TABLE invoice (id bigint PRIMARY KEY, total numeric(12, 2) NOT NULL, currency text NOT NULL);',
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, baseType } of table.columns) {
        if (!/^money(?:\[\])?$/.test(baseType)) continue;
        yield found(table, `${table.name}.${name} is money`, { columns: [name] });
      }
    }
  },
});
