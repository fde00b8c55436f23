import { activityOf, countedDays, defineRule, foundIndex, isNeeded, ownIndexes } from '../../src/lint/contract.ts';
import type { Catalog } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/unused',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'usage'],
  summary: 'No query has used an index since the counters began, while its table was written to.',
  consequence: 'Every write keeps it up to date, it takes disk and memory, and VACUUM reads it.',
  action:
    'Ask who needs it: a monthly job, or a query of a standby, whose reads are counted there alone. If nobody, drop it with `DROP INDEX CONCURRENTLY`, and keep its definition.',
  details: `The counters must cover 14 days, and be all there are: where standbys or subscribers stream from this server, or it is one itself, nothing is said. Left alone are unique
indexes and those of constraints, replica identities, clustered ones, those that serve a foreign key (deletes of the rows referred to use them without a query
that shows it), and small ones. Of a partitioned table, the scans of all partitions count together.`,
  options: {
    /** Days that the counters must cover. */
    minDays: 14,
    minSizeBytes: 1_048_576,
  },
  bad: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, lang text NOT NULL);
CREATE INDEX message_lang_idx ON message (lang);`,
    observed: {
      tables: { message: { usage: { inserted: 50_000, indexScans: 900 } } },
      indexes: { message_lang_idx: { sizeBytes: 8_388_608 } },
    },
  },
  good: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, lang text NOT NULL);
CREATE INDEX message_lang_idx ON message (lang);`,
    observed: {
      tables: { message: { usage: { inserted: 50_000, indexScans: 900_000 } } },
      indexes: { message_lang_idx: { sizeBytes: 8_388_608, usage: { scans: 800_000 } } },
    },
  },

  *check({ catalog, options }) {
    const unknown = doubt(catalog, options.minDays);
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder, scans, sizeBytes } = own;
      if (scans !== 0 || isNeeded(own) || index.inBuild || sizeBytes < options.minSizeBytes) continue;
      const activity = activityOf(catalog, relation);
      if (!activity || activity.inserted + activity.updated + activity.deleted === 0) continue;
      const days = Math.floor(countedDays(catalog) ?? 0);
      const proposal = foundIndex(own, `No query has used ${index.name} of ${holder.name} in ${days} days`, {
        unlessUsed: true,
        notes: index.keys.some(({ expression }) => expression !== null)
          ? [
              'Its expression has statistics by this index alone: the estimates of queries that filter by it may need them',
            ]
          : [],
      });
      yield unknown === undefined ? proposal : { ...proposal, silence: unknown };
    }
  },
});

/** Why the counters of this server do not tell the whole story. */
function doubt(catalog: Catalog, minDays: number): string | undefined {
  const { inRecovery, walSenders } = catalog.database;
  if ((countedDays(catalog) ?? 0) < minDays) return `the usage counters cover less than ${minDays} days`;
  if (inRecovery) return 'this server is a standby: what the primary reads is counted there';
  if (walSenders > 0) return 'other servers stream from this one: what they read is counted there';
  return undefined;
}
