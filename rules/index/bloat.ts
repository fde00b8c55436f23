import {
  defineRule,
  expectedIndexBytes,
  foundIndex,
  indexedRelations,
  isUsable,
  partitionTree,
} from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/bloat',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'A B-tree is much larger than its rows need.',
  consequence: 'It takes disk and memory, and scans of many entries read pages that are nearly empty.',
  action:
    'Rebuild it with `REINDEX INDEX CONCURRENTLY`. If it grows back soon, look at the table’s autovacuum settings and its long transactions.',
  details: `An estimate: the size that the index would have after REINDEX, by the statistics of its keys, with equal keys merged as PostgreSQL 13 and later do, against the size of its file.
Where a key has no statistics, or the table was never analysed, nothing is said. \`pgstatindex\` of the extension pgstattuple measures it.`,
  options: {
    /** Of the file, beyond what is needed. */
    minFraction: 0.3,
    minWastedBytes: 104_857_600,
  },
  bad: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, sent_on date NOT NULL);
CREATE INDEX message_sent_on_idx ON message (sent_on);`,
    rows: { message: 1_000_000 },
    observed: {
      tables: {
        message: {
          sizeBytes: 1_073_741_824,
          statistics: { sent_on: { averageWidth: 4, distinct: 1000 }, id: { averageWidth: 8 } },
        },
      },
      indexes: { message_sent_on_idx: { sizeBytes: 536_870_912, pages: 65_536 } },
    },
  },
  good: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, sent_on date NOT NULL);
CREATE INDEX message_sent_on_idx ON message (sent_on);`,
    rows: { message: 1_000_000 },
    observed: {
      tables: {
        message: {
          sizeBytes: 1_073_741_824,
          statistics: { sent_on: { averageWidth: 4, distinct: 1000 }, id: { averageWidth: 8 } },
        },
      },
      indexes: { message_sent_on_idx: { sizeBytes: 8_388_608, pages: 1_024 } },
    },
  },

  *check({ catalog, options }) {
    const { topmost } = partitionTree(catalog);
    for (const relation of indexedRelations(catalog)) {
      for (const index of relation.indexes) {
        if (index.method !== 'btree' || index.inBuild || !isUsable(index)) continue;
        if (index.sizeBytes < options.minWastedBytes) continue;
        const expected = expectedIndexBytes(catalog, relation, index);
        if (expected === null) continue;
        const wasted = index.sizeBytes - expected;
        if (wasted < options.minWastedBytes || wasted / index.sizeBytes < options.minFraction) continue;
        const holder = topmost(relation);
        const own = { relation, index, holder: relation, sizeBytes: index.sizeBytes, scans: null, lastScanAt: null };
        yield foundIndex(
          own,
          `${index.name} of ${relation.name} wastes about ${percent(wasted / index.sizeBytes)} of its size`,
          {
            notes: [
              `${megabytes(index.sizeBytes)}, of which about ${megabytes(wasted)} would be freed`,
              ...(holder === relation ? [] : [`${relation.name} is a partition of ${holder.name}`]),
            ],
            fix: { kind: 'reindex', relation: { schema: relation.schema, name: relation.name }, index: index.name },
          },
        );
      }
    }
  },
});

/** The share of the file that is not needed. */
function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}
