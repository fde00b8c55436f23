import { counted, countText, defineRule, found, storedTables } from '../../src/lint/contract.ts';

const options = {
  minRows: 1_000,
  /** Reads of the whole table since the counters began. */
  minScans: 10,
};

export default defineRule({
  id: 'table/no-indexes',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table or materialized view of some size has no index at all, and is read.',
  consequence: 'Every query reads all of it, however few rows it wants.',
  action:
    'Give a table its primary key, and a materialized view a unique index, which REFRESH … CONCURRENTLY needs anyway.',
  details:
    'Tables that nobody reads need no index, so at least `minScans` sequential scans must have been counted. A partitioned table counts when none of its partitions has an index.',
  options,
  bad: {
    schema: `CREATE TABLE sale (id bigint PRIMARY KEY, shop bigint NOT NULL, amount numeric NOT NULL);
CREATE MATERIALIZED VIEW shop_total AS SELECT shop, sum(amount) AS total FROM sale GROUP BY shop;`,
    observed: {
      tables: { shop_total: { usage: { sequentialScans: 5_000 } }, sale: { usage: { sequentialScans: 1 } } },
    },
  },
  good: {
    schema: `CREATE TABLE sale (id bigint PRIMARY KEY, shop bigint NOT NULL, amount numeric NOT NULL);
CREATE MATERIALIZED VIEW shop_total AS SELECT shop, sum(amount) AS total FROM sale GROUP BY shop;
CREATE UNIQUE INDEX ON shop_total (shop);`,
    observed: {
      tables: { shop_total: { usage: { sequentialScans: 5_000 } }, sale: { usage: { sequentialScans: 1 } } },
    },
  },

  *check(context) {
    for (const { table, parts } of storedTables(context.catalog)) {
      if (table.indexes.length > 0 || parts.some(({ indexes }) => indexes.length > 0)) continue;
      const rows = context.rows(table) ?? 0;
      const scans = counted(parts, (usage) => usage.sequentialScans);
      if (rows < context.options.minRows || scans < context.options.minScans) continue;
      yield found(
        table,
        `${table.name} has no index, and its ${countText(rows)} rows were read ${countText(scans)} times`,
      );
    }
  },
});
