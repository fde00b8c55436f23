import { counted, countText, defineRule, found, shareText, storedTables } from '../../src/lint/contract.ts';

const options = {
  minUpdates: 10_000,
  /** Part of the updates that are HOT, below which it is reported. */
  minShare: 0.5,
  /** The same of the updates that stay on their page, which PostgreSQL 16 counts. */
  minShareSamePage: 0.1,
};

export default defineRule({
  id: 'table/low-hot-updates',
  severity: 'info',
  since: '0.1.0',
  needs: ['usage'],
  summary: 'Few updates of a table are HOT: nearly each of them writes to every index.',
  consequence: 'An update costs as many writes as there are indexes, all of them grow, and vacuum has to clean them.',
  action:
    'See which index holds a column that is updated often, and drop it, or take the column out of it. Where the pages are full, a fillfactor of 90 leaves room.',
  details:
    'An update is HOT when no indexed column changes and the new version fits on the page. Since PostgreSQL 16 those that found no room are counted by themselves (`table/new-page-updates`), so that here less than 10 % of the others says that an index is in the way. Before 16: less than half of all. At least 10,000 updates in a week or more of counters, and at least one index.',
  options,
  bad: {
    schema:
      'CREATE TABLE session_state (id bigint PRIMARY KEY, seen bigint NOT NULL);\nCREATE INDEX ON session_state (seen);',
    observed: {
      tables: {
        session_state: { usage: { sequentialScans: 50, updated: 500_000, hotUpdated: 9_000, newPageUpdated: 20_000 } },
      },
      indexes: {
        session_state_pkey: { usage: { scans: 500_000 } },
        session_state_seen_idx: { usage: { scans: 900_000 } },
      },
    },
  },
  good: {
    schema: 'CREATE TABLE session_state (id bigint PRIMARY KEY, seen bigint NOT NULL);',
    observed: {
      tables: {
        session_state: {
          usage: { sequentialScans: 50, updated: 500_000, hotUpdated: 470_000, newPageUpdated: 20_000 },
        },
      },
      indexes: { session_state_pkey: { usage: { scans: 500_000 } } },
    },
  },

  *check(context) {
    const { minUpdates, minShare, minShareSamePage } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      const updated = counted(parts, (usage) => usage.updated);
      if (updated < minUpdates || parts.every(({ indexes }) => indexes.length === 0)) continue;
      const hot = counted(parts, (usage) => usage.hotUpdated);
      const isCounted = parts.some(({ usage }) => usage?.newPageUpdated != null);
      const samePage = updated - counted(parts, (usage) => usage.newPageUpdated);
      const isLow = isCounted ? samePage >= minUpdates && hot < minShareSamePage * samePage : hot < minShare * updated;
      if (!isLow) continue;
      yield found(table, `${shareText(hot / updated)} of ${countText(updated)} updates of ${table.name} were HOT`);
    }
  },
});
