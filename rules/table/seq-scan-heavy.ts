import {
  counted,
  countedDays,
  countText,
  defineRule,
  found,
  indexScans,
  storedTables,
} from '../../src/lint/contract.ts';

const options = {
  minRows: 10_000,
  minScans: 100,
  /** Reports and dumps read all of a table a few times a day. */
  minScansPerDay: 5,
  /** Part of the table that a scan reads on average; with LIMIT it is less. */
  minShareRead: 0.1,
  /** Part of all scans that use an index, from which on it is well. */
  indexShare: 0.95,
};

export default defineRule({
  id: 'table/seq-scan-heavy',
  severity: 'warning',
  since: '0.1.0',
  needs: ['usage'],
  summary: 'A large table is read as a whole again and again.',
  consequence: 'Each time all its rows pass through memory, and they push out what others need.',
  action:
    'Find the queries (`idx-advisor scan --statements`, or a log) and give them an index. Where they do want most rows, nothing is wrong.',
  details:
    'From the counters of `pg_stat_user_tables`, all partitions together: at least `minScans` sequential scans and `minScansPerDay` a day, which read a tenth of the rows or more on average, and less than 95 % of all scans by an index. Dumps and index builds count as sequential scans. Counters of less than a week, and those of standbys, say nothing here.',
  options,
  bad: {
    schema: 'CREATE TABLE ticket (id bigint PRIMARY KEY, state text NOT NULL);',
    observed: {
      tables: { ticket: { usage: { sequentialScans: 5_000, sequentialTuplesRead: 500_000_000 } } },
      indexes: { ticket_pkey: { usage: { scans: 1_000 } } },
    },
  },
  good: {
    schema: 'CREATE TABLE ticket (id bigint PRIMARY KEY, state text NOT NULL);',
    observed: {
      tables: { ticket: { usage: { sequentialScans: 60, sequentialTuplesRead: 6_000_000 } } },
      indexes: { ticket_pkey: { usage: { scans: 90_000 } } },
    },
  },

  *check(context) {
    const { minRows, minScans, minScansPerDay, minShareRead, indexShare } = context.options;
    const days = countedDays(context.catalog) ?? 0;
    for (const { table, parts } of storedTables(context.catalog)) {
      const rows = context.rows(table) ?? 0;
      const scans = counted(parts, (usage) => usage.sequentialScans);
      if (rows < minRows || scans < minScans || scans < minScansPerDay * days) continue;
      // Each scan of a partitioned table counts once in each partition that it reads.
      const perScan = counted(parts, (usage) => usage.sequentialTuplesRead) / scans;
      const byIndex = indexScans(parts);
      if (perScan < (minShareRead * rows) / parts.length || byIndex >= indexShare * (byIndex + scans)) continue;
      yield found(
        table,
        `${table.name} was read from end to end ${countText(scans)} times, about ${countText(perScan)} rows each`,
      );
    }
  },
});
