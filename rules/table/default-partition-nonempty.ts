import { countText, defineRule, found, partitionTree, storedTables } from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/default-partition-nonempty',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The DEFAULT partition of a table holds rows.',
  consequence:
    'Each new partition makes the server read all of the default one under an exclusive lock, to see that no row belongs to the new one, and fails when one does. Queries cannot leave it out.',
  action:
    'Create the partitions that the rows belong to: detach the default one, attach the new ones, move the rows, and attach it again.',
  details:
    'Rows by the counters, or by `reltuples` where the partition was analysed. A small number may be strays: look at them before they become many.',
  options: {},
  bad: {
    schema: `CREATE TABLE visit (id bigint NOT NULL, region text NOT NULL, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE visit_eu PARTITION OF visit FOR VALUES IN ('eu');
CREATE TABLE visit_other PARTITION OF visit DEFAULT;`,
    observed: {
      tables: { visit_other: { usage: { liveTuples: 4_000, lastAutoanalyzeAt: '2026-01-01T00:00:00.000Z' } } },
    },
  },
  good: {
    schema: `CREATE TABLE visit (id bigint NOT NULL, region text NOT NULL, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE visit_eu PARTITION OF visit FOR VALUES IN ('eu');
CREATE TABLE visit_other PARTITION OF visit DEFAULT;`,
    observed: { tables: { visit_eu: { usage: { liveTuples: 4_000, lastAutoanalyzeAt: '2026-01-01T00:00:00.000Z' } } } },
  },

  *check({ catalog }) {
    const { partitionsOf } = partitionTree(catalog);
    const parents = (relation: Relation): readonly Relation[] => [relation, ...partitionsOf(relation).flatMap(parents)];
    for (const { table } of storedTables(catalog)) {
      for (const parent of parents(table)) {
        const fallback = partitionsOf(parent).find(({ partitionOf }) => partitionOf!.bound === 'DEFAULT');
        // A default partition that is divided itself takes rows by its own bounds.
        if (!fallback || fallback.kind === 'partitioned-table') continue;
        const rows = rowsOf(fallback);
        if (rows <= 0) continue;
        yield found(table, `The default partition ${fallback.name} of ${parent.name} holds ${countText(rows)} rows`);
      }
    }
  },
});

function rowsOf({ usage, tuples, columns }: Relation): number {
  const analyzed = columns.some(({ statistics }) => statistics !== null);
  return Math.max(usage?.liveTuples ?? 0, analyzed ? tuples : 0);
}
