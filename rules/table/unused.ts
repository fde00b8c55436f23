import {
  bytesText,
  counted,
  countedDays,
  defineRule,
  found,
  indexScans,
  isFrameworkTable,
  isLogTable,
  storedTables,
} from '../../src/lint/contract.ts';

const options = {
  minDays: 14,
  /** Smaller tables are not worth the look. */
  minBytes: 1024 * 1024,
};

export default defineRule({
  id: 'table/unused',
  severity: 'info',
  since: '0.1.0',
  needs: ['usage'],
  summary: 'Nobody has read a table since the counters began.',
  consequence: 'It takes space, in every backup too, and every migration has to reckon with it.',
  action: 'Ask who owns it. Rename it for a while before you drop it.',
  details:
    'No sequential scan and no index scan in at least `minDays` days, on the table and all its partitions, of at least `minBytes`. Log, audit and staging tables, by their names, are written and not read on purpose. Where standbys stream from this server the rule keeps silent: what they read is counted there.',
  options,
  bad: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE customer_old (id bigint PRIMARY KEY, name text NOT NULL);`,
    observed: { tables: { customer: { usage: { sequentialScans: 9 } } } },
  },
  good: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE customer_old (id bigint PRIMARY KEY, name text NOT NULL);`,
    observed: {
      tables: { customer: { usage: { sequentialScans: 9 } }, customer_old: { usage: { sequentialScans: 1 } } },
    },
  },

  *check(context) {
    const { catalog, options: its } = context;
    const days = countedDays(catalog) ?? 0;
    if (days < its.minDays) return;
    for (const { table, parts } of storedTables(catalog)) {
      const bytes = parts.reduce((sum, part) => sum + part.totalBytes, 0);
      if (bytes < its.minBytes || isLogTable(table) || isFrameworkTable(table)) continue;
      if (parts.some(({ usage }) => usage === null)) continue;
      if (counted(parts, (usage) => usage.sequentialScans) + indexScans(parts) > 0) continue;
      yield {
        ...found(table, `Nobody has read ${table.name} (${bytesText(bytes)}) in ${Math.floor(days)} days`),
        ...(catalog.database.walSenders > 0 ? { silence: 'standbys may read it, and count that by themselves' } : {}),
      };
    }
  },
});
