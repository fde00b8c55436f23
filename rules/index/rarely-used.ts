import { activityOf, defineRule, foundIndex, isNeeded, ownIndexes } from '../../src/lint/contract.ts';

const LARGE_BYTES = 104_857_600;

export default defineRule({
  id: 'index/rarely-used',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'usage'],
  summary: 'An index is used by few of its table’s queries, and written far more often than read, or is large.',
  consequence: 'Its upkeep may well cost more than its queries save.',
  action: 'Look which queries use it (`--log` or `--statements` shows their plans), and whether they could do without.',
  details: `One of two: fewer scans than writes, less than 10 % of the scans of the table, and more than 100 writes; or less than 5 % of the scans and more than
100 MB (thresholds of PGX and postgres-checkup). Left alone is what \`index/unused\` leaves alone, and what was never used at all, which is its subject.`,
  options: {
    /** Of all scans of the table, for an index that is written more often than read. */
    maxShare: 0.1,
    /** Of all scans of the table, for a large index. */
    maxShareOfLarge: 0.05,
    minWrites: 100,
  },
  bad: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, lang text NOT NULL);
CREATE INDEX message_lang_idx ON message (lang);`,
    observed: {
      tables: { message: { usage: { inserted: 50_000, indexScans: 90_000 } } },
      indexes: { message_lang_idx: { usage: { scans: 12 } } },
    },
  },
  good: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, lang text NOT NULL);
CREATE INDEX message_lang_idx ON message (lang);`,
    observed: {
      tables: { message: { usage: { inserted: 50_000, indexScans: 90_000 } } },
      indexes: { message_lang_idx: { usage: { scans: 80_000 } } },
    },
  },

  *check({ catalog, options }) {
    if (catalog.database.inRecovery || catalog.database.walSenders > 0) return;
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder, scans, sizeBytes } = own;
      if (scans === null || scans === 0 || isNeeded(own) || index.inBuild) continue;
      const activity = activityOf(catalog, relation);
      if (!activity || activity.scans === 0) continue;
      const writes = activity.inserted + activity.updated + activity.deleted;
      const share = scans / activity.scans;
      const isCostly = scans <= writes && share < options.maxShare && writes > options.minWrites;
      const isLarge = share < options.maxShareOfLarge && sizeBytes > LARGE_BYTES;
      if (!isCostly && !isLarge) continue;
      yield foundIndex(
        own,
        `${index.name} of ${holder.name} was used ${scans} times, and its table written ${writes} times`,
      );
    }
  },
});
